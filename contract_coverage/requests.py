"""Points of an operation's parameters and body, and which of them a request exercises."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract import Document, Operation
from contract_coverage.exchange import NOT_JSON, Exchange, is_json, parsed
from contract_coverage.keywords import NO_NULL, NULL, OF_ANOTHER_TYPE, Schema, request_trials
from contract_coverage.points import Kind, Point
from contract_coverage.tree import Node, Planting
from contract_coverage.validity import Validators, Validity

BODY = "body"
MASKED = "[Filtered]"
"""What Schemathesis's reports have for a secret: nothing is known of it but that it was sent."""
_WHOLE = re.compile(r"[+-]?[0-9]{1,400}")


@dataclass(frozen=True, slots=True)
class ParameterPoints:
    name: str
    location: str
    schema: Schema
    items: Schema
    exploded: bool
    valid: Point
    invalid: Point | None
    left_out: Point | None
    is_valid: Validity
    node: Node

    def points(self) -> Iterator[Point]:
        yield from filter(None, (self.valid, self.invalid, self.left_out))
        yield from self.node.points()

    def exercised(self, exchange: Exchange, path: Mapping[str, str]) -> Iterator[Point]:
        sent = self.sent(exchange, path)
        if not sent:
            if self.left_out:
                yield self.left_out
        elif MASKED not in sent:
            value = self._read(sent)
            outcome = self.valid if self.is_valid(value) else self.invalid
            if outcome:
                yield outcome
            yield from self.node.exercised(value)

    def sent(self, exchange: Exchange, path: Mapping[str, str]) -> list[str]:
        """As text; several where a query repeats it."""
        if self.location == "query":
            return [value for name, value in exchange.query if name == self.name]
        found = path.get(self.name) if self.location == "path" else exchange.headers.get(self.name.lower())
        return [] if found is None else [found]

    def _read(self, sent: list[str]) -> Any:
        """https://spec.openapis.org/oas/v3.0.3#style-values: `form` and `simple`, of single values and arrays."""
        if self.schema.get("type") == "array":
            texts = sent if self.exploded else sent[0].split(",")
            return [_single(text, self.items.get("type")) for text in texts]
        return _single(sent[-1], self.schema.get("type"))


def _single(text: str, kind: str | None) -> Any:
    if kind in ("integer", "number"):
        return _number(text)
    return {"true": True, "false": False}.get(text, text) if kind == "boolean" else text


def _number(text: str) -> Any:
    if _WHOLE.fullmatch(text):
        return int(text)
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


@dataclass(frozen=True, slots=True)
class BodyPoints:
    """`sent_as` are points by documented media type; `trees` are of those that are JSON."""

    operation: str
    left_out: Point
    other_type: Point
    malformed: Point | None
    valid: Point | None
    invalid: Point | None
    sent_as: Mapping[str, Point]
    trees: Mapping[str, tuple[Validity, Node]]

    def points(self) -> Iterator[Point]:
        yield from filter(None, (self.valid, self.invalid, self.malformed, self.left_out, self.other_type))
        yield from self.sent_as.values()
        for _, node in self.trees.values():
            yield from node.points()

    def exercised(self, exchange: Exchange) -> Iterator[Point]:
        if not exchange.body:
            yield self.left_out
            return
        if exchange.media_type not in self.sent_as:
            yield self.other_type
            return
        yield self.sent_as[exchange.media_type]
        if exchange.media_type in self.trees:
            yield from self._of_json(parsed(exchange.body), *self.trees[exchange.media_type])

    def _of_json(self, value: Any, is_valid: Validity, node: Node) -> Iterator[Point]:
        outcome = self.malformed if value is NOT_JSON else self.valid if is_valid(value) else self.invalid
        if outcome:
            yield outcome
        if value is not NOT_JSON:
            yield from node.exercised(value)


def parameter_points(
    document: Document, operation: Operation, name: str, validators: Validators
) -> tuple[ParameterPoints, ...]:
    """Of headers that OpenAPI gives no say over, nothing; https://spec.openapis.org/oas/v3.0.3#parameter-object."""
    planting = Planting(document, validators, request_trials, name, Kind.KEYWORD, can_fail=True)
    return tuple(
        _parameter(planting, each)
        for each in document.parameters(operation)
        if "schema" in each and each["in"] in ("path", "query", "header")
    )


def _parameter(planting: Planting, parameter: Mapping[str, Any]) -> ParameterPoints:
    place = f"{parameter['in']} {parameter['name']}"
    schema = planting.document.resolve(parameter["schema"])
    node = _without(planting.tree(parameter["schema"], place), schema)

    def point(what: str) -> Point:
        return Point(planting.operation, Kind.PARAMETER, place, what)

    is_required = bool(parameter.get("required"))
    return ParameterPoints(
        name=parameter["name"],
        location=parameter["in"],
        schema=schema,
        items=planting.document.resolve(schema.get("items", {})),
        exploded=parameter.get("explode", parameter["in"] == "query"),
        valid=point("valid"),
        invalid=point("invalid")
        if any(point.what.endswith(("violated", OF_ANOTHER_TYPE)) for point in node.points())
        else None,
        left_out=None if parameter["in"] == "path" else point("required, left out" if is_required else "left out"),
        is_valid=planting.validators.of(parameter["schema"]),
        node=node,
    )


def _without(node: Node, schema: Schema) -> Node:
    """A parameter is text: there is no null, and where the schema says string no other type to send."""
    left = {NULL, NO_NULL} | ({OF_ANOTHER_TYPE} if schema.get("type") in (None, "string", "array") else set())
    return Node(
        trials=tuple((point, holds) for point, holds in node.trials if point.what not in left), items=node.items
    )


def body_points(document: Document, operation: Operation, name: str, validators: Validators) -> BodyPoints | None:
    """None for an operation that takes no body."""
    body = document.resolve(operation.raw.get("requestBody", {}))
    content: Mapping[str, Any] = body.get("content", {})
    if not content:
        return None

    def point(what: str) -> Point:
        return Point(name, Kind.PARAMETER, BODY, what)

    planting = Planting(document, validators, request_trials, name, Kind.KEYWORD, can_fail=True)
    trees = {
        each.lower(): (validators.of(media["schema"]), planting.tree(media["schema"], BODY))
        for each, media in content.items()
        if is_json(each.lower()) and "schema" in media
    }
    return BodyPoints(
        operation=name,
        left_out=point("required, left out" if body.get("required") else "left out"),
        other_type=point("as another media type"),
        malformed=point("malformed") if trees else None,
        valid=point("valid") if trees else None,
        invalid=point("invalid") if trees else None,
        sent_as={each.lower(): point(f"as {each}") for each in content},
        trees=trees,
    )

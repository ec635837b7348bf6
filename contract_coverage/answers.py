"""Points of an operation's documented responses, and which of them an answer exercises."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract import Document, Operation
from contract_coverage.exchange import NOT_JSON, Exchange, is_json, parsed
from contract_coverage.keywords import answer_trials
from contract_coverage.points import PRODUCED, Kind, Point
from contract_coverage.tree import Node, Planting
from contract_coverage.validity import Validators


@dataclass(frozen=True, slots=True)
class ResponsePoints:
    """`headers` by lower-case name, `media_types` as documented; `trees` are of those that are JSON."""

    produced: Point
    media_types: Mapping[str, Point]
    headers: Mapping[str, Point]
    trees: Mapping[str, Node]

    def points(self) -> Iterator[Point]:
        yield self.produced
        yield from self.media_types.values()
        yield from self.headers.values()
        for node in self.trees.values():
            yield from node.points()

    def exercised(self, exchange: Exchange) -> Iterator[Point]:
        yield self.produced
        yield from (point for name, point in self.headers.items() if name in exchange.answer_headers)
        if exchange.answer_body and exchange.answer_media_type in self.media_types:
            yield self.media_types[exchange.answer_media_type]
        node = self.trees.get(exchange.answer_media_type)
        if node is not None and (value := parsed(exchange.answer_body)) is not NOT_JSON:
            yield from node.exercised(value)


def response_points(
    document: Document, operation: Operation, name: str, validators: Validators
) -> dict[str, ResponsePoints]:
    """By the status as it is documented."""
    planting = Planting(document, validators, answer_trials, name, Kind.ANSWER, can_fail=False)
    return {
        str(status): _response(planting, str(status), document.resolve(raw))
        for status, raw in operation.raw["responses"].items()
        if not str(status).startswith("x-")
    }


def _response(planting: Planting, status: str, response: Mapping[str, Any]) -> ResponsePoints:
    def point(what: str) -> Point:
        return Point(planting.operation, Kind.RESPONSE, status, what)

    content = response.get("content", {})
    return ResponsePoints(
        produced=point(PRODUCED),
        media_types={each.lower(): point(f"as {each}") for each in content},
        headers={each.lower(): point(f"header {each}") for each in response.get("headers", {})},
        trees={
            each.lower(): planting.tree(media["schema"], status)
            for each, media in content.items()
            if is_json(each.lower()) and "schema" in media
        },
    )


def documented(responses: Mapping[str, ResponsePoints], status: int) -> ResponsePoints | None:
    """The most concrete one that the status falls under; https://spec.openapis.org/oas/v3.0.3#responses-object."""
    for each in (str(status), f"{status // 100}XX", "default"):
        if status and each in responses:
            return responses[each]
    return None

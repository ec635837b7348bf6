"""The conventions of the house, as a contract shows them: what can be probed of an operation that nobody knows yet."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract import Document, Operation

IDEMPOTENCY_KEY = "Idempotency-Key"
_BODY_EXPRESSION = re.compile(r"\$response\.body#(?P<pointer>(?:/[^/]+)*)")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a success answer of `source`: by `parameters`, the target's parameter names and JSON pointers into the
    answer's body, the target can be called for what was just made or found.
    """

    source: Operation
    status: str
    target: str
    parameters: Mapping[str, str]


def success(document: Document, operation: Operation) -> tuple[str, Mapping[str, Any]]:
    """The status and the response, resolved, of the first documented success."""
    responses = operation.raw["responses"]
    status = min(status for status in responses if status.startswith("2"))
    return status, document.resolve(responses[status])


def request_examples(document: Document, operation: Operation) -> dict[str, Any]:
    """The bodies that the contract shows, by name; empty where it shows none, or the operation takes none."""
    content = json_content(document, operation.raw.get("requestBody", {}))
    named = {name: document.resolve(each)["value"] for name, each in content.get("examples", {}).items()}
    return {"example": content["example"], **named} if "example" in content else named


def json_content(document: Document, holder: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a request body or a response, or a reference to one, has under `application/json`."""
    content: Mapping[str, Any] = document.resolve(holder).get("content", {})
    media: Mapping[str, Any] = content.get("application/json", {})
    return media


def parameter(document: Document, operation: Operation, place: str, name: str) -> Mapping[str, Any] | None:
    """The parameter, resolved; `place` is `in`. Header names in any case."""
    for each in document.parameters(operation):
        if each["in"] == place and (
            each["name"] == name or (place == "header" and each["name"].lower() == name.lower())
        ):
            return each
    return None


def path_parameters(document: Document, operation: Operation) -> tuple[str, ...]:
    return tuple(each["name"] for each in document.parameters(operation) if each["in"] == "path")


def is_idempotent_by_key(document: Document, operation: Operation) -> bool:
    return parameter(document, operation, "header", IDEMPOTENCY_KEY) is not None


def is_conditional(document: Document, operation: Operation) -> bool:
    return parameter(document, operation, "header", "If-None-Match") is not None


def is_list(document: Document, operation: Operation) -> bool:
    """A list in pages: `limit` and `cursor` in, `items` and perhaps `nextCursor` out."""
    if operation.method != "get" or not all(
        parameter(document, operation, "query", each) for each in ("limit", "cursor")
    ):
        return False
    schema = document.resolve(json_content(document, success(document, operation)[1]).get("schema", {}))
    return {"items", "nextCursor"} <= set(schema.get("properties", {}))


def links(document: Document) -> Iterator[Link]:
    """Those of success answers, whose every parameter comes from the answer's body."""
    for operation in document.operations():
        for status, holder in operation.raw["responses"].items():
            for link in map(document.resolve, document.resolve(holder).get("links", {}).values()):
                found = {
                    name: _BODY_EXPRESSION.fullmatch(str(each)) for name, each in link.get("parameters", {}).items()
                }
                pointers = {name: match["pointer"] for name, match in found.items() if match}
                if status.startswith("2") and link.get("operationId") and pointers and len(pointers) == len(found):
                    yield Link(operation, status, link["operationId"], pointers)


def makers(document: Document, operation: Operation) -> tuple[Link, ...]:
    """The links by which something new is made that the operation can be called for: of creations that take no path."""
    wanted = set(path_parameters(document, operation))
    return tuple(
        link
        for link in links(document)
        if link.target == operation.operation_id
        and wanted <= link.parameters.keys()
        and link.source.method == "post"
        and not path_parameters(document, link.source)
        and request_examples(document, link.source)
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """How a list shows what a creation has made: where the same id stands in an item and in the creation's answer."""

    maker: Link
    in_item: str
    in_answer: str


def entries(document: Document, operation: Operation) -> tuple[Entry, ...]:
    """The creations that a list shows the things of: those with a link to where a link of the list's items leads."""
    return tuple(
        Entry(made, pointer.removeprefix("/items/0"), made.parameters[name])
        for shown in links(document)
        if shown.source.operation_id == operation.operation_id
        for name, pointer in shown.parameters.items()
        if pointer.startswith("/items/0/")
        for made in links(document)
        if made.target == shown.target
        and name in made.parameters
        and made.source.method == "post"
        and not path_parameters(document, made.source)
        and request_examples(document, made.source)
    )


def filters(document: Document, operation: Operation) -> dict[str, str]:
    """By parameter of a list, the property of its items that it looks at: of its name, or an array's in the plural."""
    shown = properties(document, item_schema(document, operation))
    names = [each["name"] for each in document.parameters(operation) if each["in"] == "query"]
    plural = {name: f"{name}s" for name in names if shown.get(f"{name}s", {}).get("type") == "array"}
    return plural | {name: name for name in names if name in shown}


def enumerated_filters(document: Document, operation: Operation) -> dict[str, tuple[str, ...]]:
    """The values of each filter that has a list of them."""
    found = {name: parameter(document, operation, "query", name) for name in filters(document, operation)}
    schemas = {name: document.resolve(each["schema"]) for name, each in found.items() if each is not None}
    return {name: tuple(map(str, schema["enum"])) for name, schema in schemas.items() if "enum" in schema}


def item_schema(document: Document, operation: Operation) -> Mapping[str, Any]:
    items = properties(document, answer_schema(document, operation))["items"]
    return document.resolve(items["items"])


def answer_schema(document: Document, operation: Operation) -> Mapping[str, Any]:
    """Of the first documented success; empty where that is no JSON."""
    return document.resolve(json_content(document, success(document, operation)[1]).get("schema", {}))


def request_schema(document: Document, operation: Operation) -> Mapping[str, Any]:
    return document.resolve(json_content(document, operation.raw.get("requestBody", {})).get("schema", {}))


def properties(document: Document, schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Those of an object, resolved, and of each alternative that it may be."""
    found = {name: document.resolve(each) for name, each in schema.get("properties", {}).items()}
    for alternative in (*schema.get("allOf", ()), *schema.get("oneOf", ()), *schema.get("anyOf", ())):
        found |= properties(document, document.resolve(alternative))
    return found


def at(body: Any, pointer: str) -> Any:
    """What a JSON pointer leads to; None where it leads nowhere."""
    for segment in pointer.split("/")[1:]:
        key = segment.replace("~1", "/").replace("~0", "~")
        if isinstance(body, list):
            body = body[int(key)] if key.isdecimal() and int(key) < len(body) else None
        else:
            body = body.get(key) if isinstance(body, dict) else None
    return body

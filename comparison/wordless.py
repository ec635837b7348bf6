"""A document as openapi-diff reads it: without texts and examples, and of headers only whether they are there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contract import Document

_TEXTS = {"description", "example", "examples", "summary", "title", "externalDocs"}
# Below these stand names that an author chose, which may be any word.
_NAMED = {"properties", "schemas", "headers", "responses", "parameters", "requestBodies", "paths", "content", "mapping"}


def wordless(document: Document) -> Document:
    return replace(document, root=_without(document.root, "", document))


def _without(node: Any, key: str, document: Document) -> Any:
    match node:
        case Mapping():
            kept = {
                name: _without(value, "" if key in _NAMED else name, document)
                for name, value in node.items()
                if key in _NAMED or (name not in _TEXTS and not name.startswith("x-"))
            }
            return {name: _response(each, document) for name, each in kept.items()} if key == "responses" else kept
        case list():
            return [_without(value, "", document) for value in node]
    return node


def _response(response: Any, document: Document) -> Any:
    """With the description that it has to have."""
    if not isinstance(response, Mapping) or "$ref" in response:
        return response
    headers = {name: _header(header, document) for name, header in response.get("headers", {}).items()}
    return {"description": "", **response, "headers": headers}


def _header(header: Any, document: Document) -> Any:
    return {"required": document.resolve(header).get("required") is True, "schema": {"type": "string"}}

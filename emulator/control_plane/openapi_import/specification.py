"""One view of both versions of OpenAPI: where each keeps schemas, bodies and security schemes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from emulator.control_plane.patch import unescape
from emulator.control_plane.store import Document

_JSON = "application/json"
_LONGEST_CHAIN = 20  # references to references


@dataclass(frozen=True, slots=True)
class SchemaKinds:
    """What AWS calls a schema that is not an object, in its warnings."""

    composed: str
    others: Mapping[str, str]  # by the schema's `type`
    request: str | None = None  # the one name for all of them in the body of a request, if there is one


@dataclass(frozen=True, slots=True)
class Specification:
    document: Document

    @property
    def schema_prefix(self) -> str:
        return "#/definitions/" if self._is_2 else "#/components/schemas/"

    @property
    def kinds(self) -> SchemaKinds:
        return _KINDS_2 if self._is_2 else _KINDS_3

    @property
    def schemas(self) -> Document:
        return self._component("schemas", "definitions")

    @property
    def security_schemes(self) -> Document:
        return self._component("securitySchemes", "securityDefinitions")

    @property
    def base_path(self) -> str:
        if self._is_2:
            return str(self.document.get("basePath", ""))
        server = (self.document.get("servers") or [{}])[0]
        url, variables = str(server.get("url", "")), server.get("variables") or {}
        for name, variable in variables.items():
            url = url.replace(f"{{{name}}}", str(variable.get("default", "")).strip("/"))
        return urlsplit(url).path

    def resolve(self, node: Document) -> Document:
        """The object that the node is or refers to; empty where there is none. Not for schemas."""
        for _ in range(_LONGEST_CHAIN):
            reference = node.get("$ref")
            if not isinstance(reference, str):
                return node
            found: Any = self.document
            for segment in reference.removeprefix("#/").split("/"):
                found = found.get(unescape(unquote(segment))) if isinstance(found, dict) else None
            node = found if isinstance(found, dict) else {}
        return {}

    def parameters(self, path_item: Document, operation: Document) -> list[Document]:
        """The operation's parameters; its own take the place of the path's of the same name and place."""
        declared = [*path_item.get("parameters", []), *operation.get("parameters", [])]
        resolved = [self.resolve(parameter) for parameter in declared]
        return list({(parameter.get("in"), parameter.get("name")): parameter for parameter in resolved}.values())

    def request_schemas(self, path_item: Document, operation: Document) -> Iterator[tuple[str, Document]]:
        """The schema of the body for each media type."""
        if not self._is_2:
            yield from _content(self.resolve(operation.get("requestBody", {})))
            return
        for parameter in self.parameters(path_item, operation):
            if parameter.get("in") == "body" and isinstance(parameter.get("schema"), dict):
                for media_type in self._media_types(operation, "consumes"):
                    yield media_type, parameter["schema"]

    def response_schemas(self, operation: Document, response: Document) -> Iterator[tuple[str, Document]]:
        if not self._is_2:
            yield from _content(response)
        elif isinstance(response.get("schema"), dict):
            for media_type in self._media_types(operation, "produces"):
                yield media_type, response["schema"]

    @property
    def _is_2(self) -> bool:
        return "swagger" in self.document

    def _component(self, name_3: str, name_2: str) -> Document:
        owner = self.document if self._is_2 else self.document.get("components", {})
        found: Document = owner.get(name_2 if self._is_2 else name_3, {})
        return found

    def _media_types(self, operation: Document, key: str) -> list[str]:
        declared = operation.get(key) or self.document.get(key) or [_JSON]
        return [str(media_type) for media_type in declared]


def _content(owner: Document) -> Iterator[tuple[str, Document]]:
    for media_type, media in owner.get("content", {}).items():
        if isinstance(media.get("schema"), dict):
            yield media_type, media["schema"]


_KINDS_2 = SchemaKinds("ComposedModel", {"array": "ArrayModel"})
_KINDS_3 = SchemaKinds(
    "ComposedSchema",
    {
        "array": "ArraySchema",
        "string": "StringSchema",
        "integer": "IntegerSchema",
        "number": "NumberSchema",
        "boolean": "BooleanSchema",
    },
    request="Content",
)

"""Where the two versions of OpenAPI differ: a table of what each makes of the same parts."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from emulator.control_plane.store import Document
from emulator.snapshot import Wire

_STRING = {"type": "string"}


class Flavor(Protocol):
    schema_prefix: str

    def opening(self, info: Document, host: str, stage_name: str) -> Document: ...
    def components(self, schemas: Document, schemes: Document) -> Document: ...
    def media_types(self, method: Wire) -> Document: ...
    def parameter(self, name: str, place: str, required: bool) -> Document: ...
    def inputs(self, parameters: Sequence[Document], models: Mapping[str, str]) -> Document: ...
    def responses(self, responses: Mapping[str, Wire]) -> Document: ...


class Swagger:
    """OpenAPI 2.0."""

    schema_prefix = "#/definitions/"

    def opening(self, info: Document, host: str, stage_name: str) -> Document:
        return {"swagger": "2.0", "info": info, "host": host, "basePath": f"/{stage_name}", "schemes": ["https"]}

    def components(self, schemas: Document, schemes: Document) -> Document:
        return _present({"securityDefinitions": schemes, "definitions": schemas})

    def media_types(self, method: Wire) -> Document:
        """What templates and models have in common; only this version tells it apart from them."""
        integration = method.get("methodIntegration", {})
        consumed = [*method.get("requestModels", {}), *integration.get("requestTemplates", {})]
        produced = [
            media_type
            for responses, member in (
                (method.get("methodResponses", {}), "responseModels"),
                (integration.get("integrationResponses", {}), "responseTemplates"),
            )
            for response in responses.values()
            for media_type in response.get(member, {})
        ]
        return _present({"consumes": _unique(consumed), "produces": _unique(produced)})

    def parameter(self, name: str, place: str, required: bool) -> Document:
        return {"name": name, "in": place, "required": required, **_STRING}

    def inputs(self, parameters: Sequence[Document], models: Mapping[str, str]) -> Document:
        bodies = [
            {"in": "body", "name": model, "required": True, "schema": self._reference(model)}
            for model in _unique(models.values())
        ]
        return _present({"parameters": [*parameters, *bodies]})

    def responses(self, responses: Mapping[str, Wire]) -> Document:
        return {"responses": {status: self._response(status, declared) for status, declared in responses.items()}}

    def _response(self, status: str, declared: Wire) -> Document:
        models: Mapping[str, str] = declared.get("responseModels", {})
        schema = self._reference(next(iter(models.values()))) if models else None
        headers = {name: dict(_STRING) for name in _header_names(declared)}
        return {"description": f"{status} response", **_present({"schema": schema, "headers": headers})}

    def _reference(self, model: str) -> Document:
        return {"$ref": self.schema_prefix + model}


class OpenApi3:
    """OpenAPI 3.0."""

    schema_prefix = "#/components/schemas/"

    def opening(self, info: Document, host: str, stage_name: str) -> Document:
        server = {"url": f"https://{host}/{{basePath}}", "variables": {"basePath": {"default": stage_name}}}
        return {"openapi": "3.0.1", "info": info, "servers": [server]}

    def components(self, schemas: Document, schemes: Document) -> Document:
        return {"components": _present({"schemas": schemas, "securitySchemes": schemes})}

    def media_types(self, method: Wire) -> Document:  # noqa: ARG002  the content says it
        return {}

    def parameter(self, name: str, place: str, required: bool) -> Document:
        return {"name": name, "in": place, **_present({"required": required}), "schema": dict(_STRING)}

    def inputs(self, parameters: Sequence[Document], models: Mapping[str, str]) -> Document:
        body = {"content": self._content(models), "required": True} if models else None
        return _present({"parameters": list(parameters), "requestBody": body})

    def responses(self, responses: Mapping[str, Wire]) -> Document:
        return _present({"responses": {status: self._response(status, each) for status, each in responses.items()}})

    def _response(self, status: str, declared: Wire) -> Document:
        headers = {name: {"schema": dict(_STRING)} for name in _header_names(declared)}
        content = self._content(declared.get("responseModels", {}))
        return {"description": f"{status} response", **_present({"headers": headers}), "content": content}

    def _content(self, models: Mapping[str, str]) -> Document:
        return {media_type: {"schema": {"$ref": self.schema_prefix + model}} for media_type, model in models.items()}


FLAVORS: Mapping[str, Flavor] = {"swagger": Swagger(), "oas30": OpenApi3()}


def _header_names(response: Wire) -> list[str]:
    return [parameter.removeprefix("method.response.header.") for parameter in response.get("responseParameters", {})]


def _unique(names: Any) -> list[str]:
    return list(dict.fromkeys(names))


def _present(members: Document) -> Document:
    return {name: value for name, value in members.items() if value}

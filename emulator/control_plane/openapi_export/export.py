"""An export on one page: a snapshot and its stage give a document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from emulator.control_plane.openapi_export.extensions import exported_integration, root_extensions
from emulator.control_plane.openapi_export.flavors import FLAVORS, Flavor
from emulator.control_plane.openapi_export.schemas import exported_schemas
from emulator.control_plane.openapi_export.security import exported_requirements, exported_schemes
from emulator.control_plane.store import Document
from emulator.snapshot import Snapshot, Wire

ALL = "apigateway"
_EXTENSIONS = frozenset({ALL, "integrations", "authorizers", "documentation", "postman"})
_ANY_METHOD = "x-amazon-apigateway-any-method"
_PLACES = {"path": "path", "querystring": "query", "header": "header"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """`kind` is swagger or oas30; `extensions` are those of the `extensions` parameter."""

    kind: str
    extensions: frozenset[str]

    def has(self, extension: str) -> bool:
        return extension in self.extensions or ALL in self.extensions


def read_extensions(parameter: str) -> frozenset[str] | None:
    """None if one of them is not known."""
    asked = frozenset(name.strip() for name in parameter.split(",") if name.strip())
    return asked if asked <= _EXTENSIONS else None


def export_version(api: Wire) -> str:
    """An API without a version is told by its creation."""
    if api.get("version"):
        return str(api["version"])
    return datetime.fromtimestamp(api["createdDate"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def export_document(
    snapshot: Snapshot, wanted: Wanted, *, host: str, stage_name: str, documentation: Document | None
) -> Document:
    """`documentation` is the extension's value, for an API that has some."""
    flavor, api = FLAVORS[wanted.kind], snapshot.api
    info = {"title": api["name"], "description": api.get("description"), "version": export_version(api)}
    schemas = exported_schemas(snapshot, flavor.schema_prefix)
    schemes = exported_schemes(snapshot, flavor, with_authorizers=wanted.has("authorizers"))
    document = {
        **flavor.opening({name: value for name, value in info.items() if value is not None}, host, stage_name),
        "paths": {resource["path"]: _path(resource, snapshot, flavor, wanted) for resource in _served(snapshot)},
        **flavor.components(schemas, schemes),
    }
    if ALL in wanted.extensions:
        document |= root_extensions(snapshot)
    if wanted.has("documentation") and documentation is not None:
        document["x-amazon-apigateway-documentation"] = documentation
    return document


def _served(snapshot: Snapshot) -> Iterable[Wire]:
    return sorted((each for each in snapshot.resources if each["resourceMethods"]), key=lambda each: str(each["path"]))


def _path(resource: Wire, snapshot: Snapshot, flavor: Flavor, wanted: Wanted) -> Document:
    return {
        _ANY_METHOD if name == "ANY" else name.lower(): _operation(method, resource, snapshot, flavor, wanted)
        for name, method in resource["resourceMethods"].items()
    }


def _operation(method: Wire, resource: Wire, snapshot: Snapshot, flavor: Flavor, wanted: Wanted) -> Document:
    parameters = [
        flavor.parameter(name, _PLACES[place], required)
        for parameter, required in method.get("requestParameters", {}).items()
        for place, name in [parameter.removeprefix("method.request.").split(".", 1)]
        if place in _PLACES
    ]
    operation: dict[str, Any] = {"operationId": method["operationName"]} if method.get("operationName") else {}
    operation |= flavor.media_types(method)
    operation |= flavor.inputs(parameters, method.get("requestModels", {}))
    operation |= flavor.responses(method.get("methodResponses", {}))
    requirements = exported_requirements(method, snapshot)
    if requirements:
        operation["security"] = requirements
    return operation | _extensions(method, resource, snapshot, wanted)


def _extensions(method: Wire, resource: Wire, snapshot: Snapshot, wanted: Wanted) -> Document:
    found: Document = {}
    validator: Mapping[str, Any] | None = snapshot.validators.get(method.get("requestValidatorId", ""))
    if ALL in wanted.extensions and validator is not None:
        found["x-amazon-apigateway-request-validator"] = validator["name"]
    if wanted.has("integrations") and "methodIntegration" in method:
        found["x-amazon-apigateway-integration"] = exported_integration(method["methodIntegration"], resource["id"])
    return found

"""An import on one page: a document onto a definition gives another definition, or a refusal and no change."""

from copy import deepcopy
from dataclasses import dataclass

from emulator.control_plane.openapi_import.document import read_document
from emulator.control_plane.openapi_import.documentation import merge_parts, read_parts
from emulator.control_plane.openapi_import.findings import Findings
from emulator.control_plane.openapi_import.methods import MethodImport
from emulator.control_plane.openapi_import.models import ModelImport
from emulator.control_plane.openapi_import.security import MethodSecurity, import_authorizers
from emulator.control_plane.openapi_import.settings import apply_settings, import_gateway_responses, import_validators
from emulator.control_plane.openapi_import.specification import Specification
from emulator.control_plane.refusal import Refusal
from emulator.control_plane.rules.paths import path_under, refuse_path_part
from emulator.control_plane.rules.rest_apis import refuse_settings
from emulator.control_plane.store import Definition, Document, new_id


@dataclass(frozen=True, slots=True)
class Imported:
    definition: Definition
    warnings: tuple[str, ...]


def import_document(
    body: bytes, onto: Definition, *, mode: str, fail_on_warnings: bool, base_path: str, with_documentation: bool = True
) -> Imported | Refusal:
    """`mode` is "merge" or "overwrite"; `base_path` is "ignore", "prepend" or "split". `onto` stays as it is."""
    document = read_document(body)
    if isinstance(document, Refusal):
        return document
    specification, findings = Specification(document), Findings()
    draft = deepcopy(onto) if mode == "merge" else _emptied(onto)

    apply_settings(document, draft, mode)
    refused_settings = refuse_settings(draft.api)
    if refused_settings is not None:
        return refused_settings
    import_validators(document, draft, onto)
    import_gateway_responses(document, draft, findings)
    draft.documentation = merge_parts(draft.documentation, read_parts(document) if with_documentation else [])
    models = ModelImport(specification, draft, onto, findings)
    models.import_models()
    security = MethodSecurity(specification, import_authorizers(specification, draft, onto, findings), findings)
    methods = MethodImport(specification, draft, models, security, findings)
    for path, path_item in document["paths"].items():
        segments = _placed(path, specification.base_path, base_path)
        resource = None if path.startswith("x-") else _resource_at(segments, draft, onto, findings)
        if resource is not None:
            methods.import_path(resource, path_item)

    refusal = findings.refusal(fail_on_warnings)
    return Imported(draft, tuple(findings.warnings)) if refusal is None else refusal


def _emptied(definition: Definition) -> Definition:
    """The API and its root, with nothing in it."""
    root_id = definition.api["rootResourceId"]
    return Definition(deepcopy(definition.api), {root_id: {"id": root_id, "path": "/", "resourceMethods": {}}})


def _placed(path: str, document_base: str, base_path: str) -> list[str]:
    """The path's segments, with the document's base path where it was asked for."""
    base = [segment for segment in document_base.split("/") if segment]
    segments = [segment for segment in path.split("/") if segment]
    if base_path == "prepend":
        return base + segments
    return base[1:] + segments if base_path == "split" else segments


def _resource_at(segments: list[str], draft: Definition, former: Definition, findings: Findings) -> Document | None:
    """The resource of the path, made with those above it where there is none. A path keeps the id that it had."""
    ids = {resource["path"]: resource["id"] for resource in former.resources.values()}
    resource = draft.resources[draft.api["rootResourceId"]]
    for segment in segments:
        path = path_under(resource, segment)
        known = next((other for other in draft.resources.values() if other["path"] == path), None)
        refusal = None if known is not None else refuse_path_part(segment, resource, draft.resources.values())
        if refusal is not None:
            findings.errors.append(f"Unable to create resource at path '{path}': {refusal.message}")
            return None
        resource = known or {
            "id": ids.get(path) or new_id(),
            "parentId": resource["id"],
            "pathPart": segment,
            "path": path,
            "resourceMethods": {},
        }
        draft.resources[resource["id"]] = resource
    return resource

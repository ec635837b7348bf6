"""Documentation parts: what is said of an API, by the places in it that it is said of."""

import json

from emulator.control_plane.openapi_import.document import read_document
from emulator.control_plane.openapi_import.documentation import merge_parts, read_parts
from emulator.control_plane.operations.patch_paths import DOCUMENTATION_PART
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, bad_request, conflict
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, Store, new_id


class DocumentationParts:
    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._shape = service.shape("DocumentationPart")

    def create_documentation_part(self, asked: Document) -> Document | Refusal:
        location, parts = asked["location"], self._parts(asked)
        refusal = _refuse_properties(asked["properties"])
        if refusal is not None:
            return refusal
        if any(part["location"] == location for part in parts.values()):
            said = ", ".join(f"{name} '{value}'" for name, value in location.items())
            return conflict(f"Documentation part already exists for the specified location: {said}.")
        part = {"id": new_id(), "location": location, "properties": asked["properties"]}
        parts[part["id"]] = part
        return part

    def get_documentation_part(self, asked: Document) -> Document:
        return self._parts(asked)[asked["documentationPartId"]]

    def get_documentation_parts(self, asked: Document) -> Document | Refusal:
        wanted = {"type": asked.get("type"), "name": asked.get("nameQuery")}
        return page(
            [
                part
                for part in self._parts(asked).values()
                if all(value in {None, part["location"].get(name)} for name, value in wanted.items())
                and part["location"].get("path", "").startswith(asked.get("path", ""))
                and asked.get("locationStatus") != "UNDOCUMENTED"
            ],
            asked,
        )

    def update_documentation_part(self, asked: Document) -> Document | Refusal:
        part, operations = self.get_documentation_part(asked), asked.get("patchOperations", [])
        changed = patched(part, self._shape, operations, DOCUMENTATION_PART)
        if isinstance(changed, Refusal):
            return changed
        refusal = _refuse_properties(changed["properties"])
        if refusal is not None:
            return refusal
        self._parts(asked)[part["id"]] = changed
        return changed

    def delete_documentation_part(self, asked: Document) -> None:
        del self._parts(asked)[asked["documentationPartId"]]

    def import_documentation_parts(self, asked: Document) -> Document | Refusal:
        document = read_document(asked["body"])
        if isinstance(document, Refusal):
            return bad_request("Unable to build importer with provided input.")
        definition, parts = self._store.api(asked).definition, read_parts(document)
        kept = {} if asked.get("mode", "merge") == "overwrite" else definition.documentation
        definition.documentation = merge_parts(kept, parts)
        locations = [part["location"] for part in parts]
        imported = [part["id"] for part in definition.documentation.values() if part["location"] in locations]
        return {"ids": imported}

    def _parts(self, asked: Document) -> dict[str, Document]:
        return self._store.api(asked).definition.documentation


def _refuse_properties(properties: str) -> Refusal | None:
    try:
        content = json.loads(properties)
    except (ValueError, RecursionError):
        content = None
    return None if isinstance(content, dict) else bad_request("Documentation part properties must be a JSON object")

"""Documentation versions: what an API's documentation was when the version was made."""

from copy import deepcopy

from emulator.control_plane.operations.patch_paths import DOCUMENTATION_VERSION
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, conflict, not_found
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, DocumentationVersion, Store


class DocumentationVersions:
    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._shape = service.shape("DocumentationVersion")

    def create_documentation_version(self, asked: Document) -> Document | Refusal:
        api, version = self._store.api(asked), asked["documentationVersion"]
        stage = api.stages.get(asked["stageName"]) if "stageName" in asked else None
        if version in api.documentation_versions:
            return conflict(f"Documentation version already exists for the API: {version}")
        if "stageName" in asked and stage is None:
            return not_found("Invalid stage identifier specified")
        wire: Document = {"version": version, "createdDate": self._store.epoch()}
        if asked.get("description"):
            wire["description"] = asked["description"]
        parts = tuple(deepcopy(list(api.definition.documentation.values())))
        api.documentation_versions[version] = DocumentationVersion(wire, parts)
        if stage is not None:
            stage["documentationVersion"] = version
        return wire

    def get_documentation_version(self, asked: Document) -> Document:
        return self._versions(asked)[asked["documentationVersion"]].wire

    def get_documentation_versions(self, asked: Document) -> Document | Refusal:
        return page([version.wire for version in self._versions(asked).values()], asked)

    def update_documentation_version(self, asked: Document) -> Document | Refusal:
        version = self._versions(asked)[asked["documentationVersion"]]
        changed = patched(version.wire, self._shape, asked.get("patchOperations", []), DOCUMENTATION_VERSION)
        if not isinstance(changed, Refusal):
            version.wire = changed
        return changed

    def delete_documentation_version(self, asked: Document) -> Refusal | None:
        api, version = self._store.api(asked), asked["documentationVersion"]
        for stage in api.stages.values():
            if stage.get("documentationVersion") == version:
                return conflict(f"Cannot delete documentation version '{version}': stage {stage['stageName']} has it")
        del api.documentation_versions[version]
        return None

    def _versions(self, asked: Document) -> dict[str, DocumentationVersion]:
        return self._store.api(asked).documentation_versions

"""Resources: the tree of paths."""

from emulator.control_plane.operations.patch_paths import RESOURCE
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, bad_request, not_found
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.rules.paths import path_under, refuse_path_part
from emulator.control_plane.store import Document, Store, new_id


class Resources:
    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._shape = service.shape("Resource")

    def create_resource(self, asked: Document) -> Document | Refusal:
        resources = self._store.api(asked).definition.resources
        parent, path_part = resources[asked["parentId"]], asked["pathPart"]
        refusal = refuse_path_part(path_part, parent, resources.values())
        if refusal is not None:
            return refusal
        resource = {
            "id": new_id(),
            "parentId": parent["id"],
            "pathPart": path_part,
            "path": path_under(parent, path_part),
            "resourceMethods": {},
        }
        resources[resource["id"]] = resource
        return _shown(resource, with_methods=False)

    def get_resource(self, asked: Document) -> Document:
        return _shown(self._store.resource(asked), with_methods="methods" in asked.get("embed", []))

    def get_resources(self, asked: Document) -> Document | Refusal:
        resources = self._store.api(asked).definition.resources.values()
        with_methods = "methods" in asked.get("embed", [])
        return page([_shown(resource, with_methods) for resource in resources], asked)

    def update_resource(self, asked: Document) -> Document | Refusal:
        resources, resource = self._store.api(asked).definition.resources, self._store.resource(asked)
        changed = patched(resource, self._shape, asked.get("patchOperations", []), RESOURCE)
        if isinstance(changed, Refusal):
            return changed
        refusal = _refuse_move(resource, changed, resources)
        if refusal is not None:
            return refusal
        resources[resource["id"]] = changed
        _renew_paths(changed, resources)
        return _shown(changed, with_methods=False)

    def delete_resource(self, asked: Document) -> Refusal | None:
        resources, resource = self._store.api(asked).definition.resources, self._store.resource(asked)
        if "parentId" not in resource:
            return bad_request("Root resource cannot be deleted")
        for doomed in [resource, *_below(resource, resources)]:
            del resources[doomed["id"]]
        return None


def _shown(resource: Document, with_methods: bool) -> Document:
    """Without `embed=methods` only the names of the methods are shown."""
    methods = resource["resourceMethods"]
    rest = {name: value for name, value in resource.items() if name != "resourceMethods"}
    if not methods:
        return rest
    return {**rest, "resourceMethods": methods if with_methods else {name: {} for name in methods}}


def _below(resource: Document, resources: dict[str, Document]) -> list[Document]:
    children = [child for child in resources.values() if child.get("parentId") == resource["id"]]
    return [*children, *(deeper for child in children for deeper in _below(child, resources))]


def _refuse_move(resource: Document, changed: Document, resources: dict[str, Document]) -> Refusal | None:
    if "parentId" not in resource:
        member = "parentId" if "parentId" in changed else "pathPart"
        return bad_request(f"Root resource cannot update its {member}.")
    if changed["parentId"] not in resources:
        return not_found("Invalid Resource identifier specified")
    if any(changed["parentId"] == inside["id"] for inside in [resource, *_below(resource, resources)]):
        return bad_request("Resources cannot be cyclical.")
    others = [other for other in resources.values() if other is not resource]
    return refuse_path_part(changed["pathPart"], resources[changed["parentId"]], others)


def _renew_paths(resource: Document, resources: dict[str, Document]) -> None:
    resource["path"] = path_under(resources[resource["parentId"]], resource["pathPart"])
    for child in _below(resource, resources):  # parents come before their children
        child["path"] = path_under(resources[child["parentId"]], child["pathPart"])

"""Authorizers."""

from emulator.control_plane.operations.patch_paths import AUTHORIZER
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, conflict
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.rules.authorizers import refuse_authorizer, with_auth_type
from emulator.control_plane.store import Document, Store, new_id


class Authorizers:
    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._shape = service.shape("Authorizer")

    def create_authorizer(self, asked: Document) -> Document | Refusal:
        authorizer = with_auth_type({name: value for name, value in asked.items() if name != "restApiId"})
        authorizer["id"] = new_id()
        refusal = refuse_authorizer(authorizer)
        if refusal is not None:
            return refusal
        self._authorizers(asked)[authorizer["id"]] = authorizer
        return authorizer

    def get_authorizer(self, asked: Document) -> Document:
        return self._authorizers(asked)[asked["authorizerId"]]

    def get_authorizers(self, asked: Document) -> Document | Refusal:
        return page(list(self._authorizers(asked).values()), asked)

    def update_authorizer(self, asked: Document) -> Document | Refusal:
        changed = patched(self.get_authorizer(asked), self._shape, asked.get("patchOperations", []), AUTHORIZER)
        if isinstance(changed, Refusal):
            return changed
        refusal = refuse_authorizer(changed)
        if refusal is not None:
            return refusal
        self._authorizers(asked)[asked["authorizerId"]] = changed
        return changed

    def delete_authorizer(self, asked: Document) -> Refusal | None:
        for resource in self._store.api(asked).definition.resources.values():
            for method in resource["resourceMethods"].values():
                if method.get("authorizerId") == asked["authorizerId"]:
                    return conflict(f"Cannot delete authorizer '{asked['authorizerId']}', is referenced in method")
        del self._authorizers(asked)[asked["authorizerId"]]
        return None

    def _authorizers(self, asked: Document) -> dict[str, Document]:
        return self._store.api(asked).definition.authorizers

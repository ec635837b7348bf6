"""The account's own settings."""

from emulator.control_plane.operations.patch_paths import ACCOUNT
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, Store


class Account:
    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._shape = service.shape("Account")

    def get_account(self, asked: Document) -> Document:  # noqa: ARG002  an operation takes its input, here empty
        return self._store.account

    def update_account(self, asked: Document) -> Document | Refusal:
        changed = patched(self._store.account, self._shape, asked.get("patchOperations", []), ACCOUNT)
        if not isinstance(changed, Refusal):
            self._store.account = changed
        return changed

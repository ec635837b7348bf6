"""The account's own settings, and tags."""

from urllib.parse import unquote

from emulator.control_plane.operations.patch_paths import ACCOUNT
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, not_found
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

    def get_tags(self, asked: Document) -> Document | Refusal:
        tagged = self._tagged(asked["resourceArn"])
        return tagged if isinstance(tagged, Refusal) else {"tags": tagged.get("tags", {})}

    def tag_resource(self, asked: Document) -> Refusal | None:
        tagged = self._tagged(asked["resourceArn"])
        if isinstance(tagged, Refusal):
            return tagged
        tagged["tags"] = {**tagged.get("tags", {}), **asked["tags"]}
        return None

    def untag_resource(self, asked: Document) -> Refusal | None:
        tagged = self._tagged(asked["resourceArn"])
        if isinstance(tagged, Refusal):
            return tagged
        tagged["tags"] = {key: tag for key, tag in tagged.get("tags", {}).items() if key not in asked["tagKeys"]}
        return None

    def _tagged(self, arn: str) -> Document | Refusal:
        """What "arn:{partition}:apigateway:{region}::/restapis/{id}" and its like name."""
        match unquote(arn).rpartition("::/")[2].split("/"):
            case ["restapis", api_id] if api_id in self._store.apis:
                return self._store.apis[api_id].definition.api
            case ["restapis", api_id, "stages", name] if api_id in self._store.apis:
                stage = self._store.apis[api_id].stages.get(name)
                return not_found("Invalid stage identifier specified") if stage is None else stage
            case ["apikeys", key_id] if key_id in self._store.api_keys:
                return self._store.api_keys[key_id]
            case ["usageplans", plan_id] if plan_id in self._store.plans:
                return self._store.plans[plan_id].wire
        return not_found(f"Invalid resource ARN specified: {arn}")

"""API keys."""

import secrets
import string

from emulator.control_plane.operations.patch_paths import API_KEY
from emulator.control_plane.operations.tags import without_empty_tags
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, bad_request, conflict, not_found
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import LONG_ID, Document, Store, new_id

_SHORTEST, _LONGEST, _GENERATED = 20, 128, 40
_LONGEST_NAME, _LONGEST_DESCRIPTION = 1024, 125_000


class ApiKeys:
    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._shape = service.shape("ApiKey")

    def create_api_key(self, asked: Document) -> Document | Refusal:
        value = asked.get("value") or "".join(
            secrets.choice(string.ascii_letters + string.digits) for _ in range(_GENERATED)
        )
        stage_keys = [f"{stage.get('restApiId')}/{stage.get('stageName')}" for stage in asked.get("stageKeys", [])]
        refusal = _refuse_texts(asked) or self._refuse_value(value) or self._refuse_stages(stage_keys)
        if refusal is not None:
            return refusal
        key_id = new_id(LONG_ID) if asked.get("generateDistinctId", True) else value
        members = ("name", "description", "customerId")
        key = {
            **{member: asked[member] for member in members if asked.get(member)},
            "id": key_id,
            "value": value,
            "enabled": asked.get("enabled", False),
            "createdDate": self._store.epoch(),
            "lastUpdatedDate": self._store.epoch(),
            "stageKeys": stage_keys,
            "tags": asked.get("tags", {}),
        }
        self._store.api_keys[key_id] = key
        return without_empty_tags(key)

    def get_api_key(self, asked: Document) -> Document:
        return _shown(self._store.api_keys[asked["apiKey"]], with_value=asked.get("includeValue", False))

    def get_api_keys(self, asked: Document) -> Document | Refusal:
        """The newest first, as recorded. `nameQuery` is the beginning of the names."""
        customer = asked.get("customerId")
        found = [
            without_empty_tags(_shown(key, with_value=asked.get("includeValues", False)))
            for key in reversed(self._store.api_keys.values())
            if key.get("name", "").startswith(asked.get("nameQuery", "")) and customer in {None, key.get("customerId")}
        ]
        return page(found, asked)

    def update_api_key(self, asked: Document) -> Document | Refusal:
        key = self._store.api_keys[asked["apiKey"]]
        changed = patched(key, self._shape, asked.get("patchOperations", []), API_KEY)
        if isinstance(changed, Refusal):
            return changed
        refusal = _refuse_texts(changed) or self._refuse_stages(changed["stageKeys"])
        if refusal is not None:
            return refusal
        changed["lastUpdatedDate"] = self._store.epoch()
        self._store.api_keys[asked["apiKey"]] = changed
        return _shown(changed, with_value=False)

    def delete_api_key(self, asked: Document) -> None:
        del self._store.api_keys[asked["apiKey"]]
        for plan in self._store.plans.values():
            plan.key_ids.pop(asked["apiKey"], None)

    def _refuse_value(self, value: str) -> Refusal | None:
        if len(value) < _SHORTEST:
            return bad_request(f"API Key value should be at least {_SHORTEST} characters")
        if len(value) > _LONGEST:
            return bad_request(f"API Key value exceeds maximum size of {_LONGEST} characters")
        if any(key["value"] == value for key in self._store.api_keys.values()):
            return conflict("API Key already exists")
        return None

    def _refuse_stages(self, stage_keys: list[str]) -> Refusal | None:
        for stage_key in stage_keys:
            api_id, _, stage_name = stage_key.partition("/")
            api = self._store.apis.get(api_id)
            if api is None or stage_name not in api.stages:
                return not_found("Invalid stage identifier specified")
        return None


def _refuse_texts(key: Document) -> Refusal | None:
    if len(key.get("name", "")) > _LONGEST_NAME:
        return bad_request(f"Invalid API Key name, can be at most {_LONGEST_NAME} characters.")
    if len(key.get("description", "")) > _LONGEST_DESCRIPTION:
        return bad_request("Invalid API Key description specified.")
    return None


def _shown(key: Document, with_value: bool) -> Document:
    return key if with_value else {name: member for name, member in key.items() if name != "value"}

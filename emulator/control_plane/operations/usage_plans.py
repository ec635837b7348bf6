"""Usage plans and their keys."""

from collections.abc import Iterable

from emulator.control_plane.operations.patch_paths import USAGE_PLAN
from emulator.control_plane.operations.tags import without_empty_tags
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, bad_request, conflict, not_found
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, Plan, Store, new_id

# The greatest offset of each quota period.
_OFFSETS = {"DAY": 0, "WEEK": 6, "MONTH": 27}


class UsagePlans:
    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._shape = service.shape("UsagePlan")

    def create_usage_plan(self, asked: Document) -> Document | Refusal:
        wire = _with_offset({"apiStages": [], "tags": {}, **asked, "id": new_id()})
        refusal = self._refuse(wire)
        if refusal is not None:
            return refusal
        self._store.plans[wire["id"]] = Plan(wire)
        return without_empty_tags(wire)

    def get_usage_plan(self, asked: Document) -> Document:
        return self._plan(asked).wire

    def get_usage_plans(self, asked: Document) -> Document | Refusal:
        key_id = asked.get("keyId")
        plans = [plan for plan in self._store.plans.values() if key_id is None or key_id in plan.key_ids]
        return page([without_empty_tags(plan.wire) for plan in plans], asked)

    def update_usage_plan(self, asked: Document) -> Document | Refusal:
        plan = self._plan(asked)
        changed = patched(plan.wire, self._shape, asked.get("patchOperations", []), USAGE_PLAN)
        if isinstance(changed, Refusal):
            return changed
        changed = _with_offset(changed)
        refusal = self._refuse(changed)
        if refusal is not None:
            return refusal
        plan.wire = changed
        return changed

    def delete_usage_plan(self, asked: Document) -> Refusal | None:
        if self._plan(asked).wire["apiStages"]:
            return bad_request(f"Cannot delete Usage Plan {asked['usagePlanId']} because it has associated API stages")
        del self._store.plans[asked["usagePlanId"]]
        return None

    def create_usage_plan_key(self, asked: Document) -> Document | Refusal:
        plan, key = self._plan(asked), self._store.api_keys.get(asked["keyId"])
        if asked["keyType"] != "API_KEY":
            return bad_request("Usage Plan Key type must be API_KEY")
        if key is None:
            return not_found("Invalid API Key identifier specified")
        if key["id"] in plan.key_ids:
            return conflict("Usage Plan Key already exists")
        plan.key_ids[key["id"]] = None
        return _as_plan_key(key)

    def get_usage_plan_key(self, asked: Document) -> Document:
        return _as_plan_key(self._store.api_keys[asked["keyId"]])

    def get_usage_plan_keys(self, asked: Document) -> Document | Refusal:
        """Of a plan that there is not there are none; the newest come first, as recorded."""
        plan = self._store.plans.get(asked["usagePlanId"])
        key_ids = [] if plan is None else list(reversed(plan.key_ids))
        keys = [_as_plan_key(self._store.api_keys[key_id]) for key_id in key_ids]
        return page([key for key in keys if key.get("name", "").startswith(asked.get("nameQuery", ""))], asked)

    def delete_usage_plan_key(self, asked: Document) -> None:
        del self._plan(asked).key_ids[asked["keyId"]]

    def _plan(self, asked: Document) -> Plan:
        return self._store.plans[asked["usagePlanId"]]

    def _refuse(self, wire: Document) -> Refusal | None:
        return self._refuse_stages(wire["apiStages"], wire["id"]) or _refuse_limits(wire)

    def _refuse_stages(self, api_stages: Iterable[Document], plan_id: str) -> Refusal | None:
        for api_stage in api_stages:
            api_id, stage = api_stage.get("apiId"), api_stage.get("stage")
            api = self._store.apis.get(str(api_id))
            if api is None or stage not in api.stages:
                return not_found(
                    f"Invalid API Stage {{api: {api_id}, stage: {stage}}} specified for usageplan {plan_id}"
                )
        return None


def _with_offset(wire: Document) -> Document:
    return {**wire, "quota": {"offset": 0, **wire["quota"]}} if wire.get("quota") else wire


def _refuse_limits(wire: Document) -> Refusal | None:
    throttle, quota = wire.get("throttle", {}), wire.get("quota")
    if throttle.get("rateLimit", 0) < 0 or throttle.get("burstLimit", 0) < 0:
        return bad_request("Usage Plan throttle limits must not be negative")
    if quota is None:
        return None
    if quota.get("limit", 0) < 1 or "period" not in quota:
        return bad_request("Usage Plan quota must have a limit of at least 1 and a period")
    if not 0 <= quota.get("offset", 0) <= _OFFSETS[quota["period"]]:
        return bad_request(f"Usage Plan quota offset must be between 0 and {_OFFSETS[quota['period']]}")
    return None


def _as_plan_key(key: Document) -> Document:
    return {"id": key["id"], "type": "API_KEY", "name": key.get("name"), "value": key["value"]}

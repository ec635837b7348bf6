"""Patches of a usage plan's stages, which a path names as "{api id}:{stage name}"."""

from emulator.control_plane.patch import unescape
from emulator.control_plane.patch_table import Patch
from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.store import Document

_LIMITS = {"rateLimit": float, "burstLimit": int}


def change_stages(plan: Document, patch: Patch) -> Refusal | None:
    """Adds or removes the stage that the value names."""
    named = patch.value or ""
    if ":" not in named:
        return bad_request("Invalid API Stage specified")
    present = _find(plan, named)
    if patch.op == "remove":
        plan["apiStages"] = [stage for stage in plan["apiStages"] if stage is not present]
    elif present is None:
        api_id, _, stage = named.partition(":")
        plan["apiStages"].append({"apiId": api_id, "stage": stage})
    return None


def change_throttle(plan: Document, patch: Patch) -> Refusal | None:
    """Sets or removes one limit of one method, "{resource path}/{HTTP method}", in one stage."""
    stage = _find(plan, patch.names["stage"])
    if stage is None:
        return bad_request(f"Usage Plan has no API stage {patch.names['stage']}")
    throttles = stage.setdefault("throttle", {})
    method, limit = unescape(patch.names["method"]), patch.path.rpartition("/")[2]
    if patch.op == "remove":
        throttles.get(method, {}).pop(limit, None)
        return None
    try:
        throttles.setdefault(method, {})[limit] = _LIMITS[limit](patch.value or "")
    except ValueError:
        return bad_request(f"Invalid patch value  '{patch.value}' specified for op '{patch.op}' at path '{patch.path}'")
    return None


def remove_throttles(plan: Document, patch: Patch) -> Refusal | None:
    """Removes the limits of one method, or of all methods, of one stage."""
    stage = _find(plan, patch.names["stage"])
    if stage is not None and "method" in patch.names:
        stage.get("throttle", {}).pop(unescape(patch.names["method"]), None)
    elif stage is not None:
        stage.pop("throttle", None)
    return None


def _find(plan: Document, named: str) -> Document | None:
    return next((stage for stage in plan["apiStages"] if f"{stage['apiId']}:{stage['stage']}" == named), None)

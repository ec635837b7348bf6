"""A stage's canary: what it begins as, and its promotion."""

from collections.abc import Mapping

from emulator.control_plane.operations.patch_refusals import of_a_stage
from emulator.control_plane.patch_table import Patch
from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.store import Document

# Where a promotion copies to, and from where.
_PROMOTIONS: Mapping[str, str] = {
    "/deploymentId": "/canarySettings/deploymentId",
    "/variables": "/canarySettings/stageVariableOverrides",
}


def with_canary_defaults(canary: Document, deployment_id: str) -> Document:
    return {"deploymentId": deployment_id, "percentTraffic": 0.0, "useStageCache": False, **canary}


def begin_canary(stage: Document, patch: Patch) -> None:
    """The first setting of a canary makes one, of the stage's own deployment and without traffic."""
    if patch.op == "replace":
        stage["canarySettings"] = with_canary_defaults(stage.get("canarySettings", {}), stage["deploymentId"])


def promote(stage: Document, patch: Patch) -> Refusal | None:
    """Copies the canary's deployment or variables to the stage; the canary stays until it is removed."""
    if _PROMOTIONS[patch.path] != patch.source:
        return of_a_stage((), {"op": "copy", "path": patch.path, "from": patch.source or "null"}, ())
    canary = stage.get("canarySettings")
    if canary is None:
        return bad_request("Promotion not available. Canary does not exist.")
    if patch.path == "/deploymentId":
        stage["deploymentId"] = canary["deploymentId"]
    elif canary.get("stageVariableOverrides"):
        stage["variables"] = {**stage.get("variables", {}), **canary["stageVariableOverrides"]}
    return None

"""Resource models, checked against their type's schema: those that are desired, and those that a patch would make."""

import json
from typing import Any

import jsonschema_rs

from emulator.cloud_control.json_patch import InvalidPatch, patched
from emulator.cloud_control.resource_types import Failure, Properties, ResourceType


def desired_state(text: str) -> Properties | None:
    """None if it is no JSON object."""
    document = _parsed(text)
    return document if isinstance(document, dict) else None


def model_failure(known: ResourceType, model: Properties) -> Failure | None:
    """What a client gives may have no read-only property."""
    given = [name for name in known.properties_that_are("readOnlyProperties") if name in model]
    if given:
        return Failure("InvalidRequest", f"Encountered unsupported property {given[0]}: it is read-only")
    error = next(jsonschema_rs.Draft7Validator(dict(known.schema)).iter_errors(model), None)
    if error is None:
        return None
    place = "/".join(["#", *map(str, error.instance_path)])
    return Failure("InvalidRequest", f"Model validation failed ({place}: {error.message})")


def changed_model(known: ResourceType, model: Properties, patch: str) -> Properties | InvalidPatch | Failure:
    """The model with the patch applied; a Failure is for one that the type's schema forbids."""
    after: Any = patched(model, _parsed(patch))
    if isinstance(after, InvalidPatch):
        return after
    if not isinstance(after, dict):
        return InvalidPatch("The patch leaves no object")
    for kind in ("readOnlyProperties", "createOnlyProperties"):
        changed = [name for name in known.properties_that_are(kind) if model.get(name) != after.get(name)]
        if changed:
            pointers = ", ".join(f"/properties/{name}" for name in changed)
            return InvalidPatch(f"Invalid patch update: {kind} [{pointers}] cannot be updated")
    read_only = known.properties_that_are("readOnlyProperties")
    return model_failure(known, {name: each for name, each in after.items() if name not in read_only}) or after


def _parsed(text: str) -> Any:
    """None for what is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None

"""Models as schemas: those that methods name, and those that these refer to."""

import json
from collections.abc import Iterator
from typing import Any

from emulator.control_plane.rules.models import model_uri
from emulator.control_plane.rules.schemas import references
from emulator.control_plane.store import Document
from emulator.snapshot import Snapshot


def exported_schemas(snapshot: Snapshot, prefix: str) -> Document:
    waiting, found = list(_named(snapshot)), {}
    while waiting:
        name = waiting.pop(0)
        if name in found or name not in snapshot.models:
            continue
        schema = json.loads(snapshot.models[name]["schema"])
        waiting += sorted(reference.rpartition("/")[2] for reference in references(schema))
        schema.pop("$schema", None)
        found[name] = _relinked(schema, model_uri(snapshot.api["id"], ""), prefix)
    return found


def _named(snapshot: Snapshot) -> Iterator[str]:
    for resource in snapshot.resources:
        for method in resource["resourceMethods"].values():
            yield from method.get("requestModels", {}).values()
            for response in method.get("methodResponses", {}).values():
                yield from response.get("responseModels", {}).values()


def _relinked(schema: Any, before: str, after: str) -> Any:
    if isinstance(schema, list):
        return [_relinked(item, before, after) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        return {**schema, "$ref": schema["$ref"].replace(before, after)}
    return {key: _relinked(value, before, after) for key, value in schema.items()}

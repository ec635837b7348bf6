"""Ids in requests: UUIDs with hyphens. In capitals they are the same ids, and keys have them in small letters."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from handlers.gateway.schemas import resolve

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)

Change = Callable[[Any], Any]


def is_uuid(text: str) -> bool:
    return UUID.fullmatch(text) is not None


def id_lowering(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Change | None:
    """What writes the ids of a value that the schema accepts in small letters; None where the schema has no ids."""
    match resolve(schema, document):
        case {"format": "uuid"}:
            return _lower
        case {"items": items}:
            change = id_lowering(items, document)
            return change and (lambda value: [change(part) for part in value])
        case {"properties": properties}:
            found = {name: id_lowering(part, document) for name, part in properties.items()}
            changes = {name: change for name, change in found.items() if change}
            return (lambda value: _members_changed(value, changes)) if changes else None
        case _:
            return None


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _members_changed(value: Mapping[str, Any], changes: Mapping[str, Change]) -> dict[str, Any]:
    return {name: changes[name](part) if name in changes else part for name, part in value.items()}

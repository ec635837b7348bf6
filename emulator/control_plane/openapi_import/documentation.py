"""The documentation extension of a document."""

import json

from emulator.control_plane.store import Document, new_id

_EXTENSION = "x-amazon-apigateway-documentation"
_LOCATION = ("type", "path", "method", "statusCode", "name")


def read_parts(document: Document) -> list[Document]:
    """Parts without ids; read_document has seen to their form."""
    return [
        {
            "location": {name: str(part["location"][name]) for name in _LOCATION if part["location"].get(name)},
            "properties": json.dumps(part.get("properties", {})),
        }
        for part in document.get(_EXTENSION, {}).get("documentationParts", [])
        if part.get("location", {}).get("type")
    ]


def merge_parts(kept: dict[str, Document], parts: list[Document]) -> dict[str, Document]:
    """By id. Of two parts at one location the imported one stays."""
    locations = [part["location"] for part in parts]
    others = {part_id: part for part_id, part in kept.items() if part["location"] not in locations}
    made = [{"id": new_id(), **part} for part in parts]
    return others | {part["id"]: part for part in made}

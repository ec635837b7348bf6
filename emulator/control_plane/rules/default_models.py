"""The models that every API made by CreateRestApi begins with."""

from emulator.control_plane.rules.models import schema_text
from emulator.control_plane.store import Document, new_id

_DRAFT_4 = "http://json-schema.org/draft-04/schema#"


def default_models() -> dict[str, Document]:
    error = {
        "$schema": _DRAFT_4,
        "title": "Error Schema",
        "type": "object",
        "properties": {"message": {"type": "string"}},
    }
    empty = {"$schema": _DRAFT_4, "title": "Empty Schema", "type": "object"}
    return {
        "Empty": _model("Empty", "This is a default empty schema model", empty),
        "Error": _model("Error", "This is a default error schema model", error),
    }


def _model(name: str, description: str, schema: Document) -> Document:
    return {
        "id": new_id(),
        "name": name,
        "description": description,
        "contentType": "application/json",
        "schema": schema_text(schema),
    }

"""What a model's name and schema must be."""

import json
import re
from typing import Any

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.rules.schemas import schemas_within
from emulator.control_plane.store import Document

_NAME = re.compile(r"[A-Za-z0-9]+")
# Keywords of OpenAPI's schemas that draft 4 does not have and AWS refuses by name.
_UNSUPPORTED_KEYWORDS = ("discriminator", "example")


def model_uri(api_id: str, name: str) -> str:
    """How one model's schema refers to another."""
    return f"https://apigateway.amazonaws.com/restapis/{api_id}/models/{name}"


def schema_text(schema: Document) -> str:
    """JSON as AWS writes schemas: indented, with a space on both sides of the colon."""
    return json.dumps(schema, indent=2, separators=(",", " : "))


def refuse_model_name(name: str) -> Refusal | None:
    if not name:
        return bad_request("Model name must be non-empty")
    return None if _NAME.fullmatch(name) else bad_request(f"Model name must be alphanumeric: {name}")


def refuse_schema_text(text: str) -> Refusal | None:
    if not text.strip():
        return bad_request("Model schema must have at least 1 property or array items defined")
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError):
        return invalid_schema()
    return refuse_schema(schema)


def refuse_schema(schema: Any) -> Refusal | None:
    if not isinstance(schema, dict):
        return invalid_schema()
    used = [keyword for keyword in _UNSUPPORTED_KEYWORDS if any(keyword in within for within in schemas_within(schema))]
    if not used:
        return None
    return invalid_schema(f". Unsupported keyword(s): {json.dumps(used)}")


def invalid_schema(why: str = "") -> Refusal:
    return bad_request(
        f"Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified{why}]"
    )

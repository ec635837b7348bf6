"""What an API's own settings may be."""

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.store import Document

_GREATEST_COMPRESSION_SIZE = 10 * 1024 * 1024
_KEY_SOURCES = frozenset({"HEADER", "AUTHORIZER"})


def refuse_settings(api: Document) -> Refusal | None:
    if not api["name"].strip():
        return bad_request("API name must not be empty")
    if not 0 <= api.get("minimumCompressionSize", 0) <= _GREATEST_COMPRESSION_SIZE:
        return bad_request(f"Invalid minimum compression size, must be between 0 and {_GREATEST_COMPRESSION_SIZE}")
    if api["apiKeySource"] not in _KEY_SOURCES:
        return bad_request("Invalid API key source, must be HEADER or AUTHORIZER")
    return None

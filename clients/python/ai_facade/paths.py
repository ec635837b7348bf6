"""Values in the path of a URL: whatever a caller passes, it stays below the path of its operation."""

from urllib.parse import quote


def path_value(value: object, *, slashes: bool = False) -> str:
    """`slashes` where the value may be a path of its own; raises ValueError for what would lead elsewhere."""
    text = str(value)
    segments = text.split("/") if slashes else [text]
    if any(segment in {"", ".", ".."} for segment in segments):
        raise ValueError(f"{text!r} cannot stand in a path: a part of it is empty, '.' or '..'.")
    return quote(text, safe="/" if slashes else "")

"""The page's Content-Security-Policy: what it brings may run, and the stage that it describes may be called."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit


def policy(scripts: Iterable[str], styles: Iterable[str], document: Mapping[str, Any] | None) -> str:
    """Scripts and styles as they stand between their tags. A page without a document calls where it came from."""
    called = "'self'" if document is None else _servers(document)
    directives = {
        "default-src": "'none'",
        "script-src": " ".join(map(_hash, scripts)),
        "style-src": " ".join(map(_hash, styles)),
        # Swagger UI's pictures are within its style sheet; an answer that is a picture is shown from memory.
        "img-src": "data: blob:",
        "connect-src": called,
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _servers(document: Mapping[str, Any]) -> str:
    """The folders of the document's servers. One without a host, or that a policy would misread, opens nothing."""
    urls = (str(server["url"]).rstrip("/") + "/" for server in document["servers"])
    return " ".join(url for url in urls if _is_plain(url)) or "'none'"


def _is_plain(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not set(url) & set(" ;,'\"*?#\n\r\t")

"""HAR files, version 1.2, as exchanges."""

import base64
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from contract_coverage.exchange import Exchange


class HarError(Exception):
    """Its text is the one sentence that the user reads."""


def exchanges_of(file: Path) -> list[Exchange]:
    """In the order in which they began."""
    try:
        entries = json.loads(file.read_bytes())["log"]["entries"]
        ordered = sorted(entries, key=lambda entry: str(entry["startedDateTime"]))
        return [_exchange(entry["request"], entry["response"]) for entry in ordered]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise HarError(f"{file} cannot be read as HAR: {type(error).__name__}: {error}") from None


def _exchange(request: Mapping[str, Any], response: Mapping[str, Any]) -> Exchange:
    address, content = urlsplit(request["url"]), response.get("content") or {}
    posted = request.get("postData")
    headers, answer_headers = _by_name(request["headers"]), _by_name(response["headers"])
    return Exchange(
        method=request["method"].lower(),
        path=address.path,
        query=tuple(parse_qsl(address.query, keep_blank_values=True, errors="replace")),
        headers=headers,
        media_type=_media_type((posted or {}).get("mimeType") or headers.get("content-type", "")),
        body=None if posted is None else posted.get("text") or "",
        status=response["status"],
        answer_headers=answer_headers,
        answer_media_type=_media_type(content.get("mimeType") or answer_headers.get("content-type", "")),
        answer_body=_text(content),
    )


def _by_name(records: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {record["name"].lower(): record["value"] for record in records}


def _media_type(text: str) -> str:
    return text.partition(";")[0].strip().lower()


def _text(content: Mapping[str, Any]) -> str:
    text: str = content.get("text") or ""
    return base64.b64decode(text).decode("utf-8", "replace") if content.get("encoding") == "base64" else text

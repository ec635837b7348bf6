"""The document that clients have: `published/openapi.json`, the client edition as it was last published, and
CHANGELOG.md beside it.
"""

import json
import urllib.request
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from comparison.changelog import HEADER, entry, with_entry
from comparison.comparing import Tool, compare
from comparison.openapi_diff import openapi_diff
from comparison.versions import version_of
from contract import ContractError, Document, client_edition, load
from contract.document import checked

PUBLISHED = Path("published", "openapi.json")
CHANGELOG = Path("CHANGELOG.md")
_URL = "/"
_SECONDS = 15
_BYTES = 8 * 2**20


def edition_of(document: Document) -> Document:
    """What clients receive of a contract, with the places of what its author wrote."""
    return replace(document, root=client_edition(document, _URL))


def read_published(path: Path) -> Document:
    """Raises ContractError. JSON by its own reader, which is faster than YAML's and knows no places."""
    try:
        root = json.loads(path.read_bytes())
    except OSError as error:
        raise ContractError(str(path), f"The document cannot be read: {error.strerror or error}.") from None
    except ValueError as error:
        raise ContractError(str(path), f"This is not JSON: {error}.") from None
    return _document(str(path), root)


def read_base(source: str, head: Document) -> Document:
    """A file, JSON or YAML, or what a stage serves; raises ContractError. Where a stage's own URLs stand, they are left
    out: they differ from stage to stage.
    """
    if not source.startswith(("https://", "http://")):
        path = Path(source)
        base = read_published(path) if path.suffix == ".json" else load(path)
        return edition_of(base)
    return _served(source, head)


def _served(url: str, head: Document) -> Document:
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310 - read_base let http and https through
            root = json.loads(answer.read(_BYTES))
    except (OSError, ValueError) as error:
        raise ContractError(url, f"No document can be read there: {error}.") from None
    return as_published(root, url, head)


def as_published(root: Any, url: str, head: Document) -> Document:
    """What a stage serves, with the addresses of `head` in place of the stage's own."""
    base = edition_of(_document(url, root))
    return replace(base, root=_with_addresses(base.root, head.root))


def _with_addresses(base: Mapping[str, Any], head: Mapping[str, Any]) -> dict[str, Any]:
    schemes = {
        name: _at_address(scheme, head.get("components", {}).get("securitySchemes", {}).get(name, {}))
        for name, scheme in base.get("components", {}).get("securitySchemes", {}).items()
    }
    components = {**base.get("components", {}), "securitySchemes": schemes}
    return {**base, "components": components}


def _at_address(scheme: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    flows, others = scheme.get("flows", {}), other.get("flows", {})
    if not flows:
        return scheme
    return {
        **scheme,
        "flows": {
            kind: {**flow, "tokenUrl": others.get(kind, flow).get("tokenUrl", flow.get("tokenUrl"))}
            for kind, flow in flows.items()
        },
    }


def _document(path: str, root: Any) -> Document:
    if not isinstance(root, Mapping):
        raise ContractError(path, "A contract is a mapping at its top; this file holds another value.")
    return checked(Document(path, root))


def text_of(document: Document) -> str:
    return json.dumps(client_edition(document, _URL), indent=2, ensure_ascii=False) + "\n"


def changelog(root: Path, head: Document, tool: Tool | None = openapi_diff) -> str:
    """CHANGELOG.md in the project's folder `root`, with an entry for what is not published yet of `head`, the authored
    contract.
    """
    written = root / CHANGELOG
    text = written.read_text(encoding="utf-8") if written.exists() else HEADER
    changes = compare(read_published(root / PUBLISHED), edition_of(head), tool)
    return with_entry(text, entry(changes, version_of(head), None)) if changes else text


def record(root: Path, head: Document, written: str) -> None:
    """Makes the contract's client edition the published one. `written` is its entry in the changelog."""
    path = root / PUBLISHED
    path.parent.mkdir(exist_ok=True)
    path.write_text(text_of(head), encoding="utf-8")
    log = root / CHANGELOG
    before = log.read_text(encoding="utf-8") if log.exists() else HEADER
    log.write_text(with_entry(before, written), encoding="utf-8")

"""The changelog, kept below build/ by a digest of all that it depends on: to compare two documents takes seconds."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from comparison import ToolError, changelog
from contract import Document, client_edition
from publishing.error import PublicationError

_DIGITS = 32


def kept_changelog(root: Path, contract: Document, write: Callable[[Path, Document], str] = changelog) -> str:
    """Of the project in the folder `root`. Raises PublicationError where the comparison does not end well."""
    kept = root / "build" / f"changelog-{_digest(root, contract)}.md"
    if not kept.exists():
        try:
            text = write(root, contract)
        except ToolError as error:
            raise PublicationError(str(error)) from error
        kept.parent.mkdir(exist_ok=True)
        draft = kept.with_suffix(f".{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(kept)
    return kept.read_text(encoding="utf-8")


def _digest(root: Path, contract: Document) -> str:
    digest = hashlib.sha256(json.dumps(client_edition(contract, "/")).encode())
    for file in _inputs(root):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:_DIGITS]


def _inputs(root: Path) -> Iterator[Path]:
    """What was published, and what compares: the lock file names the version of its tool."""
    named = [root / name for name in ("CHANGELOG.md", "published/openapi.json", "package-lock.json")]
    sources = sorted(each for each in (root / "comparison").glob("*.*") if each.is_file())
    yield from (each for each in (*named, *sources) if each.exists())

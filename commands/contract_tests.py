"""Schemathesis against a stage's URL, wherever that stage is."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import requests

from commands.error import CommandError
from commands.places import BUILD, ROOT
from commands.stage_outputs import read_key, read_url

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
DOCUMENT_LIMIT_SECONDS = 30


def run(url: str, key: str, stage: str, arguments: Sequence[str]) -> int:
    """The verdict is Schemathesis's own exit status. The settings stand in schemathesis.toml.

    The stage's document is read first and given as a file: of a document that it reads from a URL, Schemathesis leaves
    out the operation that served it.
    """
    url = url.rstrip("/")
    if url and not key:
        raise CommandError("Give the key of that stage too, as in: make contract URL=https://… KEY=…")
    url, key = (url, key) if url else (read_url(stage), key or read_key(stage))
    command = [str(SCHEMATHESIS), "run", str(_document(url)), "--url", url, *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "API_KEY": key}, check=False).returncode


def _document(url: str) -> Path:
    try:
        served = requests.get(f"{url}/openapi.json", timeout=DOCUMENT_LIMIT_SECONDS)
        served.raise_for_status()
    except requests.RequestException as error:
        raise CommandError(f"The stage does not serve its document: {error}") from None
    file = BUILD / "contract" / "openapi.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(served.content)
    return file

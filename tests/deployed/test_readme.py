"""The README's worked example, run as it stands there: shell and Python, on the deployed stage."""

import json
import re
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest

from tests.checkout import ROOT, Stage

pytestmark = pytest.mark.xdist_group("stage")

SECTION = "## Ask your documents\n"
BLOCK = re.compile(r"```(?P<language>sh|python)\n(?P<text>.*?)```", re.DOTALL)
FINDS_THE_STAGE = 'eval "$(make -s env)"\n'
LIMIT_SECONDS = 60


@pytest.fixture(scope="module")
def example() -> Mapping[str, str]:
    """By language."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition(SECTION)[2].partition("\n## ")[0]
    return {block["language"]: block["text"] for block in BLOCK.finditer(section)}


def test_the_python_example_prints_what_the_text_says(stage: Stage, example: Mapping[str, str]) -> None:
    ran = _run(stage, [str(ROOT / ".venv/bin/python"), "-c", example["python"]])

    run, found, told = ran.splitlines()[0], ran.partition("\n")[2], ran.splitlines()[-1]
    assert run.startswith("succeeded")
    assert "Amendment IV" in found
    assert "against unreasonable searches and seizures" in found
    assert "shall have the sole Power of Impeachment" in told


def test_the_five_curl_lines_answer(stage: Stage, example: Mapping[str, str]) -> None:
    assert example["sh"].count('call "$STAGE_URL') == 5
    lines = _run(stage, ["sh", "-ec", example["sh"].removeprefix(FINDS_THE_STAGE)])

    created, runs, found, told, listed = (_document(line) for line in lines.splitlines())
    assert created["runId"] == runs["items"][0]["runId"]
    assert "results" in found
    assert "answered" in told
    assert "items" in listed


def _run(stage: Stage, command: list[str]) -> str:
    ran = subprocess.run(
        command,
        cwd=ROOT,
        # Of a team that has nothing else: which sentence answers best depends on all of a team's documents.
        env={"PATH": "/usr/bin:/bin", "STAGE_URL": stage.url, "API_KEY": stage.token("newcomer")},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=True,
    )
    return ran.stdout


def _document(line: str) -> dict[str, Any]:
    document = json.loads(line)
    assert isinstance(document, dict)
    assert document.get("status") not in range(400, 600), line
    return document

"""A failing run prints a line that does the request again, as it stands; and faults that are seeded make a run fail."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from commands.schemathesis_run import schemathesis_run
from contract import Document
from mutation.catalogue import mutants
from mutation.proxy import serving
from tests.checkout import ROOT, Stage

pytestmark = pytest.mark.xdist_group("stage")

LIMIT_SECONDS = 120
Seeded = Callable[[str, str], tuple[str, str]]


@pytest.fixture
def seeded(stage: Stage, tmp_path: Path) -> Seeded:
    """Runs the suite up to its first failure against the stage with one seeded fault, then the line that it printed.

    What the two have said.
    """
    file = tmp_path / "openapi.json"
    file.write_bytes(requests.get(f"{stage.url}/openapi.json", timeout=10).content)
    document = Document("openapi.json", json.loads(file.read_bytes()))
    tokens = {"API_KEY": stage.key, "PEER_API_KEY": stage.token("nightly-reports")}

    def run(kind: str, operation: str) -> tuple[str, str]:
        mutant = next(each for each in mutants(document) if (each.kind, each.operation) == (kind, operation))
        with serving(mutant, stage.url, tokens) as proxy:
            begun = schemathesis_run(
                proxy.url,
                file,
                tokens,
                tmp_path,
                seconds=60,
                seed=1,
                arguments=("--max-failures", "1", "--no-shrink", "--include-operation-id", operation),
            )
            ran = _done(begun.command, dict(begun.environment))
            lines = ran.partition("Reproduce with:")[2].splitlines()
            line = next((each.strip() for each in lines if each.strip().startswith("curl ")), "")
            again = _done(("sh", "-c", line), {"PATH": os.environ["PATH"], **tokens})
        assert not any(token in ran for token in tokens.values())
        return ran, again

    return run


def test_the_line_of_a_failure_does_it_again_as_it_stands(seeded: Seeded) -> None:
    said, again = seeded("undocumented status", "listRuns")

    assert "Undocumented status code" in said
    assert again.startswith("HTTP/1.1 203")
    assert '"items"' in again


@pytest.mark.parametrize(
    ("kind", "operation", "title"),
    [
        ("auth skipped", "getDocument", "An operation takes no credentials but a token that was given out"),
        ("another tenant's data", "getDocument", "What a team made is not found by another team"),
        ("bad input accepted", "createUpload", "A parameter beyond its bounds is refused"),
    ],
)
def test_what_schemathesis_by_itself_does_not_see_is_found(
    seeded: Seeded, kind: str, operation: str, title: str
) -> None:
    said, again = seeded(kind, operation)

    assert title in said
    assert again.startswith("HTTP/1.1 ")


def _done(command: tuple[str, ...], environment: dict[str, str]) -> str:
    ran = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
    )
    return ran.stdout + ran.stderr

"""The tarball as a client team uses it, against the deployed stage."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from contract import Document, client_edition
from tests.checkout import Stage
from tests.clients.typescript.conftest import FOLDER, quick_start, run_node

pytestmark = pytest.mark.xdist_group("stage")

METHODS = ("get", "put", "post", "delete", "patch")


@pytest.fixture(scope="module")
def environment(stage: Stage) -> Mapping[str, str]:
    """What a team has been given: an address, and its client's id and secret."""
    client_id, secret = stage.credentials("default")
    return {"STAGE_URL": stage.url, "CLIENT_ID": client_id, "CLIENT_SECRET": secret}


def test_every_operation_answers(document: Document, project: Path, environment: Mapping[str, str]) -> None:
    program = project / "every.ts"
    program.write_text((FOLDER / "programs" / "every_operation.ts").read_text(encoding="utf-8"), encoding="utf-8")

    lines = [json.loads(line) for line in run_node(project, program.name, environment=environment).splitlines()]

    answered = {(line["method"], line["path"]) for line in lines if line["status"] < 300}
    missing = [
        f"{method} {template}"
        for method, template, pattern in _operations(document)
        if not any(called == method and pattern.fullmatch(path) for called, path in answered)
    ]
    assert missing == []


def test_the_quick_start_runs_as_it_stands(project: Path, environment: Mapping[str, str]) -> None:
    (project / "first.mts").write_text(quick_start(), encoding="utf-8")

    label, status, *titles, problem = run_node(project, "first.mts", environment=environment).splitlines()

    assert label == "billing and refunds"
    assert status == "succeeded"
    assert "Parking rules" in titles
    assert problem.startswith("404 urn:ai-facade:problem:not-found ")


def _operations(document: Document) -> Iterator[tuple[str, str, re.Pattern[str]]]:
    for template, item in client_edition(document, "/")["paths"].items():
        # The model server's path has slashes of its own.
        pattern = re.compile(re.sub(r"\\{proxy\\}", ".+", re.sub(r"\\{(?!proxy)\w+\\}", "[^/]+", re.escape(template))))
        yield from ((method.upper(), template, pattern) for method in METHODS if method in item)

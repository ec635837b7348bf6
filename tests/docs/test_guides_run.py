"""Every example of the guides, run as it stands against the deployed stage, with the clients that client teams get."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import requests

from clients import python_package, typescript_package
from contract import load
from docs.page import GUIDES
from tests.checkout import ROOT, Stage
from tests.clients.python.conftest import install as install_wheel
from tests.clients.typescript.conftest import install as install_tarball
from tests.clients.typescript.conftest import run_node, type_check

pytestmark = pytest.mark.xdist_group("stage")

LANGUAGES = ("sh", "python", "typescript")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LIMIT_SECONDS = 120
# What a program must have printed to have done what its guide is about.
SAID = {
    "get-a-token": r"default",
    "first-call": r"score",
    "errors": r"urn:ai-facade:problem:",
    "retries-and-idempotency": r"[Tt]rue|runId",
    "pagination": r"\d",
    "runs": r"succeeded",
    "limits": r"\d",
}


def blocks(guide: Path) -> dict[str, str]:
    found = BLOCK.findall(guide.read_text(encoding="utf-8"))
    return {language: text for language, text in found if language in LANGUAGES}


EXAMPLES = {
    f"{guide.stem}-{language}": (guide.stem.partition("-")[2], language, text)
    for guide in sorted(GUIDES.glob("*.md"))
    for language, text in blocks(guide).items()
}


@pytest.fixture(scope="module")
def environment(stage: Stage) -> Mapping[str, str]:
    """What a client team has been given, and a token for those who use curl."""
    client_id, secret = stage.credentials("default")
    document = requests.get(f"{stage.url}/openapi.json", timeout=LIMIT_SECONDS).json()
    (scheme,) = document["components"]["securitySchemes"].values()
    return {
        "PATH": "/usr/bin:/bin",
        "STAGE_URL": stage.url,
        "TOKEN_URL": scheme["flows"]["clientCredentials"]["tokenUrl"],
        "CLIENT_ID": client_id,
        "CLIENT_SECRET": secret,
        "API_KEY": stage.key,
    }


@pytest.fixture(scope="module")
def python_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    wheel = python_package.build(load(ROOT / "openapi.yaml"), tmp_path_factory.mktemp("wheel"))
    return install_wheel(wheel, tmp_path_factory.mktemp("python"))


@pytest.fixture(scope="module")
def node_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tarball = typescript_package.build(load(ROOT / "openapi.yaml"), tmp_path_factory.mktemp("npm"))
    return install_tarball(tarball, tmp_path_factory.mktemp("node"))


@pytest.mark.parametrize("guide", sorted(GUIDES.glob("*.md")), ids=lambda guide: guide.stem)
def test_a_guide_has_an_example_in_each_language(guide: Path) -> None:
    assert list(blocks(guide)) == list(LANGUAGES)


@pytest.mark.parametrize(("slug", "language", "text"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_an_example_runs_as_it_stands(
    slug: str,
    language: str,
    text: str,
    environment: Mapping[str, str],
    python_home: Path,
    node_home: Path,
    tmp_path: Path,
) -> None:
    if language == "typescript":
        file = node_home / f"{slug}.mts"
        file.write_text(text, encoding="utf-8")
        said = run_node(node_home, file.name, environment=environment)
    else:
        command = ["sh", "-eu", "-c", text] if language == "sh" else [sys.executable, "-W", "error", "-c", text]
        ran = subprocess.run(
            command,
            cwd=tmp_path,
            env={**environment, "PYTHONPATH": str(python_home)},
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        said = ran.stdout

    assert re.search(SAID[slug], said), said


def test_the_shell_stops_looking_at_a_run_that_has_ended(environment: Mapping[str, str], tmp_path: Path) -> None:
    (guide,) = GUIDES.glob("*-runs.md")
    pauses = tmp_path / "pauses"
    pauses.touch()  # a run may have ended at the first look
    sleep = tmp_path / "bin" / "sleep"
    sleep.parent.mkdir()
    sleep.write_text(f'#!/bin/sh\necho "$1" >> {pauses}\nexec /bin/sleep "$1"\n')
    sleep.chmod(0o755)
    searched = {**environment, "PATH": f"{sleep.parent}:{environment['PATH']}"}
    text = blocks(guide)["sh"]
    (listed,) = re.findall(r"for pause in ([\d ]+); do", text)

    subprocess.run(["sh", "-eu", "-c", text], env=searched, timeout=LIMIT_SECONDS, check=True)

    assert len(pauses.read_text().split()) < len(listed.split())


def test_examples_in_typescript_are_typed(node_home: Path, tmp_path: Path) -> None:
    programs = []
    for slug, language, text in EXAMPLES.values():
        if language == "typescript":
            programs.append(tmp_path / f"{slug}.mts")
            programs[-1].write_text(text, encoding="utf-8")

    type_check(node_home, *programs)

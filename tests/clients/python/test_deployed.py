"""The wheel, installed as a client team installs it, against the deployed stage."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import Stage
from tests.clients.python.readme import BLOCKS, README

pytestmark = pytest.mark.xdist_group("stage")

PROGRAM = Path(__file__).with_name("every_operation.py")
LIMIT_SECONDS = 240


@pytest.fixture(scope="module")
def environment(stage: Stage, installed: Path) -> dict[str, str]:
    """What a client team has: the package, the stage's URL and its own credentials."""
    client_id, secret = stage.credentials("default")
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(installed),
        "STAGE_URL": stage.url,
        "API_KEY": stage.key,
        "CLIENT_ID": client_id,
        "CLIENT_SECRET": secret,
    }


def test_every_operation_answers_as_the_package_says(environment: dict[str, str], tmp_path: Path) -> None:
    _run(PROGRAM.read_text(encoding="utf-8"), environment, tmp_path)


def test_the_quick_start_runs_as_it_stands(environment: dict[str, str], tmp_path: Path) -> None:
    with_threads, with_asyncio = BLOCKS.findall(README.read_text(encoding="utf-8"))

    first = _run(with_threads, environment, tmp_path).splitlines()
    second = _run(with_asyncio, environment, tmp_path).splitlines()

    assert re.fullmatch(r"\S+ \d+", first[0])
    assert first[1] == "succeeded"
    assert "Parking" in first[2:-1]
    assert first[-1].startswith("404 urn:ai-facade:problem:not-found ")
    assert "Parking" in second[0]
    assert second[1] in {"queued", "running", "succeeded", "failed", "cancelled"}


def _run(program: str, environment: dict[str, str], folder: Path) -> str:
    file = folder / "program.py"
    file.write_text(program, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-W", "error", file],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout

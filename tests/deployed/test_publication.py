"""What `make up` has published of the stage that it brought up, and what `make publish` makes of it again."""

import json
import subprocess
from pathlib import Path

import pytest
import requests
import yaml

from tests.checkout import Stage

pytestmark = pytest.mark.xdist_group("stage")

LIMIT_SECONDS = 30
PUBLISHED = {
    "CHANGELOG.md",
    "SHA256SUMS",
    "ai-facade-client-{version}.tgz",
    "ai_facade_client-{version}-py3-none-any.whl",
    "docs.html",
    "openapi.json",
    "openapi.yaml",
}


@pytest.fixture
def folder(stage: Stage) -> Path:
    return stage.checkout.folder / "dist" / "contract"


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_everything_is_there_and_its_sums_are_right(folder: Path) -> None:
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False
    )

    version = json.loads((folder / "openapi.json").read_bytes())["info"]["version"]
    assert set(contents(folder)) == {name.format(version=version) for name in PUBLISHED}
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert len(checked.stdout.splitlines()) == len(PUBLISHED) - 1


def test_the_document_is_the_one_that_the_stage_serves(stage: Stage, folder: Path) -> None:
    served = requests.get(f"{stage.url}/openapi.json", timeout=LIMIT_SECONDS).json()

    assert json.loads((folder / "openapi.json").read_bytes()) == served
    assert yaml.safe_load((folder / "openapi.yaml").read_bytes()) == served


def test_to_publish_again_makes_the_same_bytes(stage: Stage, folder: Path) -> None:
    before = contents(folder)

    published = stage.checkout.make("publish")

    assert published.returncode == 0, published.stderr
    assert "==> Published in dist/contract" in published.stderr
    assert contents(folder) == before


def test_a_contract_that_the_stage_does_not_serve_is_not_published(stage: Stage, folder: Path) -> None:
    before = contents(folder)
    contract = stage.checkout.folder / "openapi.yaml"
    text = contract.read_text(encoding="utf-8")
    contract.write_text(text.replace("  title: AI facade\n", "  title: AI facade, changed\n", 1), encoding="utf-8")

    try:
        published = stage.checkout.make("publish")
    finally:
        contract.write_text(text, encoding="utf-8")

    assert published.returncode != 0
    assert "make drift" in published.stderr
    assert "Traceback" not in published.stderr
    assert contents(folder) == before

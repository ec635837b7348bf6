"""A changed contract is a changed API: the README's worked example, deployed over a running stage, then destroyed."""

import re
import subprocess
from collections.abc import Callable

import pytest
import requests

from tests.checkout import ROOT, Checkout, Stage, bring_up

pytestmark = pytest.mark.xdist_group("change")

LIMIT_SECONDS = 30
EXAMPLE = re.compile(r"In `(?P<file>[^`]+)`[^\n]*:\n\n```\w+\n(?P<text>.*?)```", re.DOTALL)
# Before which line of its file each part of the example is put; a file that is not named here is a new one.
ANCHORS = {"openapi.yaml": "\n  /health:\n", "infrastructure/settings.py": '        "get_contract": '}
FILES = ["openapi.yaml", "handlers/compare_texts.py", "infrastructure/settings.py"]


def test_an_operation_added_as_the_readme_says_is_served_by_the_next_deployment_and_gone_after_destroy(
    new_checkout: Callable[[], Checkout],
) -> None:
    stage = bring_up(new_checkout())
    before = compare(stage)

    follow_the_readme(stage.checkout)
    deployed = cdktf(stage, "deploy", "local", "--auto-approve", "--skip-provider-lock")
    after = compare(stage)
    document = requests.get(f"{stage.url}/openapi.json", timeout=LIMIT_SECONDS).json()
    again = cdktf(stage, "deploy", "local", "--auto-approve", "--skip-provider-lock")
    destroyed = cdktf(stage, "destroy", "local", "--auto-approve")
    gone = requests.get(f"{stage.url}/health", timeout=LIMIT_SECONDS)

    assert before.status_code == 404
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    assert after.status_code == 200, after.text
    assert after.json()["similarity"] > 0.3
    assert "/comparisons" in document["paths"]
    assert "No changes." in again.stdout, again.stdout + again.stderr
    assert destroyed.returncode == 0, destroyed.stdout + destroyed.stderr
    assert gone.status_code == 403  # as for any API that API Gateway does not know


def compare(stage: Stage) -> requests.Response:
    texts = {"left": "a small dog", "right": "a little puppy"}
    return requests.post(f"{stage.url}/comparisons", json=texts, headers=stage.headers, timeout=LIMIT_SECONDS)


def follow_the_readme(checkout: Checkout) -> None:
    steps = [(found["file"], found["text"]) for found in EXAMPLE.finditer((ROOT / "README.md").read_text())]
    assert [name for name, _ in steps] == FILES
    for name, text in steps:
        file = checkout.folder / name
        anchor = ANCHORS.get(name)
        if anchor is None:
            file.write_text(text)
        else:
            old = file.read_text()
            assert old.count(anchor) == 1
            file.write_text(old.replace(anchor, f"\n{text}{anchor}" if anchor.startswith("\n") else text + anchor))


def cdktf(stage: Stage, *arguments: str) -> subprocess.CompletedProcess[str]:
    """cdktf as a user starts it by hand, with what `make -s env` prints."""
    return stage.checkout.run("sh", "-c", 'eval "$(make -s env)" && exec cdktf "$@"', "sh", *arguments)

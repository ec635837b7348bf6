"""The steps to a first call, as the docs page has them, done by somebody who has nothing else."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.browser import open_browser
from tests.checkout import Stage

pytestmark = pytest.mark.xdist_group("stage")

MOST_STEPS = 5
READY = "html[data-reference=ready]"
LIMIT_MILLISECONDS = 30_000
LIMIT_SECONDS = 60


def test_whoever_has_the_docs_page_alone_makes_a_first_call_in_its_steps(stage: Stage, tmp_path: Path) -> None:
    client_id, secret = stage.credentials("default")
    with open_browser() as browser:
        page = browser.new_page()
        page.goto(f"{stage.url}/docs")
        page.wait_for_selector(READY, timeout=LIMIT_MILLISECONDS)
        steps = page.locator("#steps > li").count()
        settings = page.locator("#settings").text_content() or ""
        blocks = [
            page.locator(f"#{guide} [data-language=sh] code").first.text_content() or ""
            for guide in ("get-a-token", "first-call")
        ]
    settings = settings.replace("CLIENT_ID='…'", f"CLIENT_ID='{client_id}'")
    settings = settings.replace("CLIENT_SECRET='…'", f"CLIENT_SECRET='{secret}'")
    shell = subprocess.run(
        ["sh", "-eu"],
        input="\n".join((settings, *blocks)),
        env={"PATH": "/usr/bin:/bin"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )

    assert 0 < steps <= MOST_STEPS
    assert shell.returncode == 0, shell.stderr
    usage, result = _documents(shell.stdout)
    assert usage["team"] == "default"
    assert result["results"][0]["index"] == 1


def _documents(text: str) -> list[dict[str, Any]]:
    """JSON documents one after another, as curl prints them."""
    found, decoder = [], json.JSONDecoder()
    while text := text.strip():
        document, end = decoder.raw_decode(text)
        found.append(document)
        text = text[end:]
    return found

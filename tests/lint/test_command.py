"""`python -m lint` tells the findings of all rules in one form, and reaches for nothing outside of the document."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT

pytestmark = pytest.mark.xdist_group("lint")
SOUND = Path(__file__).parent / "sound.yaml"
FINDING = re.compile(r"[^:]+\.yaml:\d+:\d+: [a-z/-]+: .+\.")


def lint(path: Path | str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lint", str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_contract_breaks_no_rule() -> None:
    linted = lint("openapi.yaml")

    assert (linted.stdout, linted.stderr, linted.returncode) == ("", "", 0)


def test_findings_of_both_stand_in_one_form_in_the_order_of_the_file(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    text = SOUND.read_text(encoding="utf-8")
    text = text.replace("        timeoutInMillis: 29000", "        timeoutInMillis: 60000", 1)
    broken.write_text(text.replace("summary: List runs", "summary: List runs."), encoding="utf-8")

    linted = lint(broken)

    assert linted.returncode == 1
    lines = linted.stdout.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["integration-timeout", "house/summary-style"]
    assert all(FINDING.fullmatch(line) for line in lines)


def test_a_reference_to_another_server_is_told_and_not_followed(tmp_path: Path) -> None:
    leading_out = tmp_path / "leading-out.yaml"
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/run.yaml"
        text = SOUND.read_text(encoding="utf-8").replace("'#/components/schemas/Run'", f"'{address}'", 1)
        leading_out.write_text(text, encoding="utf-8")

        linted = lint(leading_out)

        assert linted.returncode == 1
        assert "leads out of this document" in linted.stdout
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path) -> None:
    linted = lint(tmp_path / "missing.yaml")

    assert (linted.stdout, linted.returncode) == ("", 2)
    assert "cannot be read" in linted.stderr
    assert "Traceback" not in linted.stderr

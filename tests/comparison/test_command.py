"""`python -m comparison` in a copy of what it reads."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from comparison import __main__ as command
from comparison import changelog, compare, published
from comparison.openapi_diff import ToolError
from contract import load

PAIRS = Path(__file__).parent / "pairs"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A contract that was published as it is, as version 1.0.0."""
    (tmp_path / "openapi.yaml").write_text((PAIRS / "base.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert command.main(["release"]) == 0
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = command.main([*arguments])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run_command


def change(project: Path, before: str, after: str) -> None:
    path = project / "openapi.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_first_release_records_the_client_edition(project: Path) -> None:
    text = (project / "published" / "openapi.json").read_text(encoding="utf-8")

    assert json.loads(text)["info"]["version"] == "1.0.0"
    assert text.startswith('{\n  "openapi"')
    assert "## [1.0.0]" in (project / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_contract_that_is_published_as_it_is_passes(project: Path, run: Run) -> None:
    assert run("check") == (0, "")


def test_what_breaks_fails_the_check_and_says_where_and_how_to_mend(project: Path, run: Run) -> None:
    change(project, "maxLength: 40", "maxLength: 20")

    code, said = run("check")

    line = next(number for number, text in enumerate(_lines(project), 1) if "maxLength: 20" in text)
    assert code == 1
    assert f"openapi.yaml:{line}:" in said
    assert "maxLength: POST /orders: In `sku` of the request body" in said
    assert "Write 2.0.0." in said


def _lines(project: Path) -> list[str]:
    return (project / "openapi.yaml").read_text(encoding="utf-8").splitlines()


def test_an_addition_passes_with_a_minor_version_and_is_released(project: Path, run: Run) -> None:
    change(project, "weight: {type: number}", "weight: {type: number}\n        size: {type: integer}")
    assert run("release")[0] == 1

    change(project, "version: 1.0.0", "version: 1.1.0")
    code, said = run("release")

    assert (code, "`size` of the request body is new." in said) == (0, True)
    assert run("check") == (0, "")
    log = (project / "CHANGELOG.md").read_text(encoding="utf-8")
    assert log.index("## [1.1.0]") < log.index("## [1.0.0]")


def test_what_is_not_published_yet_is_in_the_changelog_that_clients_get(project: Path) -> None:
    change(project, "weight: {type: number}", "weight: {type: number}\n        size: {type: integer}")
    change(project, "version: 1.0.0", "version: 1.1.0")

    text = changelog(project, load(project / "openapi.yaml"))

    assert "## [1.1.0] - not published yet" in text
    assert "[1.1.0]" not in (project / "CHANGELOG.md").read_text(encoding="utf-8")


def test_another_base_is_compared_with_as_a_file(project: Path, run: Run) -> None:
    earlier = yaml.safe_load((PAIRS / "base.yaml").read_text(encoding="utf-8"))
    del earlier["paths"]["/payments"]
    (project / "earlier.json").write_text(json.dumps(earlier), encoding="utf-8")

    code, said = run("compare", "--base", "earlier.json")

    assert "compatible  POST /payments  The operation is new" in said
    assert code == 1, "1.0.0 stands for both"


@pytest.mark.parametrize(
    ("text", "reason"), [("{", "This is not JSON"), ("[]", "A contract is a mapping"), (None, "cannot be read")]
)
def test_a_base_that_cannot_be_read_is_told(project: Path, run: Run, text: str | None, reason: str) -> None:
    base = project / "published" / "openapi.json"
    base.unlink()
    if text is not None:
        base.write_text(text, encoding="utf-8")

    code, said = run("check")

    assert code == 2
    assert reason in said


def test_a_stages_own_addresses_are_no_change(project: Path) -> None:
    head = published.edition_of(load(project / "openapi.yaml"))
    served = json.loads(json.dumps(head.root))
    served["servers"] = [{"url": "https://stage.example/v1"}]
    served["components"]["securitySchemes"]["Token"]["flows"]["clientCredentials"]["tokenUrl"] = "https://login.example"

    base = published.as_published(served, "https://stage.example/v1/openapi.json", head)

    assert compare(base, head) == ()


def test_a_tool_that_fails_is_told_and_passes_nothing(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_base: object, _head: object) -> tuple[()]:
        raise ToolError("openapi-diff has not ended within 60 seconds.")

    monkeypatch.setattr(command, "openapi_diff", broken)

    assert run("check") == (2, "openapi-diff has not ended within 60 seconds.\n")

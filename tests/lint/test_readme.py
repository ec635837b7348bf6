"""What the README tells to write keeps the rules of the house."""

import re
from pathlib import Path

import pytest

from lint.__main__ import lint
from tests.checkout import ROOT

pytestmark = pytest.mark.xdist_group("lint")


def test_the_operation_of_the_readme_lacks_its_handler_alone(tmp_path: Path) -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Add an operation")[2]
    operation = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)[0]
    contract = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    changed = tmp_path / "openapi.yaml"
    changed.write_text(contract.replace("\ncomponents:\n", f"\n{operation}\ncomponents:\n", 1), encoding="utf-8")

    findings = lint(str(changed))

    assert [(finding.rule, "compare_texts" in finding.message) for finding in findings] == [("house/handler", True)]

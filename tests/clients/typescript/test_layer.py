"""The layer, as it is packed, by node's own test runner; each `unit/*.test.ts` says what it holds to."""

import shutil
from pathlib import Path

import pytest

from tests.clients.typescript.conftest import FOLDER, run_node, type_check

TESTS = sorted((FOLDER / "unit").glob("*.test.ts"))


@pytest.fixture(scope="module")
def unit(project: Path) -> Path:
    shutil.copytree(FOLDER / "unit", project / "unit")
    return project


@pytest.mark.parametrize("name", [test.name for test in TESTS])
def test_the_layer_does_what_its_tests_say(unit: Path, name: str) -> None:
    said = run_node(unit, "--test", "--test-reporter=tap", f"unit/{name}")

    assert "# fail 0" in said
    assert "# pass 0" not in said


def test_the_tests_of_the_layer_are_typed(project: Path) -> None:
    type_check(project, FOLDER / "unit" / "stage.ts", *TESTS)

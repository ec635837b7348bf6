"""The command: what it runs, and what it says of what was found."""

from importlib import import_module
from pathlib import Path

import pytest

from fuzzing import table
from fuzzing.__main__ import main


@pytest.mark.parametrize(("module", "names"), table.MODULES.items(), ids=table.MODULES)
def test_the_table_has_every_target_of_a_module(module: str, names: tuple[str, ...]) -> None:
    assert tuple(import_module(f"fuzzing.targets.{module}").TARGETS) == names


def test_an_input_that_was_found_can_be_run_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = tmp_path / "found"
    found.write_bytes(b"$.a[1]\n[]")

    assert main(["--target", "json-paths", "--input", str(found)]) == 0
    assert "nothing is wrong" in capsys.readouterr().out

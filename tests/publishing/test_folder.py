"""A folder is there whole or not at all."""

import subprocess
from pathlib import Path

import pytest

from publishing.folder import SUMS, whole_folder, write_sums


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_what_was_written_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "dist" / "contract"
    for name in ("old", "new"):
        with whole_folder(target) as folder:
            (folder / name).touch()

    assert names(target) == ["new"]
    assert names(target.parent) == [".contract.lock", "contract"]


def write_until_interrupted(target: Path) -> None:
    with whole_folder(target) as folder:
        (folder / "new").touch()
        raise KeyboardInterrupt


def test_until_all_of_it_is_written_the_old_one_stays(tmp_path: Path) -> None:
    target = tmp_path / "contract"
    target.mkdir()
    (target / "old").touch()

    with whole_folder(target) as folder:
        (folder / "new").touch()
        meanwhile = names(target)

    assert meanwhile == ["old"]


def test_whatever_goes_wrong_the_old_one_stays_and_no_draft(tmp_path: Path) -> None:
    target = tmp_path / "contract"
    target.mkdir()
    (target / "old").touch()

    with pytest.raises(KeyboardInterrupt):
        write_until_interrupted(target)

    assert names(target) == ["old"]
    assert names(tmp_path) == [".contract.lock", "contract"]


def test_what_a_killed_process_left_behind_goes(tmp_path: Path) -> None:
    left = tmp_path / ".contract-abc" / "new"
    left.mkdir(parents=True)

    with whole_folder(tmp_path / "contract"):
        pass

    assert names(tmp_path) == [".contract.lock", "contract"]


def test_sums_are_what_sha256sum_checks(tmp_path: Path) -> None:
    (tmp_path / "b").write_text("b")
    (tmp_path / "a").write_text("a")

    write_sums(tmp_path)

    assert (tmp_path / SUMS).read_text() == (
        "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a\n"
        "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b\n"
    )
    checked = subprocess.run(["sha256sum", "-c", SUMS], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr

import os
import zipfile
from pathlib import Path

import pytest

from infrastructure.archive import stored, write_compressed


def test_a_stored_archive_does_not_depend_on_the_order_of_its_entries() -> None:
    assert stored({"a": b"1", "b": b"2"}) == stored({"b": b"2", "a": b"1"})


def test_a_compressed_archive_does_not_depend_on_times_modes_or_the_umask(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    archives = tmp_path / "first.zip", tmp_path / "second.zip"
    first.write_text("the same")
    write_compressed(archives[0], {"entry": first})
    before = os.umask(0o077)
    try:
        second.write_text("the same")
        os.utime(second, (0, 0))
        second.chmod(0o700)
        write_compressed(archives[1], {"entry": second})
    finally:
        os.umask(before)

    assert archives[0].read_bytes() == archives[1].read_bytes()


def test_lambda_may_read_what_is_in_an_archive(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_text("mine alone")
    source.chmod(0o600)
    write_compressed(tmp_path / "archive.zip", {"entry": source})

    with zipfile.ZipFile(tmp_path / "archive.zip") as archive:
        (entry,) = archive.infolist()

    assert entry.external_attr >> 16 == 0o100644


def test_a_file_that_was_not_finished_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_compressed(tmp_path / "archive.zip", {"entry": tmp_path / "gone"})

    assert list(tmp_path.iterdir()) == []

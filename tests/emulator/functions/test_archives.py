from pathlib import Path

import pytest

from emulator.functions.archives import UnusableArchiveError, unpack
from tests.emulator.functions.archives import archive_of, archive_with, zip_of


def test_a_later_layer_overwrites_an_earlier_ones_files(tmp_path: Path) -> None:
    first = archive_of({"python/a.py": "1", "python/b.py": "1"})
    second = archive_of({"python/b.py": "2"})

    unpack([first, second], tmp_path / "opt")

    assert (tmp_path / "opt/python/a.py").read_text() == "1"
    assert (tmp_path / "opt/python/b.py").read_text() == "2"


def test_no_archives_are_an_empty_directory(tmp_path: Path) -> None:
    taken = unpack([], tmp_path / "opt")

    assert taken == 0
    assert list((tmp_path / "opt").iterdir()) == []


def test_links_are_kept(tmp_path: Path) -> None:
    archive = archive_of({"lib/real.so": "x"}, links={"lib/name.so": "real.so"})

    unpack([archive], tmp_path / "task")

    assert (tmp_path / "task/lib/name.so").readlink() == Path("real.so")


@pytest.mark.parametrize("name", ["../outside.py", "/outside.py", "a/../../outside.py", "a\\..\\outside.py"])
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    archive = archive_of({name: "x"})

    with pytest.raises(UnusableArchiveError, match="leads out of it"):
        unpack([archive], tmp_path / "task")

    assert [entry.name for entry in tmp_path.iterdir()] == ["task"]


def test_no_file_is_written_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    archive = archive_of({"out/file.py": "x"}, links={"out": str(outside)})

    with pytest.raises(UnusableArchiveError):
        unpack([archive], tmp_path / "task")

    assert list(outside.iterdir()) == []


def test_no_link_is_made_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    archive = archive_of({}, links={"out": str(outside), "out/link": "/"})

    with pytest.raises(UnusableArchiveError, match="leads out of it"):
        unpack([archive], tmp_path / "task")

    assert list(outside.iterdir()) == []


def test_what_is_too_large_unpacked_is_refused_before_it_is_written(tmp_path: Path) -> None:
    bomb = archive_of({"zeros": bytes(2_000_000)})

    with pytest.raises(UnusableArchiveError, match="Unzipped size must be smaller"):
        unpack([bomb], tmp_path / "task", max_bytes=1_000_000)

    assert list((tmp_path / "task").iterdir()) == []


# Its one entry has no name.
NAMELESS = b"PK\3\4" + bytes(26) + b"PK\1\2" + bytes(42) + b"PK\5\6" + bytes(4) + b"\1\0\1\0\x2e\0\0\0\x1e\0\0\0\0\0"


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off", NAMELESS])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnusableArchiveError, match="cannot be unpacked"):
        unpack([archive_with(content)], tmp_path / "task")


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    whole = zip_of({"a.py": "x = 1\n" * 100})
    damaged = whole[:40] + b"\xff\xff\xff" + whole[43:]

    with pytest.raises(UnusableArchiveError, match="cannot be unpacked"):
        unpack([archive_with(damaged)], tmp_path / "task")


def test_unpacked_files_are_their_owners_alone(tmp_path: Path) -> None:
    unpack([archive_of({"a.py": "x"})], tmp_path / "task")

    assert (tmp_path / "task").stat().st_mode & 0o077 == 0
    assert (tmp_path / "task/a.py").stat().st_mode & 0o077 == 0

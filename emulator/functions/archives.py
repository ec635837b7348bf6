"""ZIP archives to directories, as Lambda unpacks them, with its bounds."""

import io
import stat
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from emulator.functions.function_version import Archive

# 250 MB for a function and its layers together; the count is ours, where AWS's is the disk's.
MAX_UNPACKED_BYTES = 262_144_000
MAX_FILES = 50_000

_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class UnusableArchiveError(Exception):
    """The archive cannot become a directory; the text says why, in words for the function's owner."""


def unpack(archives: Sequence[Archive], directory: Path, max_bytes: int = MAX_UNPACKED_BYTES) -> int:
    """Unpacks the archives over one another, in their order, into a new directory. Returns the bytes that they take."""
    directory.mkdir(mode=0o700)
    try:
        opened = [zipfile.ZipFile(io.BytesIO(archive.content)) for archive in archives]
        entries = [(source, entry) for source in opened for entry in source.infolist() if not entry.is_dir()]
        taken = _measure(entries, max_bytes)
        # Links come last, so that no file is written through one.
        for source, entry in sorted(entries, key=lambda each: _is_link(each[1])):
            _unpack_entry(source, entry, directory)
    except _UNREADABLE as error:
        raise UnusableArchiveError(f"The archive cannot be unpacked: {error}") from error
    return taken


def _measure(entries: list[tuple[zipfile.ZipFile, zipfile.ZipInfo]], max_bytes: int) -> int:
    """An entry that holds more than it declares fails later, by its checksum: zipfile never reads further."""
    taken = sum(entry.file_size for _, entry in entries)
    if taken > max_bytes:
        raise UnusableArchiveError(f"Unzipped size must be smaller than {MAX_UNPACKED_BYTES} bytes")
    if len(entries) > MAX_FILES:
        raise UnusableArchiveError(f"An archive must hold at most {MAX_FILES} files")
    return taken


def _unpack_entry(source: zipfile.ZipFile, entry: zipfile.ZipInfo, directory: Path) -> None:
    relative = PurePosixPath(entry.filename)
    if relative.is_absolute() or ".." in relative.parts or "\\" in entry.filename:
        raise UnusableArchiveError(f"The archive holds a path that leads out of it: {entry.filename!r}")
    target = directory / relative
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _is_link(entry):
        _link(source.read(entry).decode(), target, directory)
        return
    target.write_bytes(source.read(entry))
    # Owner-only, whatever the archive says: the directory is private, and it has to stay removable.
    target.chmod((entry.external_attr >> 16) & 0o500 | 0o600)


def _link(destination: str, target: Path, directory: Path) -> None:
    if not target.parent.resolve().is_relative_to(directory.resolve()):
        raise UnusableArchiveError(f"The archive holds a path that leads out of it: {target.name!r}")
    target.unlink(missing_ok=True)
    target.symlink_to(destination)


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)

"""ZIP archives, from an upload to a directory, as Lambda takes and unpacks them, with its bounds.

An archive is looked at when it comes, so that CreateFunction says what is wrong with it; nothing is unpacked then.
"""

import contextlib
import io
import os
import shutil
import stat
import uuid
import weakref
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from emulator.functions.function_version import Archive

# 250 MB for a function and its layers together; the count is ours, where AWS's is the disk's.
MAX_UNPACKED_BYTES = 262_144_000
MAX_FILES = 50_000
# zipfile makes an object of each entry before it tells how many there are.
_MAX_DIRECTORY_BYTES = 8 * 1024 * 1024

# The end of an archive and the longest comment after it; 76 bytes more for ZIP64.
_END_BYTES = 22 + 65_535 + 76
_UNZIPPABLE = "Could not unzip uploaded file. Please check your file, then try to upload again."
# An IndexError is of an entry without a name.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    IndexError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)


class UnusableArchiveError(Exception):
    """The archive cannot become a directory; the text says why, in words for the function's owner."""


def keep(content: bytes, sha256: str, directory: Path) -> Archive:
    """Puts an upload on disk, once it was found good. The file goes with the last who has the Archive."""
    unpacked_bytes = _inspect(io.BytesIO(content))
    path = directory / f"{uuid.uuid4().hex}.zip"
    path.write_bytes(content)
    archive = Archive(sha256, path, unpacked_bytes)
    weakref.finalize(archive, path.unlink, missing_ok=True).atexit = False
    return archive


def _inspect(file: BinaryIO) -> int:
    """The bytes that the archive takes unpacked."""
    try:
        with _open(file) as source:
            entries = [(source, entry) for entry in source.infolist() if not entry.is_dir()]
            for _, entry in entries:
                _check_path(entry)
            return _measure(entries, MAX_UNPACKED_BYTES)
    except _UNREADABLE as error:
        raise UnusableArchiveError(_UNZIPPABLE) from error


def unpack(archives: Sequence[Archive], directory: Path, max_bytes: int = MAX_UNPACKED_BYTES) -> int:
    """Unpacks the archives over one another, in their order, into a new directory. Returns the bytes that they take."""
    directory.mkdir(mode=0o700)
    with contextlib.ExitStack() as opened:
        try:
            sources = [opened.enter_context(_open(opened.enter_context(each.path.open("rb")))) for each in archives]
            entries = [(source, entry) for source in sources for entry in source.infolist() if not entry.is_dir()]
            taken = _measure(entries, max_bytes)
            # Links come last, so that no file is written through one.
            for source, entry in sorted(entries, key=lambda each: _is_link(each[1])):
                _unpack_entry(source, entry, directory)
        except _UNREADABLE as error:
            raise UnusableArchiveError(f"The archive cannot be unpacked: {error}") from error
    return taken


def _open(file: BinaryIO) -> zipfile.ZipFile:
    if _directory_bytes(file) > _MAX_DIRECTORY_BYTES:
        raise UnusableArchiveError(f"An archive must hold at most {MAX_FILES} files")
    return zipfile.ZipFile(file)


def _directory_bytes(file: BinaryIO) -> int:
    """The size of the list of entries, as the end of the archive tells it and zipfile believes it."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _END_BYTES))
    tail = file.read()
    at = len(tail) - 22
    if tail[at : at + 4] != b"PK\5\6" or tail[-2:] != b"\0\0":
        at = tail.rfind(b"PK\5\6")
    if at < 0 or at + 16 > len(tail):
        return 0  # zipfile will refuse it
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    if tail[at - 20 : at - 16] == b"PK\6\7":  # ZIP64
        size = max(size, int.from_bytes(tail[at - 36 : at - 28], "little"))
    return size


def _measure(entries: list[tuple[zipfile.ZipFile, zipfile.ZipInfo]], max_bytes: int) -> int:
    """An entry that holds more than it declares fails later, by its checksum: zipfile never reads further."""
    taken = sum(entry.file_size for _, entry in entries)
    if taken > max_bytes:
        raise UnusableArchiveError(f"Unzipped size must be smaller than {MAX_UNPACKED_BYTES} bytes")
    if len(entries) > MAX_FILES:
        raise UnusableArchiveError(f"An archive must hold at most {MAX_FILES} files")
    return taken


def _unpack_entry(source: zipfile.ZipFile, entry: zipfile.ZipInfo, directory: Path) -> None:
    target = directory / _check_path(entry)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _is_link(entry):
        _link(source.read(entry).decode(), target, directory)
        return
    with source.open(entry) as packed, target.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
    # Owner-only, whatever the archive says: the directory is private, and it has to stay removable.
    target.chmod((entry.external_attr >> 16) & 0o500 | 0o600)


def _check_path(entry: zipfile.ZipInfo) -> PurePosixPath:
    relative = PurePosixPath(entry.filename)
    if relative.is_absolute() or ".." in relative.parts or "\\" in entry.filename:
        raise UnusableArchiveError(f"The archive holds a path that leads out of it: {entry.filename!r}")
    return relative


def _link(destination: str, target: Path, directory: Path) -> None:
    if not target.parent.resolve().is_relative_to(directory.resolve()):
        raise UnusableArchiveError(f"The archive holds a path that leads out of it: {target.name!r}")
    target.unlink(missing_ok=True)
    target.symlink_to(destination)


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)

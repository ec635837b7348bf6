"""Zip archives whose bytes depend on their entries alone: not on the clock, the umask or the order of a folder."""

import contextlib
import io
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

OLDEST_TIME = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READABLE_FILE = 0o100644 << 16


def stored(entries: Mapping[str, bytes]) -> bytes:
    """Not compressed, so that every machine's zlib makes the same bytes of it."""
    sink = io.BytesIO()
    _write(sink, sorted(entries.items()), zipfile.ZIP_STORED)
    return sink.getvalue()


def write_compressed(target: Path, files: Mapping[str, Path]) -> None:
    """`files` is by the names in the archive."""
    with whole_file(target) as sink:
        _write(sink, ((name, files[name].read_bytes()) for name in sorted(files)), zipfile.ZIP_DEFLATED)


@contextlib.contextmanager
def whole_file(target: Path) -> Iterator[IO[bytes]]:
    """A file that is there is complete, whenever this process is killed and whoever else writes the same."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(f".{os.getpid()}")
    try:
        with draft.open("wb") as sink:
            yield sink
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _write(sink: IO[bytes], entries: Iterable[tuple[str, bytes]], compression: int) -> None:
    with zipfile.ZipFile(sink, "w") as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, OLDEST_TIME)
            entry.create_system = UNIX
            entry.external_attr = READABLE_FILE
            archive.writestr(entry, content, compress_type=compression)

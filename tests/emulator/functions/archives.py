"""ZIP archives for tests, as Lambda gets them."""

import hashlib
import io
import stat
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from emulator.functions.function_version import Archive


def zip_of(
    files: Mapping[str, str | bytes], links: Mapping[str, str] | None = None, *, compressed: bool = True
) -> bytes:
    """`links` are symbolic links, by name, with what they point to."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        for name, target in (links or {}).items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, target)
    return packed.getvalue()


def archive_of(files: Mapping[str, str | bytes], links: Mapping[str, str] | None = None) -> Archive:
    return archive_with(zip_of(files, links))


def archive_with(content: bytes) -> Archive:
    """Without being looked at, as an upload is; its file ends with the tests."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = Path(_directory().name) / sha256
    path.write_bytes(content)
    return Archive(sha256, path)


@cache
def _directory() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="archives-of-tests-")

"""A folder that is there whole or not at all, and the sums of what is in it."""

import contextlib
import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

SUMS = "SHA256SUMS"


@contextlib.contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """An empty folder beside the target, which takes its place when all has gone well; else the target stays as it is.

    One at a time: another waits.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    drafts = f".{target.name}-"
    with (target.parent / f".{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left_behind in target.parent.glob(f"{drafts}*"):  # by a process that was killed
            shutil.rmtree(left_behind)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=drafts) as folder:
            draft, before = Path(folder) / "new", Path(folder) / "old"
            draft.mkdir()
            yield draft
            if target.exists():
                target.rename(before)
            draft.rename(target)


def write_sums(folder: Path) -> None:
    """As `sha256sum -c` reads it, in the order of names."""
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    lines = [
        f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.relative_to(folder).as_posix()}" for each in files
    ]
    (folder / SUMS).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

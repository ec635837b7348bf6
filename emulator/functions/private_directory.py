"""A temporary directory that the emulator removes at its end; one that was killed is cleaned up after by the next."""

import contextlib
import fcntl
import shutil
import tempfile
from pathlib import Path

_PREFIX = "emulator-functions-"
_LOCK = "lock"


class PrivateDirectory:
    """Is locked as long as its emulator lives, which tells it from a directory that was left behind."""

    def __init__(self) -> None:
        _remove_abandoned()
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._lock = (self.path / _LOCK).open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def subdirectory(self, name: str) -> Path:
        directory = self.path / name
        directory.mkdir()
        return directory

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def _remove_abandoned() -> None:
    for lock in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}"):
        # Another user's directory, or that of an emulator that runs, stays.
        with contextlib.suppress(OSError), lock.open("r+") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent, ignore_errors=True)

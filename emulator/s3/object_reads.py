"""An object that is read while it is deleted or replaced is read whole, as it was.

moto closes an object's buffer as soon as it is deleted or replaced, and a request that was about to read it answered
500. Here a buffer closes with the last request that holds its object.
"""

from typing import Any

from moto.s3.models import FakeKey

_close = FakeKey.dispose


def close_with_the_last_reader() -> None:
    key: Any = FakeKey
    key.dispose = _dispose


def _dispose(key: FakeKey, garbage: bool = False) -> None:
    key.disposed = True
    if garbage:
        _close(key)

"""What is logged as an error, raised: a server that answers 500 has said there what went wrong."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class LoggedError(AssertionError):
    """Its cause is what was logged."""


class _Kept(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def first_failure(level: int) -> Iterator[None]:
    """Raises the first exception that was logged within."""
    kept, root = _Kept(level), logging.getLogger()
    root.addHandler(kept)
    try:
        yield
    finally:
        root.removeHandler(kept)
    for record in kept.records:
        cause = record.exc_info[1] if record.exc_info else None
        raise LoggedError(record.getMessage()) from cause

"""What is remembered over a run of the suite belongs to one test."""

from collections.abc import Iterator

import pytest

from conformance import exchange
from conformance.checks import problems, progress, request_ids
from conformance.pace import PACE

_MEMORIES = (PACE._elapsed, problems._kinds, progress._seen, request_ids._seen)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    _forget()
    yield
    _forget()


def _forget() -> None:
    exchange._last.exchange = None
    for memory in _MEMORIES:
        memory.clear()

"""What is remembered over a run of the suite belongs to one test."""

from collections.abc import Iterator

import pytest

from conformance import exchange
from conformance.checks import problems, progress, request_ids
from conformance.pace import PACE

_MEMORIES = (exchange._last, PACE._elapsed, problems._kinds, progress._seen, request_ids._seen)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    for memory in _MEMORIES:
        memory.clear()
    yield
    for memory in _MEMORIES:
        memory.clear()

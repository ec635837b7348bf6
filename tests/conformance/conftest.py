"""The suite's own variables are none of these tests' business, whatever shell they run in."""

import pytest

from conformance.callers import Caller


@pytest.fixture(autouse=True)
def no_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    for caller in Caller:
        if caller.value:
            monkeypatch.delenv(caller.value, raising=False)

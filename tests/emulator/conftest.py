"""One emulator for all tests that only use it, and leave what others have made alone."""

from collections.abc import Iterator

import pytest

from tests.emulator.running import RunningEmulator, start_emulator, stop_emulator


@pytest.fixture(scope="session")
def emulator() -> Iterator[RunningEmulator]:
    emulator = start_emulator()
    yield emulator
    stop_emulator(emulator)

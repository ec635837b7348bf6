import pytest

from tests.emulator.cloud_control.resources import CloudControl
from tests.emulator.running import RunningEmulator


@pytest.fixture(scope="session")
def cloud_control(emulator: RunningEmulator) -> CloudControl:
    return CloudControl(emulator)

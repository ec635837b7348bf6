"""One synth for all tests that only read what it wrote."""

import pytest

from tests.infrastructure.project import Project, copy_project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    copied = copy_project(tmp_path_factory.mktemp("project"))
    synth = copied.synth()
    assert synth.returncode == 0, synth.stderr
    return copied

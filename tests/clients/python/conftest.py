"""The Python client as client teams get it: its wheel, installed into a folder that holds nothing else of ours."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clients.python_package import build
from contract import load
from tests.checkout import ROOT


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(load(ROOT / "openapi.yaml"), tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(wheel, tmp_path_factory.mktemp("installed"))


def install(wheel: Path, folder: Path) -> Path:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index")
    subprocess.run([sys.executable, "-m", "pip", "install", *quiet, "--target", folder, wheel], check=True)
    return folder


@pytest.fixture(scope="session")
def ai_facade(installed: Path) -> Iterator[Any]:
    """The package itself, imported; its types are the business of test_types.py."""
    sys.path.insert(0, str(installed))
    yield importlib.import_module("ai_facade")
    sys.path.remove(str(installed))

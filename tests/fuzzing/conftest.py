"""What targets share with the handlers' tests: the contract beside the code, as Lambda would find it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from handlers.gateway.contract import contract
from handlers.gateway.validation import request_validator

AUTHORED = Path(__file__).parents[2] / "openapi.yaml"


@pytest.fixture(scope="session", autouse=True)
def task_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    root = tmp_path_factory.mktemp("task")
    (root / "openapi.json").write_text(json.dumps(yaml.safe_load(AUTHORED.read_text(encoding="utf-8"))))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LAMBDA_TASK_ROOT", str(root))
        yield
    for cached in (contract, request_validator):
        cached.cache_clear()

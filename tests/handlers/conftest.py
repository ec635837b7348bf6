"""Fixtures of the handlers' tests: the contract beside the code, as Lambda would find it."""

import json
from collections.abc import Iterator, Mapping
from io import StringIO
from logging import StreamHandler
from pathlib import Path

import pytest
import yaml

from docs.page import page
from handlers.aws import adapters
from handlers.gateway.contract import contract
from handlers.gateway.validation import request_validator
from handlers.models.choice import chosen_models
from handlers.models.embedded import EmbeddedModel, load_embedded_model
from handlers.models.settings import EMBEDDED_NAME
from handlers.telemetry.logs import logger
from tests.emulator.running import RunningEmulator, start_emulator, stop_emulator
from tests.handlers.usage.memory import MemoryLedger, MemoryUsage
from tests.handlers.workflow import environment, make_workflow

AUTHORED = Path(__file__).parents[2] / "openapi.yaml"
MODEL_VARIABLES = (
    "MODEL_PROVIDER",
    "BEDROCK_CHAT_MODEL_ID",
    "BEDROCK_FALLBACK_CHAT_MODEL_ID",
    "BEDROCK_EMBEDDING_MODEL_ID",
    "MODEL_TIMEOUT_SECONDS",
    "MODEL_ATTEMPTS",
)


@pytest.fixture(scope="session")
def task_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("task")
    (root / "openapi.json").write_text(json.dumps(yaml.safe_load(AUTHORED.read_text(encoding="utf-8"))))
    (root / "docs.html").write_bytes(page(None))
    return root


@pytest.fixture(scope="session", autouse=True)
def lambda_environment(task_root: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LAMBDA_TASK_ROOT", str(task_root))
        environment.setenv("POWERTOOLS_SERVICE_NAME", "tests")
        environment.setenv("POWERTOOLS_METRICS_NAMESPACE", "ai-facade")
        environment.setenv("STAGE", "tests")
        environment.setenv("MODEL_PRICES", json.dumps({EMBEDDED_NAME: {"input": 0.01, "output": 0.02}}))
        for name in MODEL_VARIABLES:
            environment.delenv(name, raising=False)
        yield
    for cached in (contract, request_validator, chosen_models):
        cached.cache_clear()


@pytest.fixture(autouse=True)
def budget(monkeypatch: pytest.MonkeyPatch) -> MemoryLedger:
    """What models are metered on, in place of DynamoDB's."""
    ledger = MemoryLedger()
    monkeypatch.setattr(adapters, "ledger", lambda: ledger)
    return ledger


@pytest.fixture(autouse=True)
def usage(monkeypatch: pytest.MonkeyPatch) -> MemoryUsage:
    """What requests and steps are counted in, in place of DynamoDB's."""
    log = MemoryUsage()
    monkeypatch.setattr(adapters, "usage_log", lambda: log)
    return log


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the handlers log, as it is written."""
    written = StringIO()
    [handler] = logger().handlers
    assert isinstance(handler, StreamHandler)
    usual = handler.setStream(written)
    yield written
    handler.setStream(usual)


@pytest.fixture(scope="session")
def embedded_model() -> EmbeddedModel:
    return load_embedded_model()


@pytest.fixture(scope="session")
def emulator() -> Iterator[RunningEmulator]:
    """For those tests alone that need AWS's services."""
    emulator = start_emulator()
    yield emulator
    stop_emulator(emulator)


@pytest.fixture(scope="session")
def made_workflow(emulator: RunningEmulator) -> Mapping[str, str]:
    return make_workflow(emulator)


@pytest.fixture
def workflow(made_workflow: Mapping[str, str]) -> Iterator[pytest.MonkeyPatch]:
    """The environment of the workflow's functions, for a test to change."""
    with environment(made_workflow) as patch:
        yield patch

"""The one table of the facade's own metrics, against those who write them."""

import json
import os
import subprocess
import sys

from handlers.models.settings import EMBEDDED_NAME
from handlers.runs.run import RunKind
from infrastructure.log_metrics import LOG_METRICS
from infrastructure.metrics import WRITTEN
from infrastructure.prices import EMBEDDED_MODEL
from infrastructure.settings import PROJECT
from infrastructure.workflows import WORKFLOWS
from tests.handlers.telemetry.written import read_metrics
from tests.infrastructure.project import ROOT

# What infrastructure/functions.py tells a function.
TOLD = {
    "STAGE": "dev",
    "POWERTOOLS_METRICS_NAMESPACE": PROJECT,
    "MODEL_PRICES": json.dumps({"model": {"input": 1_000, "output": 1_000}}),
}


def test_functions_and_filters_write_the_metrics_of_the_table_and_no_others() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.infrastructure.telling"],
        cwd=ROOT,
        env={**os.environ, **TOLD},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    by_functions = {(name, tuple(one.dimensions)) for one in read_metrics(told.stdout) for name in one.values}
    by_filters = {(row.metric, tuple(row.dimensions)) for row in LOG_METRICS}

    assert by_functions | by_filters == {(name, one) for name, sets in WRITTEN.items() for one in sets}
    assert by_functions & by_filters == set()


def test_runs_are_counted_by_the_kinds_that_have_a_state_machine() -> None:
    assert {kind.value for kind in RunKind} == set(WORKFLOWS)


def test_the_embedded_model_is_measured_by_the_name_that_it_has_a_price_by() -> None:
    assert EMBEDDED_NAME == EMBEDDED_MODEL

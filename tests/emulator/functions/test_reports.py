"""The lines that Lambda itself writes into a function's log, and what who keeps metrics hears."""

import re
from collections.abc import Iterator

import pytest

from emulator.functions.execution_log import report_line
from emulator.functions.invocation import Observed
from emulator.functions.pool import Limits
from tests.emulator.functions.bench import Bench
from tests.emulator.functions.versions import version_of

COLD = (
    r"REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 256 MB\t"
    r"Max Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t"
)
WARM = COLD.replace(r"Init Duration: [\d.]+ ms\t", "")


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench(Limits(workers=2))
    yield bench
    bench.close()


def report_of(log: str) -> str:
    return next(line for line in log.splitlines() if line.startswith("REPORT"))


def test_a_worker_begins_its_log_with_its_runtime(bench: Bench) -> None:
    bench.deploy(version_of("print('at import')\ndef handle(event, context): return 1"))

    lines = bench.invoke().log.splitlines()

    arn = r"arn:aws:lambda:us-east-1::runtime:\w{64}"
    begins = rf"INIT_START Runtime Version: python:3\.\d+\.v\d+\tRuntime Version ARN: {arn}"
    assert re.fullmatch(begins, lines[0])
    assert lines.index("at import") < next(n for n, line in enumerate(lines) if line.startswith("START"))


def test_the_first_report_of_a_worker_has_its_initialization_and_no_other_has(bench: Bench) -> None:
    bench.deploy(version_of())

    cold, warm = report_of(bench.invoke().log), report_of(bench.invoke().log)

    assert re.fullmatch(COLD, cold)
    assert re.fullmatch(WARM, warm)


@pytest.mark.parametrize(("init_ms", "billed"), [(None, 2), (100.5, 102)])
def test_the_initialization_is_billed(init_ms: float | None, billed: int) -> None:
    line = report_line("id-1", version_of(), 1.2, init_ms, 30, "")

    assert f"\tBilled Duration: {billed} ms\t" in line


def test_a_timeout_is_reported_with_just_its_time(bench: Bench) -> None:
    bench.deploy(version_of("import time\ndef handle(event, context): time.sleep(60)", timeout_seconds=1))

    log = bench.invoke(request_id="id-1").log

    assert re.search(r"^\d{4}-\d\d-\d\dT\S+Z id-1 Task timed out after 1.00 seconds$", log, re.MULTILINE)
    assert "\tDuration: 1000.00 ms\t" in report_of(log)
    assert report_of(log).endswith("\tStatus: timeout\t")


def test_an_exit_is_reported_as_an_error_with_its_type(bench: Bench) -> None:
    bench.deploy(version_of("import os\ndef handle(event, context): os._exit(1)"))

    log = bench.invoke().log

    assert "Error: Runtime exited with error: exit status 1" in log
    assert report_of(log).endswith("\tStatus: error\tError Type: Runtime.ExitError\t")


def test_an_exception_of_the_handlers_is_no_status_of_lambdas(bench: Bench) -> None:
    bench.deploy(version_of("def handle(event, context): raise ValueError"))

    assert "Status:" not in report_of(bench.invoke().log)


def test_an_initialization_that_fails_is_reported_as_one(bench: Bench) -> None:
    bench.deploy(version_of("import missing"))

    log = bench.invoke().log

    failed = (
        r"^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError$"
    )
    assert re.search(failed, log, re.MULTILINE)
    assert report_of(log).endswith("\tStatus: error\tError Type: Runtime.ImportModuleError\t")


def test_who_listens_hears_how_each_invocation_ended(bench: Bench) -> None:
    bench.deploy(version_of("def handle(event, context): return 1 / event"))

    bench.invoke(1)
    bench.invoke(0)

    assert [observed.error for observed in bench.observed] == [False, True]
    assert all(observed.duration_ms > 0 for observed in bench.observed)
    first = bench.observed[0]
    assert (first.function_name, first.resource, first.executed_version) == ("greet", "greet", "$LATEST")
    assert (first.region, first.account_id, first.concurrent) == ("us-east-1", "123456789012", 1)


def test_who_listens_hears_of_throttles_and_of_what_runs_at_once(bench: Bench) -> None:
    bench.deploy(version_of("import time\ndef handle(event, context): time.sleep(0.3)"))
    bench.registry.reserved_concurrency = 2

    bench.ask_all([b"{}"] * 3)

    def told(observed: Observed) -> tuple[bool, int]:
        return observed.throttled, observed.concurrent

    assert sorted(map(told, bench.observed)) == [(False, 1), (False, 2), (True, 2)]

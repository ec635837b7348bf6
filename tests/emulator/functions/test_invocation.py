"""Invocations on real workers."""

import asyncio
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.functions.invocation import Invocation, Refusal
from emulator.functions.pool import Limits
from tests.emulator.functions.archives import archive_of
from tests.emulator.functions.bench import Bench
from tests.emulator.functions.versions import ARN, version_of

PID = "import os\ndef handle(event, context): return os.getpid()"


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench(Limits(workers=8, invocations=50))
    yield bench
    bench.close()


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 5
    while is_alive(pid):
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.01)


def test_the_handler_gets_the_event_and_its_result_is_the_payload(bench: Bench) -> None:
    bench.deploy(version_of("def handle(event, context): return {'got': event}"))

    invocation = bench.invoke({"name": "Ä"})

    assert json.loads(invocation.payload) == {"got": {"name": "Ä"}}
    assert invocation.function_error is None
    assert invocation.executed_version == "$LATEST"


def test_the_context_tells_of_the_invocation(bench: Bench) -> None:
    source = """
def handle(event, context):
    return [context.aws_request_id, context.invoked_function_arn, context.function_name, context.memory_limit_in_mb,
            context.client_context.custom["k"], context.get_remaining_time_in_millis()]
"""
    bench.deploy(version_of(source))

    result = json.loads(bench.invoke(request_id="id-1", client_context='{"custom": {"k": "v"}}').payload)

    assert result[:5] == ["id-1", ARN, "greet", "256", "v"]
    assert 9000 < result[5] <= 10_000


def test_the_trace_id_is_in_the_environment_of_each_invocation(bench: Bench) -> None:
    bench.deploy(version_of("import os\ndef handle(event, context): return os.environ['_X_AMZN_TRACE_ID']"))

    assert json.loads(bench.invoke(trace_id="Root=1-a;Sampled=1").payload) == "Root=1-a;Sampled=1"
    assert bench.result().startswith("Root=1-")


def test_a_line_break_in_a_trace_id_forges_no_header(bench: Bench) -> None:
    bench.deploy(version_of("import os\ndef handle(event, context): return os.environ['_X_AMZN_TRACE_ID']"))

    forged = "a\r\nLambda-Runtime-Aws-Request-Id: other"

    assert json.loads(bench.invoke(trace_id=forged).payload).startswith("Root=1-")


def test_an_exception_is_an_unhandled_error_with_its_type(bench: Bench) -> None:
    bench.deploy(version_of("def handle(event, context): raise ValueError('no such pet')"))

    failure = bench.failure()

    assert failure["errorType"] == "ValueError"
    assert failure["errorMessage"] == "no such pet"
    assert failure["stackTrace"]


def test_a_result_that_is_no_json_is_an_error(bench: Bench) -> None:
    bench.deploy(version_of("def handle(event, context): return object()"))

    assert bench.failure()["errorType"] == "Runtime.MarshalError"


def test_one_worker_serves_one_invocation_after_the_other(bench: Bench) -> None:
    bench.deploy(version_of(PID))

    assert len({bench.result() for _ in range(5)}) == 1


def test_invocations_at_the_same_time_run_in_workers_of_their_own(bench: Bench) -> None:
    bench.deploy(version_of("import os, time\ndef handle(event, context): time.sleep(0.5); return os.getpid()"))
    began = time.monotonic()

    outcomes = bench.ask_all([b"{}"] * 6)

    assert time.monotonic() - began < 2.0  # one after the other takes 3 s
    assert len({outcome.payload for outcome in outcomes if isinstance(outcome, Invocation)}) == 6


def test_a_function_that_takes_too_long_is_ended(bench: Bench) -> None:
    bench.deploy(version_of("import time\ndef handle(event, context): time.sleep(60)", timeout_seconds=1))

    failure = bench.failure()

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\S+Z \S+ Task timed out after 1.00 seconds", failure["errorMessage"])


def test_after_a_timeout_the_next_invocation_has_a_new_worker(bench: Bench) -> None:
    source = "import os, time\ndef handle(event, context):\n    time.sleep(60) if event else 0\n    return os.getpid()"
    bench.deploy(version_of(source, timeout_seconds=1))
    first = bench.result(0)
    bench.failure(1)

    second = bench.result(0)

    assert second != first
    wait_until_gone(first)


def test_a_worker_that_is_killed_is_an_exit_error(bench: Bench) -> None:
    bench.deploy(version_of("import os, signal\ndef handle(event, context): os.kill(os.getpid(), signal.SIGKILL)"))

    failure = bench.failure()

    assert failure["errorType"] == "Runtime.ExitError"
    assert failure["errorMessage"].endswith("Error: Runtime exited with error: signal: killed")


def test_workers_killed_from_outside_fail_their_own_invocations_alone_and_leave_nothing(bench: Bench) -> None:
    source = (
        "import os, time\ndef handle(event, context):\n    print('pid', os.getpid(), flush=True)\n    time.sleep(0.5)"
    )
    bench.deploy(version_of(source))
    bench.ask_all([b"{}"] * 6)
    workers, files = children(), open_files()

    outcomes = bench.run(kill_two_of(bench, invocations=6))

    failed = [outcome for outcome in outcomes if isinstance(outcome, Invocation) and outcome.function_error]
    assert [json.loads(outcome.payload)["errorType"] for outcome in failed] == ["Runtime.ExitError"] * 2
    bench.ask_all([b"{}"] * 6)
    assert children() <= workers
    assert open_files() <= files


async def kill_two_of(bench: Bench, invocations: int) -> list[Invocation | Refusal]:
    """Of the workers that these invocations have, once they all have one."""
    log = bench.logs.messages["/aws/lambda/greet"]
    log.clear()
    under_way = [asyncio.ensure_future(bench.functions.invoke(ARN, b"{}")) for _ in range(invocations)]
    await bench.until(lambda: len(pids_in(log)) == invocations)
    for worker in pids_in(log)[:2]:
        os.kill(worker, signal.SIGKILL)
    return await asyncio.gather(*under_way)


def pids_in(log: list[str]) -> list[int]:
    return [int(line.removeprefix("pid ")) for line in log if line.startswith("pid ")]


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> int:
    shown = subprocess.run(["ps", "-o", "args=", "--ppid", str(os.getpid())], capture_output=True, check=True)
    return shown.stdout.count(b"bootstrap.py")


def test_a_handler_that_exits_is_an_exit_error(bench: Bench) -> None:
    bench.deploy(version_of("import os\ndef handle(event, context): os._exit(3)"))

    assert bench.failure()["errorMessage"].endswith("Error: Runtime exited with error: exit status 3")


@pytest.mark.parametrize(
    ("source", "handler", "error_type", "message"),
    [
        ("import missing", "app.handle", "Runtime.ImportModuleError", "No module named 'missing'"),
        ("def (", "app.handle", "Runtime.UserCodeSyntaxError", "Syntax error in module 'app'"),
        ("x = 1", "app.handle", "Runtime.HandlerNotFound", "Handler 'handle' missing on module 'app'"),
        ("x = 1", "nowhere.handle", "Runtime.ImportModuleError", "No module named 'nowhere'"),
        ("x = 1", "app", "Runtime.MalformedHandlerName", "Bad handler 'app'"),
        ("raise OSError('at import')", "app.handle", "OSError", "at import"),
        ("import os; os._exit(7)", "app.handle", "Runtime.ExitError", "exit status 7"),
        ("import sys; sys.exit(0)", "app.handle", "Runtime.ExitError", "Runtime exited without providing a reason"),
    ],
)
def test_a_function_that_cannot_be_initialized_fails_each_invocation(
    bench: Bench, source: str, handler: str, error_type: str, message: str
) -> None:
    bench.deploy(version_of(source, handler=handler))

    for _ in range(2):
        failure = bench.failure()
        assert failure["errorType"] == error_type
        assert message in failure["errorMessage"]


def test_code_that_is_no_archive_is_said_to_be_unusable(bench: Bench) -> None:
    bench.deploy(version_of(code=archive_of({"../out.py": "x"})))

    assert bench.failure()["errorType"] == "Runtime.InvalidCode"


def test_large_payloads_pass_both_ways(bench: Bench) -> None:
    bench.deploy(version_of())
    event = "x" * 6_000_000

    assert bench.result(event) == event


def test_a_response_over_six_megabytes_is_too_large(bench: Bench) -> None:
    bench.deploy(version_of("def handle(event, context): return 'x' * event"))

    assert len(bench.result(6_291_554)) == 6_291_554
    assert bench.failure(6_291_555)["errorType"] == "Function.ResponseSizeTooLarge"
    assert bench.result(1) == "x"


def test_a_request_over_six_megabytes_is_refused(bench: Bench) -> None:
    bench.deploy(version_of())

    outcome = bench.ask(b" " * 6_291_557)

    assert isinstance(outcome, Refusal)
    assert (outcome.status, outcome.code) == (413, "RequestTooLargeException")


def test_an_unknown_function_is_refused(bench: Bench) -> None:
    outcome = bench.ask(b"{}")

    assert outcome == Refusal(404, "ResourceNotFoundException", f"Function not found: {ARN}")


def test_reserved_concurrency_is_a_bound(bench: Bench) -> None:
    bench.deploy(version_of("import time\ndef handle(event, context): time.sleep(0.3)"))
    bench.registry.reserved_concurrency = 2

    outcomes = bench.ask_all([b"{}"] * 3)

    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert [(refusal.status, refusal.code) for refusal in refusals] == [(429, "TooManyRequestsException")]
    assert refusals[0].reason == "ReservedFunctionConcurrentInvocationLimitExceeded"
    assert isinstance(bench.ask(b"{}"), Invocation)


def test_more_invocations_than_the_emulator_takes_are_refused(bench: Bench) -> None:
    bench.deploy(version_of())

    outcomes = bench.ask_all([b"{}"] * 51)

    assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 1


def test_new_code_is_used_by_the_next_invocation(bench: Bench) -> None:
    bench.deploy(version_of(PID))
    old = bench.result()

    bench.deploy(version_of("def handle(event, context): return 'new'"))

    assert bench.result() == "new"
    wait_until_gone(old)


def test_a_changed_variable_is_used_by_the_next_invocation(bench: Bench) -> None:
    source = "import os\ndef handle(event, context): return os.environ['MODEL']"
    bench.deploy(version_of(source, variables=(("MODEL", "small"),)))
    assert bench.result() == "small"

    bench.deploy(version_of(source, variables=(("MODEL", "large"),)))

    assert bench.result() == "large"


def test_what_a_handler_started_ends_with_its_worker(bench: Bench) -> None:
    source = """
import subprocess
def handle(event, context):
    return subprocess.Popen(["sleep", "600"]).pid
"""
    bench.deploy(version_of(source))
    grandchild = bench.result()
    assert is_alive(grandchild)

    bench.deploy(version_of())
    bench.result()

    wait_until_gone(grandchild)


def test_closing_leaves_no_worker_and_no_file() -> None:
    bench = Bench(Limits(workers=2))
    bench.deploy(version_of("import os\ndef handle(event, context): return [os.getpid(), os.getcwd()]"))
    pid, task_root = bench.result()

    bench.close()

    wait_until_gone(pid)
    assert not Path(task_root).exists()

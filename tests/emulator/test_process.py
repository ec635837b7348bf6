"""The emulator as a process: how it starts, and that nothing of it stays."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.emulator.functions.archives import zip_of
from tests.emulator.running import RunningEmulator, is_alive, start_emulator, stop_emulator, wait_until

PID = "import os\ndef handle(event, context): return os.getpid()"
SLEEP = "import time\ndef handle(event, context): time.sleep(60)"


def directories_of_functions(temporary: Path) -> set[str]:
    return {path.name for path in temporary.glob("emulator-functions-*")}


def test_a_taken_port_is_said_in_one_sentence(emulator: RunningEmulator) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "emulator", "--port", str(emulator.port)],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert second.returncode == 1
    assert second.stderr == f"Port {emulator.port} is taken by another program; choose another with --port.\n"
    assert second.stdout == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_quickly_and_leaves_no_process_and_no_file(number: signal.Signals, tmp_path: Path) -> None:
    emulator = start_emulator(temporary=tmp_path)
    emulator.create_function("pid", PID)
    worker = emulator.result("pid")

    began = time.monotonic()
    emulator.process.send_signal(number)
    printed, _ = emulator.process.communicate(timeout=10)
    took = time.monotonic() - began

    assert emulator.process.returncode == 0
    assert took < 1.5
    assert re.fullmatch(
        r"AWS emulator on (http://127\.0\.0\.1:\d+)\. It is no place for secrets.*\n.*: \1/_emulator\n", printed
    )
    wait_until(lambda: not is_alive(worker), "the worker to end")
    assert not directories_of_functions(tmp_path)


def test_it_stops_quickly_while_a_function_runs() -> None:
    emulator = start_emulator()
    emulator.create_function("sleep", SLEEP, Timeout=60)
    waiting = threading.Thread(target=lambda: emulator.client("lambda").invoke(FunctionName="sleep"), daemon=True)
    threading.excepthook, shown = (lambda _: None), threading.excepthook
    waiting.start()
    wait_until(lambda: bool(children_of(emulator.process.pid)), "the worker to start")
    workers = children_of(emulator.process.pid)

    began = time.monotonic()
    stop_emulator(emulator)
    took = time.monotonic() - began
    waiting.join(timeout=5)
    threading.excepthook = shown

    assert took < 1.5
    wait_until(lambda: not any(is_alive(worker) for worker in workers), "the worker to end")


def test_its_workers_end_when_it_is_killed() -> None:
    emulator = start_emulator()
    emulator.create_function("pid", PID)
    emulator.create_function("sleep", SLEEP, Timeout=60)
    emulator.result("pid")
    emulator.client("lambda").invoke(FunctionName="sleep", InvocationType="Event")
    wait_until(lambda: len(children_of(emulator.process.pid)) == 2, "both workers to start")
    workers = children_of(emulator.process.pid)

    os.kill(emulator.process.pid, signal.SIGKILL)
    emulator.process.communicate(timeout=10)

    wait_until(lambda: not any(is_alive(worker) for worker in workers), "the workers to end")


def test_what_a_killed_emulator_left_is_removed_by_the_next(tmp_path: Path) -> None:
    killed = start_emulator(temporary=tmp_path)
    left = directories_of_functions(tmp_path)
    os.kill(killed.process.pid, signal.SIGKILL)
    killed.process.communicate(timeout=10)

    stop_emulator(start_emulator(temporary=tmp_path))

    assert left
    assert not directories_of_functions(tmp_path)


def test_functions_logs_are_printed_when_asked_for() -> None:
    emulator = start_emulator("--function-logs")
    emulator.create_function("greet", "def handle(event, context): print('hello')")
    emulator.result("greet")

    printed = stop_emulator(emulator)

    assert "/aws/lambda/greet hello\n" in printed


def test_at_rest_it_takes_less_than_150_megabytes() -> None:
    emulator = start_emulator()

    taken = memory_of(emulator.process.pid)
    stop_emulator(emulator)

    assert taken < 150 * 1024


def test_uploads_do_not_stay_in_memory() -> None:
    emulator = start_emulator()
    noise = os.urandom(1_000_000)
    packed = zip_of({f"python/data_{number}.bin": noise for number in range(40)}, compressed=False)
    layers = [
        emulator.client("lambda").publish_layer_version(LayerName=f"layer-{number}", Content={"ZipFile": packed})
        for number in range(3)
    ]
    emulator.create_function("layered", PID, Layers=[layers[0]["LayerVersionArn"]])
    worker = emulator.result("layered")

    taken, taken_by_worker = memory_of(emulator.process.pid), memory_of(worker)
    stop_emulator(emulator)

    assert taken < 150 * 1024
    assert taken_by_worker < 30 * 1024


def test_a_service_is_not_loaded_for_what_another_wants_of_it() -> None:
    """Step Functions and Systems Manager want something of EC2, which takes 100 MB."""
    emulator = start_emulator()
    emulator.client("stepfunctions").list_state_machines()
    emulator.client("ssm").describe_parameters()

    taken = memory_of(emulator.process.pid)
    stop_emulator(emulator)

    assert taken < 150 * 1024


def memory_of(pid: int) -> int:
    """The resident set, in kilobytes."""
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(shown.stdout)


def children_of(pid: int) -> list[int]:
    shown = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(child) for child in shown.stdout.split() if is_alive(int(child))]

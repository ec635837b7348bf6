"""What is measured: each subject can be put under load for some seconds, as often as wanted."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.load import Request, Result, drive
from tests.emulator.running import free_port, wait_until

Subject = Callable[[float], Result]  # takes seconds

_ROOT = Path(__file__).parents[2]


class UnexpectedAnswerError(Exception):
    """What was measured is not what was meant."""


def endpoint(port: int, request: Request, connections: int) -> Subject:
    def load(seconds: float) -> Result:
        result = drive(port, request, connections=connections, seconds=seconds)
        if set(result.statuses) != {200} or result.lost:
            answers = f"{dict(result.statuses)}, {result.lost} lost"
            raise UnexpectedAnswerError(f"{request.method} {request.path} was answered {answers}.")
        return result

    return load


@contextmanager
def served(module: str) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A server of its own process, that takes its port as argument."""
    port = free_port()
    command = [sys.executable, "-m", module, str(port)]
    process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, text=True)
    try:
        wait_until(lambda: _listens(port), f"{module} to listen")
        yield port, process
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def direct_invocations() -> Iterator[Callable[[int], Subject]]:
    """Workers without a gateway; gives a subject for each concurrency."""
    command = [sys.executable, "-m", "tests.bench.direct"]
    process = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    asks, answers = process.stdin, process.stdout

    def subject(concurrency: int) -> Subject:
        def load(seconds: float) -> Result:
            asks.write(f"{concurrency} {seconds}\n")
            asks.flush()
            document = json.loads(answers.readline())
            return Result(document["seconds"], milliseconds=document["milliseconds"])

        return load

    with process:
        yield subject
        asks.close()


def _listens(port: int) -> bool:
    try:
        drive(port, Request("GET", "/"), connections=1, seconds=0)
    except OSError:
        return False
    return True

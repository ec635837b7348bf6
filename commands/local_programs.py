"""The programs of the stage on this machine, started, found and stopped: the emulator, and a model server behind it."""

import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import requests

from commands.error import CommandError
from commands.places import ROOT, stage_folder
from commands.started import Started, end, is_running, record, recorded, wait_until

READY_LIMIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Program:
    """`python -m {module} --port …`; ready when it answers at `health`."""

    module: str
    title: str
    health: str

    @property
    def mark(self) -> str:
        return f"-m {self.module} --port "

    @property
    def log_file(self) -> Path:
        return stage_folder("local") / f"{self.module}.log"

    @property
    def record(self) -> Path:
        return stage_folder("local") / f"{self.module}.json"


EMULATOR = Program("emulator", "The emulator", "/_emulator/health")
MODEL_SERVER = Program("model_server", "The model server", "/health")
PROGRAMS = (EMULATOR, MODEL_SERVER)


@dataclass(frozen=True, slots=True)
class Running:
    program: Program
    process: Started

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.process.mark.removeprefix(self.program.mark)}"

    @property
    def endpoint(self) -> str:
        return f"http://{self.address}"


def find(program: Program) -> Running | None:
    """The one that this checkout started, if it still runs."""
    process = recorded(program.record)
    return Running(program, process) if process else None


def begin(program: Program, port: int) -> Running:
    """A fresh one, which is not ready yet."""
    with program.log_file.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", program.module, "--port", str(port)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the command, which then stops the program in good order
        )
    running = Running(program, Started(process.pid, f"{program.mark}{port}"))
    record(running.process, program.record)
    return running


def await_ready(running: Running) -> None:
    wait_until(lambda: _answers(running) or not runs(running), READY_LIMIT_SECONDS)
    if not _answers(running):
        raise CommandError(f"{running.program.title} did not start: {_last_line(running.program.log_file)}")


def stop(running: Running) -> None:
    """Ends it, and its children with it."""
    end(running.process, signal.SIGTERM)
    if find(running.program) is None:  # unless another command has started one meanwhile
        running.program.record.unlink(missing_ok=True)


def stop_all() -> bool:
    """Whether there was one to stop."""
    found = [running for running in map(find, PROGRAMS) if running is not None]
    for running in found:
        stop(running)
    return bool(found)


def runs(running: Running) -> bool:
    return is_running(running.process)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """One that the system has free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(running: Running) -> bool:
    try:
        return requests.get(f"{running.endpoint}{running.program.health}", timeout=1).ok
    except requests.RequestException:
        return False


def _last_line(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing.")

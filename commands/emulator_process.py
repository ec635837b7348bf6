"""Start, find and stop the emulator of this checkout."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import requests

from commands.error import CommandError
from commands.places import ROOT, stage_folder

READY_LIMIT_SECONDS = 30.0
STOP_LIMIT_SECONDS = 10.0
POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Emulator:
    pid: int
    port: int

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def log_file() -> Path:
    return stage_folder("local") / "emulator.log"


def find() -> Emulator | None:
    """The emulator that this checkout started, if it still runs."""
    try:
        emulator = Emulator(**json.loads(_record().read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return emulator if _is_ours(emulator) else None


def start(port: int) -> Emulator:
    """A fresh emulator that is ready to be deployed to."""
    if not _is_free(port):
        raise CommandError(f"Port {port} is taken by another program; name a free one, as in: make up PORT={port + 1}")
    with log_file().open("wb") as log:
        process = subprocess.Popen(
            _program(port),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the command, which then stops the emulator in good order
        )
    emulator = Emulator(process.pid, port)
    _record().write_text(json.dumps(asdict(emulator)))
    try:
        _wait_until(lambda: _answers(emulator) or process.poll() is not None, READY_LIMIT_SECONDS)
    except BaseException:
        stop(emulator)
        raise
    if process.poll() is not None or not _answers(emulator):
        stop(emulator)
        raise CommandError(f"The emulator did not start: {_last_line(log_file())}")
    return emulator


def stop(emulator: Emulator) -> None:
    """Ends the emulator; its functions' workers end with it."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if not _is_ours(emulator):
            break
        os.kill(emulator.pid, number)
        _wait_until(lambda: not _is_ours(emulator), STOP_LIMIT_SECONDS)
    _record().unlink(missing_ok=True)


def is_running(emulator: Emulator) -> bool:
    return _is_ours(emulator)


def _record() -> Path:
    return stage_folder("local") / "emulator.json"


def _program(port: int) -> list[str]:
    return [sys.executable, "-m", "emulator", "--port", str(port)]


def _is_ours(emulator: Emulator) -> bool:
    """Whether the process is still the one that was started: a process id may have gone to another program since."""
    _reap(emulator.pid)
    shown = subprocess.run(
        ["ps", "-ww", "-o", "stat=,args=", "-p", str(emulator.pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return f"-m emulator --port {emulator.port}" in shown and not shown.startswith("Z")


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return  # an earlier command started it


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _answers(emulator: Emulator) -> bool:
    try:
        return requests.get(f"{emulator.endpoint}/_emulator/health", timeout=1).ok
    except requests.RequestException:
        return False


def _wait_until(holds: Callable[[], bool], limit_seconds: float) -> None:
    deadline = time.monotonic() + limit_seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def _last_line(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing.")

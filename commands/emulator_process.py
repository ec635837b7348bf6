"""Start, find and stop the emulator of this checkout."""

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
MARK = "-m emulator --port "


@dataclass(frozen=True, slots=True)
class Emulator:
    process: Started

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.process.mark.removeprefix(MARK)}"


def log_file() -> Path:
    return stage_folder("local") / "emulator.log"


def find() -> Emulator | None:
    """The emulator that this checkout started, if it still runs."""
    process = recorded(_record())
    return Emulator(process) if process else None


def start(port: int) -> Emulator:
    """A fresh emulator that is ready to be deployed to."""
    if not _is_free(port):
        raise CommandError(f"Port {port} is taken by another program; name a free one, as in: make up PORT={port + 1}")
    with log_file().open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "emulator", "--port", str(port)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the command, which then stops the emulator in good order
        )
    emulator = Emulator(Started(process.pid, f"{MARK}{port}"))
    record(emulator.process, _record())
    try:
        wait_until(lambda: _answers(emulator) or process.poll() is not None, READY_LIMIT_SECONDS)
    except BaseException:
        stop(emulator)
        raise
    if process.poll() is not None or not _answers(emulator):
        stop(emulator)
        raise CommandError(f"The emulator did not start: {_last_line(log_file())}")
    return emulator


def stop(emulator: Emulator) -> None:
    """Ends the emulator; its functions' workers end with it."""
    end(emulator.process, signal.SIGTERM)
    _record().unlink(missing_ok=True)


def runs(emulator: Emulator) -> bool:
    return is_running(emulator.process)


def _record() -> Path:
    return stage_folder("local") / "emulator.json"


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


def _last_line(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing.")

"""Programs that outlive the command that started them: written down, found again, ended.

A process id alone does not tell: it may have gone to another program since. So a record also keeps a part of the
program's command line, and counts only while the two agree.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

END_LIMIT_SECONDS = 10.0
POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Started:
    """The leader of a session of its own; `mark` is part of its command line."""

    pid: int
    mark: str


def record(started: Started, file: Path) -> None:
    file.write_text(json.dumps(asdict(started)))


def recorded(file: Path) -> Started | None:
    """What a record names, if it still runs."""
    try:
        started = Started(**json.loads(file.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return started if is_running(started) else None


def is_running(started: Started) -> bool:
    _reap(started.pid)
    shown = subprocess.run(
        ["ps", "-ww", "-o", "stat=,args=", "-p", str(started.pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return started.mark in shown and not shown.startswith("Z")


def end(started: Started, *numbers: signal.Signals) -> None:
    """Sends the signals one after the other, to the whole session, until the leader is gone; SIGKILL comes last."""
    for number in (*numbers, signal.SIGKILL):
        if not is_running(started):
            return
        try:
            os.killpg(started.pid, number)
        except ProcessLookupError:
            return
        wait_until(lambda: not is_running(started), END_LIMIT_SECONDS)


def wait_until(holds: Callable[[], bool], limit_seconds: float) -> None:
    deadline = time.monotonic() + limit_seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return  # an earlier command started it

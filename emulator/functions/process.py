"""Worker processes, as the operating system has them: started, watched, measured, killed."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from emulator.functions.code_store import CodePaths
from emulator.functions.function_version import FunctionVersion

_BOOTSTRAP = Path(__file__).with_name("bootstrap.py")


def spawn(
    version: FunctionVersion, paths: CodePaths, environment: dict[str, str], alive: int, output: int
) -> subprocess.Popen[bytes]:
    """Without site (-S) and the script's directory (-P) the interpreter finds the standard library and nothing else.

    subprocess uses vfork: 0.2 ms, where uvloop's own fork of a process of this size takes 6 ms of the event loop.
    """
    module_path = [str(entry) for entry in paths.module_path(version.runtime)]
    return subprocess.Popen(  # noqa: S603 - to run the function is the point
        [sys.executable, "-S", "-P", str(_BOOTSTRAP), version.handler, str(alive), *module_path],
        env=environment,
        cwd=paths.task,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        pass_fds=(alive,),
        start_new_session=True,
    )


def watch(process: subprocess.Popen[bytes], exited: Callable[[int], object]) -> None:
    """A thread for each process: the one way to await its end that every Unix has and that needs no signal handler."""

    def wait() -> None:
        code = process.wait()
        kill_group(process.pid)
        with contextlib.suppress(RuntimeError):  # the event loop has ended first
            exited(code)

    threading.Thread(target=wait, name=f"worker-{process.pid}", daemon=True).start()


def peak_memory_mb(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    peak = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(peak.split()[1]) // 1024


def kill_group(pid: int) -> None:
    """Whatever the handler has started goes with its worker, as an execution environment goes whole."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)

"""What a worker process executes: Lambda's module path, then AWS's own runtime client.

This file runs as a script, in an interpreter that sees no installed package, so it imports the standard library alone.
Its arguments are the handler, the file descriptor that closes when the emulator ends, and the module path.
"""

import _thread
import contextlib
import os
import signal
import sys


def _end_with_the_emulator(alive: int) -> None:
    """The emulator holds the other end of the pipe; however it dies, the whole process group goes with it."""
    os.read(alive, 1)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def _let_the_emulator_go_on() -> None:
    """Whoever hands an event over keeps the processor: it serves all the other workers, too. Not every system can."""
    if hasattr(os, "SCHED_BATCH"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def main(handler: str, alive: int, module_path: list[str]) -> None:
    os.set_inheritable(alive, False)
    _let_the_emulator_go_on()
    # A thread that `threading` does not know, so that the handler finds the threads that it would find on AWS.
    _thread.start_new_thread(_end_with_the_emulator, (alive,))
    sys.path[:0] = module_path
    from awslambdaric.__main__ import main as run  # noqa: PLC0415 - importable only now

    run(["bootstrap", handler])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])

"""Many clients while workers are killed: `python -m tests.bench.soak` tells who got which answer, and what was left.

A killed worker has at most one invocation, so there may be at most as many 502s as kills, and nothing else but 200s.
"""

import os
import random
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.load import Result, drive
from tests.bench.memory import children, resident
from tests.bench.stage import ROLE_NAME, deploy
from tests.bench.subjects import served
from tests.emulator.running import RunningEmulator, is_healthy, wait_until

CLIENTS = 200
SECONDS = 60.0
KILLS_A_SECOND = 5.0
# Connections and workers come and go; what leaks goes on growing.
_ROUNDS = 3
_MAY_GROW_MB = 10.0
_MAY_GROW_DESCRIPTORS = 10


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the emulator holds when nobody calls it."""

    megabytes: float
    descriptors: int
    workers: int


@dataclass(slots=True)
class Killer:
    """Kills workers at random until it is told to stop."""

    pid: int
    kills: int = 0
    _stopped: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        thread = threading.Thread(target=self._work)
        thread.start()
        try:
            yield
        finally:
            self._stopped.set()
            thread.join()

    def _work(self) -> None:
        while not self._stopped.wait(random.expovariate(KILLS_A_SECOND)):
            workers = children(self.pid)
            if workers:
                os.kill(random.choice(workers), signal.SIGKILL)
                self.kills += 1


def main() -> int:
    with served("tests.bench.emulator_unthrottled") as (port, process):
        emulator = RunningEmulator(process, port)
        wait_until(lambda: is_healthy(emulator), "the emulator to be healthy")
        emulator.client("iam").create_role(RoleName=ROLE_NAME, AssumeRolePolicyDocument="{}")
        request = deploy(emulator.client).request("lambda")
        drive(port, request, connections=CLIENTS, seconds=5)
        holdings, statuses, killer = [holdings_of(process.pid)], Counter[int](), Killer(process.pid)
        lost = 0
        for number in range(_ROUNDS):
            with Killer.at_work(killer := Killer(process.pid, killer.kills)):
                result = drive(port, request, connections=CLIENTS, seconds=SECONDS / _ROUNDS)
            statuses += result.statuses
            lost += result.lost
            holdings.append(holdings_of(process.pid))
            tell(number, result, holdings[-1])
    return judge(statuses, lost, killer.kills, holdings)


def tell(number: int, result: Result, held: Holdings) -> None:
    print(
        f"  round {number + 1} of {_ROUNDS}: {result.per_second:,.0f}/s, p99 {result.percentile(0.99):.0f} ms;"
        f" then {held.megabytes:.0f} MB, {held.descriptors} descriptors, {held.workers} workers",
        flush=True,
    )


def judge(statuses: Counter[int], lost: int, kills: int, holdings: list[Holdings]) -> int:
    """Prints every fault; returns the exit code."""
    print(f"  {statuses.total():,} answers: {dict(statuses)}; {lost} without an answer; {kills} workers killed")
    first, last = holdings[1], holdings[-1]
    faults: dict[str, Callable[[], bool]] = {
        "requests without an answer": lambda: lost > 0,
        "answers that are neither 200 nor 502": lambda: bool(set(statuses) - {200, 502}),
        "more invocations failed than workers were killed": lambda: statuses[502] > kills,
        "no invocation was ever hit": lambda: statuses[502] == 0,
        "memory grows": lambda: last.megabytes - first.megabytes > _MAY_GROW_MB,
        "descriptors grow": lambda: last.descriptors - first.descriptors > _MAY_GROW_DESCRIPTORS,
    }
    found = [fault for fault, holds in faults.items() if holds()]
    print("  " + ("; ".join(found) if found else "no fault"))
    return 1 if found else 0


def holdings_of(pid: int) -> Holdings:
    return Holdings(resident(pid), len(list(Path(f"/proc/{pid}/fd").iterdir())), len(children(pid)))


if __name__ == "__main__":
    sys.exit(main())

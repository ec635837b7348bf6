"""Which worker runs which invocation, and when workers start and stop.

Events come in as method calls, decisions go out as commands; no process, socket or clock may enter this module. An
invocation waits in the lane of its function version, and whichever worker of that lane is free first takes it.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from emulator.functions.function_version import FunctionVersion


@dataclass(frozen=True, slots=True)
class Limits:
    """`invocations` is AWS's default account concurrency; `workers` is what the machine carries, the rest wait.

    `idle_workers` may be there beyond those: they cost memory alone, and a start costs more than an invocation.
    An invocation that has waited for `patience_seconds` gets a worker of its own, where AWS starts one at once: most
    handlers finish sooner than a process starts, and a laptop has few cores.
    """

    workers: int
    idle_workers: int = 0
    invocations: int = 1000
    patience_seconds: float = 0.02
    idle_seconds: float = 300.0


@dataclass(frozen=True, slots=True)
class Start:
    worker_id: int
    version: FunctionVersion


@dataclass(frozen=True, slots=True)
class Assign:
    worker_id: int
    ticket: int


@dataclass(frozen=True, slots=True)
class Stop:
    worker_id: int


Command = Start | Assign | Stop


@dataclass(frozen=True, slots=True)
class Census:
    """How many workers there are, by what they do, and how many invocations wait for one."""

    starting: int = 0
    idle: int = 0
    busy: int = 0
    waiting: int = 0

    def __add__(self, other: "Census") -> "Census":
        return Census(
            self.starting + other.starting,
            self.idle + other.idle,
            self.busy + other.busy,
            self.waiting + other.waiting,
        )


@dataclass(slots=True)
class _Lane:
    """All that happens for one function version. `idle` is by worker, since when; the latest used is last."""

    version: FunctionVersion
    waiting: deque[tuple[int, float]] = field(default_factory=deque)
    starting: set[int] = field(default_factory=set)
    idle: dict[int, float] = field(default_factory=dict)
    busy: set[int] = field(default_factory=set)
    retired: bool = False

    @property
    def workers(self) -> int:
        return len(self.starting) + len(self.idle) + len(self.busy)


class Pool:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lanes: dict[FunctionVersion, _Lane] = {}
        self._lane_of: dict[int, _Lane] = {}
        self._waiting = 0
        self._busy = 0
        self._last_id = 0

    @property
    def versions(self) -> frozenset[FunctionVersion]:
        """Those with workers or with invocations that wait."""
        return frozenset(self._lanes)

    def census(self) -> Mapping[FunctionVersion, Census]:
        return {
            version: Census(len(lane.starting), len(lane.idle), len(lane.busy), len(lane.waiting))
            for version, lane in self._lanes.items()
        }

    @property
    def has_waiting(self) -> bool:
        """Then `tick` is due again when `patience_seconds` have passed."""
        return self._waiting > 0

    @property
    def is_full(self) -> bool:
        return self._waiting + self._busy >= self._limits.invocations

    def admit(self, ticket: int, version: FunctionVersion, now: float) -> list[Command]:
        """An invocation has arrived. Not to be called while the pool is full."""
        lane = self._lanes.setdefault(version, _Lane(version))
        lane.retired = False  # a change may have been taken back
        if lane.idle:
            worker_id, _ = lane.idle.popitem()
            return [self._assign(lane, worker_id, ticket)]
        lane.waiting.append((ticket, now))
        self._waiting += 1
        return list(self._reinforce(lane, now))

    def ready(self, worker_id: int, now: float) -> list[Command]:
        """A worker asks for its next invocation."""
        lane = self._lane_of.get(worker_id)
        if lane is None:
            return []
        self._make_idle(lane, worker_id, now)
        starved = self._starved_lane()
        if lane.waiting and not (starved and starved.waiting[0][1] < lane.waiting[0][1]):
            del lane.idle[worker_id]
            ticket, _ = lane.waiting.popleft()
            self._waiting -= 1
            return [self._assign(lane, worker_id, ticket)]
        given_up = [self._stop(worker_id)] if lane.waiting or lane.retired else []
        return [*given_up, *(self._reinforce(starved, now) if starved else ())]

    def lost(self, worker_id: int, now: float) -> list[Command]:
        """A worker has ended by itself."""
        lane = self._lane_of.get(worker_id)
        if lane is None:
            return []
        self._forget(worker_id)
        return [command for each in (lane, self._starved_lane()) if each for command in self._reinforce(each, now)]

    def fail_start(self, worker_id: int) -> int | None:
        """The invocation that fails with a worker that could not start: the one that has waited longest."""
        lane = self._lane_of.get(worker_id)
        if lane is None or worker_id not in lane.starting or not lane.waiting:
            return None
        self._waiting -= 1
        return lane.waiting.popleft()[0]

    def retire(self, version: FunctionVersion) -> list[Command]:
        """The function has been changed or deleted; what is under way ends as it began."""
        lane = self._lanes.get(version)
        if lane is None:
            return []
        lane.retired = True
        unneeded = [*lane.idle, *(() if lane.waiting else lane.starting)]
        return [self._stop(worker_id) for worker_id in unneeded]

    def tick(self, now: float) -> list[Command]:
        """Time has passed: idle workers go, and who has waited too long gets a worker."""
        expired = [
            worker_id
            for lane in self._lanes.values()
            for worker_id, since in lane.idle.items()
            if now - since >= self._limits.idle_seconds
        ]
        commands: list[Command] = [self._stop(worker_id) for worker_id in expired]
        for lane in list(self._lanes.values()):
            commands.extend(self._reinforce(lane, now))
        return commands

    def _reinforce(self, lane: _Lane, now: float) -> Iterator[Command]:
        """A first worker at once, and one more for each invocation whose patience has ended."""
        oldest = islice(lane.waiting, self._limits.workers)
        impatient = sum(1 for _, since in oldest if now - since >= self._limits.patience_seconds)
        needed = max(impatient, 1 if lane.waiting and not lane.workers else 0) - len(lane.starting)
        at_work = self._busy + sum(len(each.starting) for each in self._lanes.values())
        for _ in range(min(needed, self._limits.workers - at_work)):
            if len(self._lane_of) >= self._limits.workers + self._limits.idle_workers:
                victim = self._longest_idle()
                if victim is None:
                    return
                yield self._stop(victim)
            self._last_id += 1
            self._lane_of[self._last_id] = lane
            lane.starting.add(self._last_id)
            yield Start(self._last_id, lane.version)

    def _starved_lane(self) -> _Lane | None:
        """The lane that has waited longest without any worker: there was no room for one more."""
        if not self._waiting:
            return None
        starved = (lane for lane in self._lanes.values() if lane.waiting and not lane.workers)
        return min(starved, key=lambda lane: lane.waiting[0][1], default=None)

    def _longest_idle(self) -> int | None:
        idle = ((since, worker_id) for lane in self._lanes.values() for worker_id, since in lane.idle.items())
        return min(idle, default=(0.0, None))[1]

    def _make_idle(self, lane: _Lane, worker_id: int, now: float) -> None:
        lane.starting.discard(worker_id)
        if worker_id in lane.busy:
            lane.busy.remove(worker_id)
            self._busy -= 1
        lane.idle[worker_id] = now

    def _assign(self, lane: _Lane, worker_id: int, ticket: int) -> Assign:
        lane.busy.add(worker_id)
        self._busy += 1
        return Assign(worker_id, ticket)

    def _stop(self, worker_id: int) -> Stop:
        self._forget(worker_id)
        return Stop(worker_id)

    def _forget(self, worker_id: int) -> None:
        lane = self._lane_of.pop(worker_id)
        lane.starting.discard(worker_id)
        lane.idle.pop(worker_id, None)
        if worker_id in lane.busy:
            lane.busy.remove(worker_id)
            self._busy -= 1
        if not lane.workers and not lane.waiting:
            self._lanes.pop(lane.version, None)

"""What runs ask of whoever keeps their records and of whoever executes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from handlers.runs.pages import BadCursor, Page, Wanted
from handlers.runs.run import Failure, Run, RunKind, RunStatus

# Told of each new run, and of each that has ended, where its record has changed and nowhere else.
RunMoved = Callable[[RunKind, RunStatus], None]


class RunStore(Protocol):
    """Records of runs. Each change holds only if the run's status may move so (`MOVES`); False says that it did not.

    A run whose time is over (`expires_at`) is not there any more. The document of an ingest moves with its run, at once
    or not at all; a document that is gone holds its run back from nothing.
    """

    def create(self, run: Run) -> None:
        """A run without a document; one with a document is made with it, by `DocumentStore.create`."""

    def get(self, tenant: str, run_id: str, now: datetime) -> Run | None: ...

    def page(self, wanted: Wanted, now: datetime) -> Page[Run] | BadCursor:
        """Filters: `kind`, `status`."""

    def start(self, tenant: str, run_id: str, total: int, part_size: int, now: datetime) -> bool:
        """queued → running; a run that is running stays so. `total` is done in parts of `part_size`, the last smaller.

        True if the run is running now; False if it has ended or is not there: then there is nothing to do for it.
        """

    def record_part(self, tenant: str, run_id: str, part: int, now: datetime) -> bool:
        """A part is done, however often it is recorded. False as for `start`."""

    def succeed(self, tenant: str, run_id: str, output: Mapping[str, Any], now: datetime) -> bool:
        """Of a run without a document; one with a document ends with it, by `DocumentStore.finish`."""

    def fail(self, run: Run, failure: Failure, now: datetime) -> bool: ...

    def cancel(self, run: Run, now: datetime) -> bool: ...


@dataclass(frozen=True, slots=True)
class NotStarted:
    """The service took no execution; `cause` is for the log."""

    cause: str


@dataclass(frozen=True, slots=True)
class Running:
    """The execution goes on."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The execution has ended; `reason` is Step Functions' word for how: FAILED, TIMED_OUT, ABORTED, SUCCEEDED."""

    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no such execution."""


Outcome = Running | Ended | Missing


class Executions(Protocol):
    """State machines, one for each kind of run; an execution has the name of its run, so that there is one at most."""

    def start(self, kind: RunKind, run_id: str, order: Mapping[str, Any]) -> NotStarted | None: ...

    def stop(self, kind: RunKind, run_id: str) -> None:
        """Stops it if it can: one that goes on finds its run ended, and ends by itself."""

    def outcome(self, kind: RunKind, run_id: str) -> Outcome: ...


class Purge(Protocol):
    """Removes, some time later, what is stored of a run or a document that is no more."""

    def request(self, tenant: str, *, run_id: str | None = None, document_id: str | None = None) -> None:
        """Never fails: what stays behind is found by nobody."""

"""Records of runs in memory, behind the port, by the rules of the core alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from handlers.runs.pages import BadCursor, Page, Wanted
from handlers.runs.run import MOVES, Failure, Run, RunStatus


@dataclass(slots=True)
class MemoryRuns:
    """A `RunStore`; also what the records in DynamoDB are compared with."""

    held: dict[tuple[str, str], Run] = field(default_factory=dict)
    parts: dict[str, tuple[int, frozenset[int]]] = field(default_factory=dict)

    def create(self, run: Run) -> None:
        self.held[run.tenant, run.run_id] = run

    def get(self, tenant: str, run_id: str, now: datetime) -> Run | None:
        run = self.held.get((tenant, run_id))
        return run if run and run.expires_at > now else None

    def page(self, wanted: Wanted, now: datetime) -> Page[Run] | BadCursor:
        raise NotImplementedError

    def start(self, tenant: str, run_id: str, total: int, part_size: int, now: datetime) -> bool:
        run = self.held.get((tenant, run_id))
        if run is None or run.has_ended:
            return False
        self.parts[run_id] = (part_size, self.parts.get(run_id, (0, frozenset()))[1])
        started = run.started_at or now
        self.create(replace(run, status=RunStatus.RUNNING, total=total, started_at=started, updated_at=now))
        return True

    def record_part(self, tenant: str, run_id: str, part: int, now: datetime) -> bool:
        run = self.held.get((tenant, run_id))
        if run is None or run.status is not RunStatus.RUNNING or run.total is None:
            return False
        size, before = self.parts[run_id]
        self.parts[run_id] = (size, before | {part})
        done = sum(min(size, run.total - each * size) for each in self.parts[run_id][1])
        self.create(replace(run, done=done, updated_at=now))
        return True

    def succeed(self, tenant: str, run_id: str, output: Mapping[str, Any], now: datetime) -> bool:
        return self._end((tenant, run_id), RunStatus.SUCCEEDED, now, output=output)

    def fail(self, run: Run, failure: Failure, now: datetime) -> bool:
        return self._end((run.tenant, run.run_id), RunStatus.FAILED, now, failure=failure)

    def cancel(self, run: Run, now: datetime) -> bool:
        return self._end((run.tenant, run.run_id), RunStatus.CANCELLED, now)

    def _end(self, key: tuple[str, str], status: RunStatus, now: datetime, **more: Any) -> bool:
        run = self.held.get(key)
        if run is None or status not in MOVES[run.status]:
            return False
        self.create(replace(run, status=status, ended_at=now, updated_at=now, **more))
        return True

"""A run, and the moves that its status may make: only forward."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class RunKind(StrEnum):
    INGEST = "ingest"
    BATCH = "batch"


class RunStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED})
MOVES: Mapping[RunStatus, frozenset[RunStatus]] = {
    RunStatus.QUEUED: frozenset({RunStatus.RUNNING}) | ENDED,
    RunStatus.RUNNING: ENDED,
    **dict.fromkeys(ENDED, frozenset[RunStatus]()),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run or a document failed, in words for the client; `slug` ends the problem's type."""

    slug: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Run:
    """`done` of `total` are passages of a document or tasks of a batch; `total` is None until it is known.

    `document_id` is the document of an ingest. `output` is there once the run succeeded, `failure` once it failed.
    Times are aware, in UTC.
    """

    tenant: str
    run_id: str
    kind: RunKind
    status: RunStatus
    done: int
    total: int | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    updated_at: datetime
    expires_at: datetime
    document_id: str | None = None
    output: Mapping[str, Any] | None = None
    failure: Failure | None = None

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED

"""Runs and documents for tests, and what a test says in place of Step Functions."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.documents.document import Document, DocumentStatus, MediaType
from handlers.runs.ports import NotStarted, Outcome, Running
from handlers.runs.run import Run, RunKind
from handlers.runs.starting import queued

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
RETENTION = timedelta(days=30)


def new_tenant() -> str:
    """Tests share a table; nothing of another tenant is seen."""
    return uuid.uuid4().hex


def new_run(tenant: str, now: datetime = NOW, document_id: str | None = None, **more: Any) -> Run:
    kind = RunKind.INGEST if document_id else RunKind.BATCH
    return queued(tenant, kind, now, RETENTION, document_id=document_id, **more)


def new_document(run: Run, **more: Any) -> Document:
    assert run.document_id is not None
    made: dict[str, Any] = {
        "tenant": run.tenant,
        "document_id": run.document_id,
        "run_id": run.run_id,
        "title": "Rules",
        "labels": ("a", "b"),
        "media_type": MediaType.TEXT,
        "status": DocumentStatus.INGESTING,
        "created_at": run.created_at,
        "updated_at": run.updated_at,
    }
    return Document(**made | more)


@dataclass(slots=True)
class FakeExecutions:
    """`Executions` that all have the same outcome; what was started and stopped is kept."""

    refusal: NotStarted | None = None
    says: Outcome = Running()  # noqa: RUF009 - frozen
    started: list[Mapping[str, Any]] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def start(self, kind: RunKind, run_id: str, order: Mapping[str, Any]) -> NotStarted | None:
        self.started.append(order)
        return self.refusal

    def stop(self, kind: RunKind, run_id: str) -> None:
        self.stopped.append(run_id)

    def outcome(self, kind: RunKind, run_id: str) -> Outcome:
        self.asked.append(run_id)
        return self.says


@dataclass(slots=True)
class FakePurge:
    requests: list[tuple[str, str | None, str | None]] = field(default_factory=list)

    def request(self, tenant: str, *, run_id: str | None = None, document_id: str | None = None) -> None:
        self.requests.append((tenant, run_id, document_id))

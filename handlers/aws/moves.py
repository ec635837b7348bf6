"""The moves of runs and documents as conditional updates: a status only goes where the core lets it go."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.aws.changes import Request, moved
from handlers.aws.document_items import document_key
from handlers.aws.run_items import failure_values, run_key, time_text
from handlers.documents.document import DocumentStatus
from handlers.documents.facts import Facts
from handlers.runs.run import MOVES, Failure, RunStatus


def run_moved(
    table: str, tenant: str, run_id: str, status: RunStatus, now: datetime, values: Mapping[str, Any] | None = None
) -> Request:
    before = [earlier.value for earlier, later in MOVES.items() if status in later]
    changed = {"status": status.value, "ended": time_text(now), "updated": time_text(now), **(values or {})}
    return moved(table, run_key(tenant, run_id), changed, before)


def run_succeeded(table: str, tenant: str, run_id: str, output: Mapping[str, Any], now: datetime) -> Request:
    return run_moved(table, tenant, run_id, RunStatus.SUCCEEDED, now, {"output": output})


def run_failed(table: str, tenant: str, run_id: str, failure: Failure, now: datetime) -> Request:
    return run_moved(table, tenant, run_id, RunStatus.FAILED, now, {"failure": failure_values(failure)})


def run_cancelled(table: str, tenant: str, run_id: str, now: datetime) -> Request:
    return run_moved(table, tenant, run_id, RunStatus.CANCELLED, now)


def run_started(table: str, tenant: str, run_id: str, total: int, part_size: int, now: datetime) -> Request:
    """A run that is running already may be started again: its first start stays, and what it does is the same."""
    changed = {
        "status": RunStatus.RUNNING.value,
        "total": total,
        "part_size": part_size,
        "started": time_text(now),
        "updated": time_text(now),
    }
    before = (RunStatus.QUEUED.value, RunStatus.RUNNING.value)
    return moved(table, run_key(tenant, run_id), changed, before, also=("started",))


def part_recorded(table: str, tenant: str, run_id: str, part: int, now: datetime) -> Request:
    request = moved(table, run_key(tenant, run_id), {"updated": time_text(now)}, (RunStatus.RUNNING.value,))
    request["UpdateExpression"] += " ADD #parts :parts"
    request["ExpressionAttributeNames"]["#parts"] = "parts"
    request["ExpressionAttributeValues"][":parts"] = {"NS": [str(part)]}
    return request


def document_moved(
    table: str,
    tenant: str,
    document_id: str,
    status: DocumentStatus,
    now: datetime,
    values: Mapping[str, Any] | None = None,
) -> Request:
    """Documents move once: from `ingesting` to whatever the run ends as."""
    changed = {"status": status.value, "updated": time_text(now), **(values or {})}
    return moved(table, document_key(tenant, document_id), changed, (DocumentStatus.INGESTING.value,))


def document_ready(table: str, tenant: str, document_id: str, facts: Facts, now: datetime) -> Request:
    known = {
        "language": facts.language,
        "characters": facts.characters,
        "tokens": facts.tokens,
        "passages": facts.passages,
    }
    return document_moved(table, tenant, document_id, DocumentStatus.READY, now, known)


def document_failed(table: str, tenant: str, document_id: str, failure: Failure, now: datetime) -> Request:
    return document_moved(table, tenant, document_id, DocumentStatus.FAILED, now, {"failure": failure_values(failure)})


def document_cancelled(table: str, tenant: str, document_id: str, now: datetime) -> Request:
    return document_moved(table, tenant, document_id, DocumentStatus.CANCELLED, now)

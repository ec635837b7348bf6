"""Runs as answers show them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.gateway.times import rfc3339
from handlers.runs.pages import Page
from handlers.runs.run import Failure, Run


def run_document(run: Run, results: Mapping[str, str] | None = None) -> dict[str, Any]:
    """`results` is the link of a batch that has succeeded."""
    output = None if run.output is None else {**run.output, **({"results": results} if results else {})}
    return {
        "runId": run.run_id,
        "kind": run.kind.value,
        "status": run.status.value,
        "documentId": run.document_id,
        "progress": {"done": run.done, "total": run.total},
        "createdAt": rfc3339(run.created_at),
        "startedAt": _time(run.started_at),
        "endedAt": _time(run.ended_at),
        "expiresAt": rfc3339(run.expires_at),
        "output": output,
        "problem": failure_document(run.failure),
    }


def run_page_document(page: Page[Run]) -> dict[str, Any]:
    return page_document([run_document(run) for run in page.items], page.next_cursor)


def started_headers(run: Run) -> dict[str, str]:
    """Of the answer to whoever has started the run. The location is below the server of the contract."""
    return {"Location": f"/runs/{run.run_id}", "Retry-After": "1"}


def page_document(items: list[dict[str, Any]], next_cursor: str | None) -> dict[str, Any]:
    return {"items": items, **({"nextCursor": next_cursor} if next_cursor else {})}


def failure_document(failure: Failure | None) -> dict[str, str] | None:
    if failure is None:
        return None
    return {"type": f"urn:ai-facade:problem:{failure.slug}", "title": failure.title, "detail": failure.detail}


def _time(time: datetime | None) -> str | None:
    return None if time is None else rfc3339(time)

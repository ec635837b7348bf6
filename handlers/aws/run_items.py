"""Runs as items of the table `records`, and back."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from handlers.aws.attributes import AttributeMap, attributes, values_of
from handlers.runs.run import Failure, Run, RunKind, RunStatus

PREFIX = "RUN#"


def run_key(tenant: str, run_id: str) -> dict[str, Any]:
    return attributes({"pk": tenant, "sk": PREFIX + run_id})


def run_item(run: Run) -> dict[str, Any]:
    return run_key(run.tenant, run.run_id) | attributes(
        {
            "kind": run.kind.value,
            "status": run.status.value,
            "total": run.total,
            "created": time_text(run.created_at),
            "updated": time_text(run.updated_at),
            "expires": int(run.expires_at.timestamp()),
            "document": run.document_id,
        }
    )


def run_of(item: AttributeMap) -> Run:
    values = values_of(item)
    return Run(
        tenant=values["pk"],
        run_id=values["sk"].removeprefix(PREFIX),
        kind=RunKind(values["kind"]),
        status=RunStatus(values["status"]),
        done=_done(values),
        total=values["total"],
        created_at=datetime.fromisoformat(values["created"]),
        started_at=_time(values.get("started")),
        ended_at=_time(values.get("ended")),
        updated_at=datetime.fromisoformat(values["updated"]),
        expires_at=datetime.fromtimestamp(values["expires"], UTC),
        document_id=values["document"],
        output=values.get("output"),
        failure=failure_of(values.get("failure")),
    )


def time_text(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="milliseconds")


def failure_values(failure: Failure) -> dict[str, str]:
    return {"slug": failure.slug, "title": failure.title, "detail": failure.detail}


def failure_of(values: Mapping[str, str] | None) -> Failure | None:
    return None if values is None else Failure(**values)


def _done(values: Mapping[str, Any]) -> int:
    """A set of part numbers, so that a part that is recorded twice counts once. The last part may be a smaller one."""
    parts = values.get("parts")
    if not parts:
        return 0
    size, total = values["part_size"], values["total"]
    return sum(max(0, min(size, total - part * size)) for part in parts)


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

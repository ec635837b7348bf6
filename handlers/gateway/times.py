"""Times as the contract shows them."""

from datetime import UTC, datetime


def rfc3339(time: datetime) -> str:
    """UTC with milliseconds: 2026-11-23T09:30:00.000Z. `time` is aware."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""The time, as records and answers have it."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """In whole milliseconds, which is what a record keeps: what was answered at first is what is read later."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)

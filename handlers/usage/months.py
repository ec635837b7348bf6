"""Months, as budgets and reports name them: `2026-11`, in UTC."""

from datetime import UTC, datetime

KEPT = 12  # months that a report goes back, with the one that is running


def month_of(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m}"


def end_of(month: str, later: int = 0) -> datetime:
    """The first moment after it, or after as many months `later`."""
    return _start(_number(month) + later + 1)


def is_reported(month: str, now: datetime) -> bool:
    return 0 <= _number(month_of(now)) - _number(month) < KEPT


def _number(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def _start(number: int) -> datetime:
    year, before = divmod(number, 12)
    return datetime(year, before + 1, 1, tzinfo=UTC)

"""How long what is counted for a month is kept."""

from handlers.usage.months import KEPT, end_of

# Those that a report can be asked for, and one more.
KEPT_MONTHS = KEPT + 1


def kept_until(month: str) -> int:
    """In seconds since 1970, as DynamoDB's time to live wants it."""
    return int(end_of(month, KEPT_MONTHS).timestamp())

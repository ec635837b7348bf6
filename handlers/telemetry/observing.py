"""What surrounds each invocation of a function."""

from collections.abc import Iterator
from contextlib import contextmanager

from handlers.telemetry.cold_start import is_cold_start
from handlers.telemetry.logs import logged_with
from handlers.telemetry.metrics import metrics


@contextmanager
def observed(operation: str, **fields: str) -> Iterator[None]:
    """`operation` is an operation's id or a step's name; `fields` are in every line of the log, but for empty ones.

    The metrics of the invocation are written when it is over, however it ends.
    """
    cold = is_cold_start()
    if cold:
        metrics().add("ColdStarts", 1, operation=operation)
    with logged_with(operation=operation, cold_start=cold, **{name: value for name, value in fields.items() if value}):
        try:
            yield
        finally:
            metrics().write()

"""What surrounds each step: log lines that say of which run they are, metrics, and patience with AWS."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from handlers.steps.waiting import waited_for
from handlers.telemetry.observing import observed

Context = TypeVar("Context")
Returned = TypeVar("Returned")
Handle = Callable[[dict[str, Any], Context], Returned]


def step(name: str) -> Callable[[Handle[Context, Returned]], Handle[Context, Returned]]:
    """Decorates a step's `handle`."""

    def decorated(handle: Handle[Context, Returned]) -> Handle[Context, Returned]:
        @wraps(handle)
        def run(event: dict[str, Any], context: Context) -> Returned:
            with observed(name, run_id=event["runId"], tenant=event["tenant"]), waited_for():
                return handle(event, context)

        return run

    return decorated

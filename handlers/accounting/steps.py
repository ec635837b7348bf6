"""The models of a step. What it uses of them counts for the operation that began the run."""

from collections.abc import Iterator
from contextlib import contextmanager

from handlers.accounting.counting import account_for
from handlers.accounting.models import metered_models
from handlers.runs.clock import utc_now
from handlers.tasks.ports import Models
from handlers.usage.counting import Worked
from handlers.usage.meter import Meter


@contextmanager
def models_for(operation: str, team: str) -> Iterator[Models]:
    """Counted when the step is done with them, also when it failed: another try uses them anew."""
    meter = Meter()
    try:
        yield metered_models(team, meter)
    finally:
        if meter.calls or meter.refusals:
            account_for(Worked(team, operation, utc_now(), meter.counted()), meter)

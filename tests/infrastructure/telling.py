"""A program: a function that has everything to tell that functions tell in metrics."""

from datetime import UTC, datetime

from handlers.accounting.counting import account_for
from handlers.runs.run import RunKind
from handlers.tasks.results import Usage
from handlers.telemetry.metrics import RUN_METRICS, metered, run_moved
from handlers.telemetry.observing import observed
from handlers.usage.budget import BudgetState
from handlers.usage.counting import Answered
from handlers.usage.meter import Meter, MeteredCall


def tell() -> None:
    calls = [MeteredCall("model", Usage(3, 2), 12.5, is_error=True)]
    with observed("getRun"):
        metered("team", Meter(calls, refusals=1, budget=BudgetState(limit=10, used=5, reserved=0)))
        # There is no ledger here, so that nothing can be counted.
        account_for(Answered("team", "getRun", datetime.now(UTC), 200, 1.0), Meter())
        for kind in RunKind:
            for status in RUN_METRICS:
                run_moved(kind, status)


if __name__ == "__main__":
    tell()

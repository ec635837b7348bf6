"""Metrics, in CloudWatch's embedded metric format: gathered while a request is served, written once at its end.

`stage` comes first in every set of dimensions; each set is a line of its own, for each brings a value of its own.
Format: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import os
from dataclasses import dataclass, field
from functools import cache

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from handlers.runs.run import RunKind, RunStatus
from handlers.telemetry.costs import cost_of
from handlers.usage.budget import BudgetState
from handlers.usage.meter import Meter, MeteredCall

NO_SERVICE = ""  # Powertools adds the service as a dimension otherwise
RUN_METRICS = {
    RunStatus.QUEUED: "RunsStarted",
    RunStatus.SUCCEEDED: "RunsSucceeded",
    RunStatus.FAILED: "RunsFailed",
    RunStatus.CANCELLED: "RunsCancelled",
}


@dataclass(slots=True)
class Metrics:
    """`sets` are by the dimension that comes after the stage, and its value; both are "" where there is none."""

    stage: str
    sets: dict[tuple[str, str], EphemeralMetrics] = field(default_factory=dict)

    def add(self, name: str, value: float, unit: MetricUnit = MetricUnit.Count, **dimension: str) -> None:
        [of] = dimension.items() or [("", "")]
        made = self.sets.get(of)
        if made is None:
            made = self.sets[of] = EphemeralMetrics(service=NO_SERVICE)
            made.add_dimension("stage", self.stage)
            if dimension:
                made.add_dimension(*of)
        made.add_metric(name, unit, value)

    def write(self) -> None:
        sets, self.sets = self.sets, {}
        for made in sets.values():
            if made.metric_set:  # it writes itself when it has all that a line may hold
                made.flush_metrics()


@cache
def metrics() -> Metrics:
    """One a process, which serves one request at a time."""
    return Metrics(os.environ["STAGE"])


def run_moved(kind: RunKind, status: RunStatus) -> None:
    """To be told where a run's record has changed, and only there."""
    metrics().add(RUN_METRICS[status], 1, kind=kind.value)


def metered(team: str, meter: Meter) -> None:
    for call in meter.calls:
        _called(team, call)
    if meter.refusals:
        metrics().add("BudgetRefusals", meter.refusals, team=team)
    if meter.budget is not None:
        metrics().add("BudgetUsed", _percent(meter.budget), MetricUnit.Percent, team=team)


def _called(team: str, call: MeteredCall) -> None:
    metrics().add("ModelLatency", call.milliseconds, MetricUnit.Milliseconds, model=call.model)
    if call.is_error:
        metrics().add("ModelErrors", 1, model=call.model)
    counted = call.counted()
    used = {
        "InputTokens": counted.input_tokens,
        "OutputTokens": counted.output_tokens,
        "Cost": float(cost_of(counted)),
    }
    for name, value in used.items():
        if value:
            metrics().add(name, value, team=team)
            metrics().add(name, value, model=call.model)


def _percent(budget: BudgetState) -> float:
    """Of the month's budget, what is held by calls that have ended and by those on their way."""
    held = budget.used + budget.reserved
    return 100.0 if not budget.limit else round(100 * held / budget.limit, 3)

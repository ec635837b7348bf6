"""What the pages are made of, as ports: whoever builds the emulator knows where it comes from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from emulator.cloudwatch.queries import Metric, MetricQuery, MetricResult
from emulator.data_plane.stages import DeployedStages
from emulator.front_page.request_log import RequestLog


@dataclass(frozen=True, slots=True)
class FunctionView:
    """A function with its workers at this moment."""

    name: str
    region: str
    runtime: str
    handler: str
    memory_mb: int
    timeout_seconds: int
    busy: int
    idle: int
    starting: int
    waiting: int  # invocations that have no worker yet


@dataclass(frozen=True, slots=True)
class LoggedLine:
    timestamp_ms: int
    message: str


@dataclass(frozen=True, slots=True)
class DashboardView:
    name: str
    region: str  # where its widgets' metrics are, unless they say otherwise
    body: str
    modified: float  # seconds since the epoch


@dataclass(frozen=True, slots=True)
class AlarmView:
    """`queries` are what a threshold is compared with: none for a composite alarm, which has a `rule`."""

    arn: str
    name: str
    description: str
    state: str
    reason: str
    since: float  # seconds since the epoch
    threshold: float | None
    queries: Sequence[MetricQuery]
    rule: str


class Monitoring(Protocol):
    """What of CloudWatch the pages draw."""

    def dashboards(self) -> Sequence[DashboardView]:
        """By name, of all regions, as dashboards belong to none."""

    def alarms(self, arns: Sequence[str]) -> Sequence[AlarmView]:
        """Those that there are, in the order that is asked for."""

    def metric_data(
        self, region: str, account: str, queries: Sequence[MetricQuery], start: float, end: float
    ) -> Sequence[MetricResult]:
        """Raises MathError. An empty account is the emulator's own."""

    def unit(self, region: str, account: str, metric: Metric) -> str | None:
        """None where none was ever given."""


@dataclass(frozen=True, slots=True)
class Sources:
    stages: DeployedStages
    requests: RequestLog
    functions: Callable[[], Sequence[FunctionView]]
    function_log: Callable[[FunctionView], Sequence[LoggedLine]]  # the latest lines, oldest first
    monitoring: Monitoring
    host: str  # of --host
    endpoint_url: str
    region: str
    account_id: str

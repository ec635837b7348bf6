"""CloudWatch as the pages ask for it, made of what a test says."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from emulator.cloudwatch.distribution import Distribution
from emulator.cloudwatch.metric_store import MetricStore, Place
from emulator.cloudwatch.queries import Metric, MetricQuery, MetricResult, metric_data
from emulator.front_page.sources import AlarmView, DashboardView

ACCOUNT = "123456789012"


@dataclass
class FakeMonitoring:
    deployed: Sequence[DashboardView] = ()
    known_alarms: Sequence[AlarmView] = ()
    store: MetricStore = field(default_factory=MetricStore)

    def put(self, metric: Metric, at: float, value: float, unit: str | None = None, region: str = "eu-west-1") -> None:
        self.store.add(Place(ACCOUNT, region), metric, at, Distribution.of([value]), unit)

    def dashboards(self) -> Sequence[DashboardView]:
        return self.deployed

    def alarms(self, arns: Sequence[str]) -> Sequence[AlarmView]:
        return [alarm for arn in arns for alarm in self.known_alarms if alarm.arn == arn]

    def metric_data(
        self, region: str, account: str, queries: Sequence[MetricQuery], start: float, end: float
    ) -> Sequence[MetricResult]:
        return metric_data(region, account or ACCOUNT, queries, start, end, self.store)

    def unit(self, region: str, account: str, metric: Metric) -> str | None:
        return self.store.unit(Place(account or ACCOUNT, region), metric)

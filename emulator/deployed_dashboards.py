"""Dashboards, alarms and metrics as the emulator's pages show them: what moto and the store of metrics keep of them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from moto.cloudwatch.models import Alarm, CloudWatchBackend, cloudwatch_backends

from emulator.cloudwatch.alarms import queries_of
from emulator.cloudwatch.metric_store import Place, metric_store
from emulator.cloudwatch.queries import Metric, MetricQuery, MetricResult, metric_data
from emulator.front_page.sources import AlarmView, DashboardView


class DeployedDashboards:
    def __init__(self, account_id: str) -> None:
        self._account_id = account_id

    def dashboards(self) -> Sequence[DashboardView]:
        """Of several of one name, which moto keeps by region and AWS does not, the one that was put last."""
        deployed = [
            # moto takes the time of this machine's zone.
            DashboardView(str(each.name), region, str(each.body), each.last_modified.timestamp())
            for region, backend in self._backends()
            for each in list(backend.dashboards.values())
        ]
        latest = {view.name: view for view in sorted(deployed, key=lambda view: view.modified)}
        return [latest[name] for name in sorted(latest)]

    def alarms(self, arns: Sequence[str]) -> Sequence[AlarmView]:
        by_region = dict(self._backends())
        found = [(by_region.get(_part(arn, 3)), arn) for arn in arns]
        alarms = [backend.alarms.get(arn.partition(":alarm:")[2]) for backend, arn in found if backend is not None]
        return [_view(alarm) for alarm in alarms if alarm is not None and alarm.alarm_arn in arns]

    def metric_data(
        self, region: str, account: str, queries: Sequence[MetricQuery], start: float, end: float
    ) -> Sequence[MetricResult]:
        return metric_data(region, account or self._account_id, queries, start, end)

    def unit(self, region: str, account: str, metric: Metric) -> str | None:
        return metric_store().unit(Place(account or self._account_id, region), metric)

    def _backends(self) -> Sequence[tuple[str, CloudWatchBackend]]:
        return list(cloudwatch_backends[self._account_id].items())


def _part(arn: str, number: int) -> str:
    return arn.split(":", 6)[number] if arn.count(":") > number else ""


def _view(alarm: Alarm) -> AlarmView:
    since: datetime = alarm.state_updated_timestamp
    return AlarmView(
        arn=alarm.alarm_arn,
        name=alarm.name,
        description=alarm.description or "",
        state=alarm.state_value,
        reason=alarm.state_reason or "",
        since=(since if since.tzinfo else since.replace(tzinfo=UTC)).timestamp(),
        threshold=None if alarm.threshold is None else float(alarm.threshold),
        queries=() if alarm.rule is not None else tuple(queries_of(alarm)),
        rule=alarm.rule or "",
    )

"""Alarms of moto's CloudWatch, evaluated as their metrics change, and as time goes by while that may change them."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from moto.cloudwatch.models import Alarm, CloudWatchBackend, cloudwatch_backends

from emulator.cloudwatch import alarm_texts
from emulator.cloudwatch.alarm_rules import AlarmRule, State, judge
from emulator.cloudwatch.composite_rules import holds
from emulator.cloudwatch.metric_store import Metric
from emulator.cloudwatch.queries import MathError, MetricQuery, metric_data

_log = logging.getLogger(__name__)

_KEPT_HISTORY = 100

Notify = Callable[[Alarm, CloudWatchBackend, str], None]  # with the old state


class Change(NamedTuple):
    state: State
    reason: str
    data: str


def evaluate_all(now: float, notify: Notify) -> float | None:
    """When to evaluate next, though no metric changes; None if nothing would come of it."""
    times = [_evaluate_backend(backend, now, notify) for backend in _backends()]
    return min((each for each in times if each is not None), default=None)


def has_alarms() -> bool:
    return any(backend.alarms for backend in _backends())


def _backends() -> Iterable[CloudWatchBackend]:
    for regions in list(cloudwatch_backends.values()):
        yield from list(regions.values())


def _evaluate_backend(backend: CloudWatchBackend, now: float, notify: Notify) -> float | None:
    times: list[float] = []
    for alarm in [each for each in list(backend.alarms.values()) if each.rule is None]:
        try:
            next_time = _evaluate(alarm, backend, now, notify)
        except MathError as error:
            _log.warning("The alarm %s cannot be evaluated: %s", alarm.name, error)
            continue
        if next_time is not None:
            times.append(next_time)
    evaluate_composites(backend, notify)
    return min(times, default=None)


def evaluate_composites(backend: CloudWatchBackend, notify: Notify) -> None:
    for alarm in [each for each in list(backend.alarms.values()) if each.rule is not None]:
        _evaluate_composite(alarm, backend, notify)


def _evaluate(alarm: Alarm, backend: CloudWatchBackend, now: float, notify: Notify) -> float | None:
    """When the next of the alarm's periods begins, if there are data that will leave its sight."""
    queries = queries_of(alarm)
    rule = rule_of(alarm, queries)
    if rule is None:
        return None
    starts = rule.starts(now)
    results = metric_data(backend.region_name, backend.account_id, queries, starts[0], starts[-1] + rule.period)
    points = dict(results[0].points) if results else {}
    verdict = judge(rule, points, now, State(alarm.state_value))
    if verdict.state != alarm.state_value:
        statistic = alarm.extended_statistic or alarm.statistic
        old = State(alarm.state_value)
        told = alarm_texts.reason(rule, verdict, old), alarm_texts.reason_data(rule, verdict, statistic, now)
        change(alarm, backend, Change(verdict.state, *told), notify)
    return starts[-1] + rule.period if points else None


def _evaluate_composite(alarm: Alarm, backend: CloudWatchBackend, notify: Notify) -> None:
    def state_of(name: str) -> State | None:
        named = backend.alarms.get(name.rpartition(":alarm:")[2])
        return State(named.state_value) if named else None

    is_alarm = holds(alarm.rule or "", state_of)
    if is_alarm is None:
        return
    state = State.ALARM if is_alarm else State.OK
    if state != alarm.state_value:
        change(alarm, backend, Change(state, f"The rule {alarm.rule} is {str(is_alarm).lower()}", "{}"), notify)


def change(alarm: Alarm, backend: CloudWatchBackend, to: Change, notify: Notify) -> None:
    old = alarm.state_value
    alarm.update_state(to.reason, to.data, str(to.state))
    del alarm.history[:-_KEPT_HISTORY]
    notify(alarm, backend, old)


def queries_of(alarm: Alarm) -> list[MetricQuery]:
    if not alarm.metric_data_queries:
        statistic = alarm.extended_statistic or alarm.statistic or "Average"
        metric = _metric(alarm.namespace, alarm.metric_name, alarm.dimensions)
        return [MetricQuery("m", metric, statistic, period=int(alarm.period or 60), unit=alarm.unit)]
    return [_query(each) for each in alarm.metric_data_queries]


def rule_of(alarm: Any, queries: Iterable[MetricQuery]) -> AlarmRule | None:
    """None for an alarm that cannot be evaluated here."""
    if alarm.threshold is None or alarm.evaluation_periods is None:
        return None
    periods = int(alarm.evaluation_periods)
    rule = AlarmRule(
        alarm.comparison_operator,
        float(alarm.threshold),
        max(query.period for query in queries),
        periods,
        int(alarm.datapoints_to_alarm or periods),
        alarm.treat_missing_data or "missing",
    )
    return rule if rule.is_known else None


def _query(query: Any) -> MetricQuery:
    returned = query.return_data not in (False, "false")
    if query.metric_stat is None:
        return MetricQuery(query.id, expression=query.expression, period=int(query.period or 1), returned=returned)
    stat = query.metric_stat
    metric = _metric(stat.metric.namespace, stat.metric.metric_name, stat.metric.dimensions)
    return MetricQuery(query.id, metric, stat.stat, period=int(stat.period), unit=stat.unit, returned=returned)


def _metric(namespace: str, name: str, dimensions: Iterable[Any]) -> Metric:
    return Metric(namespace, name, tuple(sorted((each.name, each.value) for each in dimensions)))

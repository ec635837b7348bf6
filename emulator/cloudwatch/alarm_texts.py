"""What is said of an alarm's change of state: the reason, its data, and the message to the alarm's topics. Pure.

The message is as AWS writes it to SNS, with AWS's own spelling of each member.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from emulator.cloudwatch.alarm_rules import AlarmRule, State, Verdict


def reason(rule: AlarmRule, verdict: Verdict, old: State) -> str:
    if verdict.state == State.INSUFFICIENT_DATA:
        return f"Insufficient Data: {_counted(rule.evaluation_periods)} unknown."
    if not verdict.counted:
        assumed = "Breaching" if verdict.state == State.ALARM else "NonBreaching"
        periods = f"{rule.evaluation_periods} period{'' if rule.evaluation_periods == 1 else 's'}"
        return (
            f"Threshold Crossed: no datapoints were received for {periods} and {_counted(rule.evaluation_periods)} "
            f"treated as [{assumed}]."
        )
    is_alarm = verdict.state == State.ALARM
    count = verdict.breaching if is_alarm else len(verdict.counted) - verdict.breaching
    shown = ", ".join(f"{value} ({_moment(at):%d/%m/%y %H:%M:%S})" for at, value in reversed(verdict.counted))
    least = f"{rule.datapoints_to_alarm} datapoint{'' if rule.datapoints_to_alarm == 1 else 's'}"
    several, was = ("", "was") if len(verdict.counted) == 1 else ("s", "were")
    return (
        f"Threshold Crossed: {count} out of the last {len(verdict.counted)} datapoint{several} [{shown}] "
        f"{was}{'' if is_alarm else ' not'} {rule.phrase} the threshold ({rule.threshold}) "
        f"(minimum {least} for {old} -> {verdict.state} transition)."
    )


def _counted(number: int) -> str:
    return "1 datapoint was" if number == 1 else f"{number} datapoints were"


def reason_data(rule: AlarmRule, verdict: Verdict, statistic: str | None, now: float) -> str:
    document = {
        "version": "1.0",
        "queryDate": timestamp(now),
        "startDate": timestamp(verdict.counted[0][0]) if verdict.counted else None,
        "statistic": statistic,
        "period": rule.period,
        "recentDatapoints": [value for _, value in verdict.counted],
        "threshold": rule.threshold,
        "evaluatedDatapoints": [
            {"timestamp": timestamp(at), "value": value} for at, value in reversed(verdict.counted)
        ],
    }
    return json.dumps({name: value for name, value in document.items() if value is not None}, separators=(",", ":"))


def subject(name: str, state: str, region_name: str) -> str:
    """SNS takes a hundred characters."""
    text = f'{state}: "{name}" in {region_name}'
    return text if len(text) <= 100 else f"{text[:96]}..."


def message(alarm: Any, old: str, account_id: str, region_name: str, changed: float) -> str:
    """`alarm` is moto's, in its new state."""
    document = {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": account_id,
        "AlarmConfigurationUpdatedTimestamp": _spelled(alarm.configuration_updated_timestamp.replace(tzinfo=UTC)),
        "NewStateValue": alarm.state_value,
        "NewStateReason": alarm.state_reason,
        "StateChangeTime": timestamp(changed),
        "Region": region_name,
        "AlarmArn": alarm.alarm_arn,
        "OldStateValue": old,
        "OKActions": list(alarm.ok_actions),
        "AlarmActions": list(alarm.alarm_actions),
        "InsufficientDataActions": list(alarm.insufficient_data_actions),
    }
    trigger = {"AlarmRule": alarm.rule} if alarm.rule is not None else {"Trigger": _trigger(alarm)}
    return json.dumps(document | trigger, separators=(",", ":"))


def _trigger(alarm: Any) -> dict[str, Any]:
    what = (
        {"Metrics": [_query(each) for each in alarm.metric_data_queries]} if alarm.metric_data_queries else _of(alarm)
    )
    return what | {
        "Period": alarm.period,
        "EvaluationPeriods": alarm.evaluation_periods,
        "DatapointsToAlarm": alarm.datapoints_to_alarm or alarm.evaluation_periods,
        "ComparisonOperator": alarm.comparison_operator,
        "Threshold": alarm.threshold,
        "TreatMissingData": alarm.treat_missing_data or "missing",
        "EvaluateLowSampleCountPercentile": alarm.evaluate_low_sample_count_percentile or "",
    }


def _of(alarm: Any) -> dict[str, Any]:
    statistic = (
        {"StatisticType": "ExtendedStatistic", "ExtendedStatistic": alarm.extended_statistic}
        if alarm.extended_statistic
        else {"StatisticType": "Statistic", "Statistic": _UPPER.get(alarm.statistic, alarm.statistic)}
    )
    return {
        "MetricName": alarm.metric_name,
        "Namespace": alarm.namespace,
        **statistic,
        "Unit": alarm.unit,
        "Dimensions": _dimensions(alarm.dimensions),
    }


def _query(query: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"Id": query.id, "Label": query.label, "ReturnData": query.return_data is not False}
    if query.expression:
        told |= {"Expression": query.expression, "Period": query.period}
    if query.metric_stat:
        metric = query.metric_stat.metric
        named = {
            "Dimensions": _dimensions(metric.dimensions),
            "MetricName": metric.metric_name,
            "Namespace": metric.namespace,
        }
        told["MetricStat"] = {"Metric": named, "Period": query.metric_stat.period, "Stat": query.metric_stat.stat}
    return {name: value for name, value in told.items() if value is not None}


def _dimensions(dimensions: Sequence[Any]) -> list[dict[str, str]]:
    return [{"value": each.value, "name": each.name} for each in dimensions]


def timestamp(seconds: float) -> str:
    return _spelled(_moment(seconds))


def _spelled(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


_UPPER = {
    "Average": "AVERAGE",
    "Maximum": "MAXIMUM",
    "Minimum": "MINIMUM",
    "SampleCount": "SAMPLE_COUNT",
    "Sum": "SUM",
}

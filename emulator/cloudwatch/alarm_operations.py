"""Operations on alarms that moto lacks, or does otherwise than AWS."""

import json
from datetime import datetime
from itertools import pairwise
from typing import Any

from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.models import Alarm, CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from emulator.cloudwatch.alarm_actions import notify
from emulator.cloudwatch.alarm_watch import alarm_watch
from emulator.cloudwatch.alarms import evaluate_composites
from emulator.cloudwatch.composite_rules import holds

_put_alarm: Any = CloudWatchBackend.put_metric_alarm
_set_state: Any = CloudWatchBackend.set_alarm_state
_INITIAL = "Unchecked: Initial alarm creation"
_MOST_ITEMS = 100

_State = tuple[str, str, datetime]  # its reason, its name, since when


def put_metric_alarm(backend: CloudWatchBackend, name: str, **settings: Any) -> Alarm:
    """An alarm that is put anew keeps its state, as on AWS."""
    before = backend.alarms.get(name)
    alarm: Alarm = _put_alarm(backend, name=name, **settings)
    if before is None:
        alarm.state_value, alarm.state_reason = "INSUFFICIENT_DATA", _INITIAL
    else:
        alarm.state_value, alarm.state_reason = before.state_value, before.state_reason
        alarm.state_reason_data, alarm.history = before.state_reason_data, before.history
        alarm.state_updated_timestamp = before.state_updated_timestamp
    alarm_watch().start()
    return alarm


def set_alarm_state(
    backend: CloudWatchBackend, alarm_name: str, reason: str, reason_data: str, state_value: str
) -> None:
    """Until the alarm is next evaluated."""
    old = backend.alarms[alarm_name].state_value if alarm_name in backend.alarms else state_value
    _set_state(backend, alarm_name, reason, reason_data, state_value)
    if old != state_value:
        notify(backend.alarms[alarm_name], backend, old)
        evaluate_composites(backend, notify)


def put_composite_alarm(response: CloudWatchResponse) -> ActionResult:
    rule = response._get_param("AlarmRule") or ""  # noqa: SLF001 - the only way to the parameters, for moto too
    if holds(rule, lambda _: None) is None:
        raise ValidationError("The alarm rule is not valid.")
    answer: ActionResult = response.put_metric_alarm()
    return answer


def describe_alarm_history(response: CloudWatchResponse) -> ActionResult:
    """Changes of state alone, the newest first unless the oldest are asked for."""
    given = response._get_params()  # noqa: SLF001 - as above
    name = given.get("AlarmName")
    wanted = [each for each in response.cloudwatch_backend.alarms.values() if name in (None, each.name)]
    items = [item for alarm in wanted for item in _history(alarm)]
    items.sort(key=lambda item: item["Timestamp"], reverse=given.get("ScanBy") != "TimestampAscending")
    return ActionResult({"AlarmHistoryItems": items[: int(given.get("MaxRecords") or _MOST_ITEMS)]})


def _history(alarm: Alarm) -> list[dict[str, Any]]:
    """moto notes what there was before each change."""
    current = (alarm.state_reason, alarm.state_value, alarm.state_updated_timestamp)
    states = [*((reason, state, at) for _, reason, _, state, at in alarm.history), current]
    return [_item(alarm, before, after) for before, after in pairwise(states)]


def _item(alarm: Alarm, before: _State, after: _State) -> dict[str, Any]:
    (old_reason, old, _), (new_reason, new, at) = before, after
    data = {
        "version": "1.0",
        "oldState": {"stateValue": old, "stateReason": old_reason},
        "newState": {"stateValue": new, "stateReason": new_reason},
    }
    return {
        "AlarmName": alarm.name,
        "AlarmType": "MetricAlarm" if alarm.rule is None else "CompositeAlarm",
        "Timestamp": at,
        "HistoryItemType": "StateUpdate",
        "HistorySummary": f"Alarm updated from {old} to {new}",
        "HistoryData": json.dumps(data),
    }

"""What an alarm does when its state changes: it tells the SNS topics among its actions."""

import logging
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from botocore.loaders import Loader
from moto.cloudwatch.models import Alarm, CloudWatchBackend

from emulator.cloudwatch import alarm_texts

_log = logging.getLogger(__name__)


def notify(alarm: Alarm, backend: CloudWatchBackend, old: str) -> None:
    topics = [action for action in _actions(alarm) if action.split(":")[2:3] == ["sns"]]
    if not topics or not alarm.actions_enabled:
        return
    region_name = _region_names().get(backend.region_name, backend.region_name)
    subject = alarm_texts.subject(alarm.name, alarm.state_value, region_name)
    message = alarm_texts.message(alarm, old, backend.account_id, region_name, time.time())
    for topic in topics:
        _sender().submit(_publish, topic, subject, message)


def _actions(alarm: Alarm) -> Sequence[str]:
    by_state: Mapping[str, Sequence[str] | None] = {
        "ALARM": alarm.alarm_actions,
        "OK": alarm.ok_actions,
        "INSUFFICIENT_DATA": alarm.insufficient_data_actions,
    }
    return by_state[alarm.state_value] or ()


def _publish(topic: str, subject: str, message: str) -> None:
    from moto.sns.models import sns_backends  # noqa: PLC0415 - loaded for those whose alarms have topics

    parts = topic.split(":")
    try:
        sns_backends[parts[4]][parts[3]].publish(message, topic, subject=subject)
    except Exception:  # noqa: BLE001 - a topic that is not there, or whatever its subscriber raises
        _log.warning("An alarm could not tell %s", topic, exc_info=True)


@cache
def _sender() -> ThreadPoolExecutor:
    """One thread keeps the order; a subscriber that is slow to answer holds up no alarm."""
    return ThreadPoolExecutor(1, thread_name_prefix="alarm-actions")


@cache
def _region_names() -> Mapping[str, str]:
    """E.g. "US East (N. Virginia)" by "us-east-1"."""
    partitions = Loader().load_data("endpoints")["partitions"]
    return {name: region["description"] for each in partitions for name, region in each["regions"].items()}

"""Puts what this package has into moto's CloudWatch: moto has no setting for any of it."""

from functools import cache
from typing import Any

from moto.cloudwatch.models import CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse

from emulator.cloudwatch import alarm_operations, metric_operations


@cache
def extend_cloudwatch() -> None:
    backend: Any = CloudWatchBackend
    backend.put_metric_data = metric_operations.put_metric_data
    backend.get_metric_data = metric_operations.get_metric_data
    backend.get_filtered_metrics = metric_operations.filtered_metrics
    backend.put_metric_alarm = alarm_operations.put_metric_alarm
    backend.set_alarm_state = alarm_operations.set_alarm_state
    response: Any = CloudWatchResponse
    response.get_metric_statistics = metric_operations.get_metric_statistics
    response.put_composite_alarm = alarm_operations.put_composite_alarm
    response.describe_alarm_history = alarm_operations.describe_alarm_history

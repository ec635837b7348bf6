"""Puts what this package has into moto's CloudWatch Logs: the pattern language, metric filters, saved queries."""

import time
from functools import cache
from typing import Any

from moto.logs.exceptions import InvalidParameterException, ResourceNotFoundException
from moto.logs.models import LogGroup, LogsBackend
from moto.logs.responses import LogsResponse

from emulator.cloudwatch.log_search import checked_pattern, filter_log_events
from emulator.cloudwatch.metric_filters import Transformation
from emulator.cloudwatch.saved_queries import (
    delete_query_definition,
    describe_query_definitions,
    put_query_definition,
)

_put_filter: Any = LogsBackend.put_metric_filter
_delete_group: Any = LogsBackend.delete_log_group


@cache
def extend_logs() -> None:
    group: Any = LogGroup
    group.filter_log_events = filter_log_events
    backend: Any = LogsBackend
    backend.put_metric_filter = _put_metric_filter
    backend.delete_log_group = _delete_log_group
    response: Any = LogsResponse
    response.put_query_definition = put_query_definition
    response.describe_query_definitions = describe_query_definitions
    response.delete_query_definition = delete_query_definition


def _put_metric_filter(
    backend: LogsBackend,
    filter_name: str,
    filter_pattern: str,
    log_group_name: str,
    metric_transformations: list[dict[str, Any]],
) -> None:
    """One of the same name is replaced."""
    if log_group_name not in backend.groups:
        raise ResourceNotFoundException("The specified log group does not exist.")
    checked_pattern(filter_pattern)
    _check(metric_transformations)
    backend.delete_metric_filter(filter_name, log_group_name)
    _put_filter(backend, filter_name, filter_pattern, log_group_name, metric_transformations)
    backend.filters.metric_filters[-1]["creationTime"] = int(time.time() * 1000)


def _check(transformations: list[dict[str, Any]]) -> None:
    """AWS's clients send no other; a filter that cannot be read would stop all that comes after it."""
    try:
        for wire in transformations:
            Transformation.read(wire)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InvalidParameterException(msg="The metric transformation is not valid.") from error


def _delete_log_group(backend: LogsBackend, log_group_name: str) -> None:
    _delete_group(backend, log_group_name)
    filters = backend.filters.metric_filters
    filters[:] = [each for each in filters if each["logGroupName"] != log_group_name]

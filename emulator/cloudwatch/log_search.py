"""FilterLogEvents, in the place of moto's, which knows few patterns and filters all of a group anew for each page."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from moto.logs.exceptions import InvalidParameterException
from moto.logs.models import LogEvent, LogGroup

from emulator.cloudwatch.filter_patterns import Event, InvalidPattern, Pattern, compile_pattern

_MAX_EVENTS = 10_000
_MAX_PAGE_BYTES = 1024 * 1024
_BEFORE_ALL = (-1, -1)
_MAX_TOKEN = 64


class _Found(NamedTuple):
    timestamp: int
    number: int
    event: LogEvent
    stream_name: str


def checked_pattern(text: str | None) -> Pattern:
    pattern = compile_pattern(text or "")
    if isinstance(pattern, InvalidPattern):
        raise InvalidParameterException(msg=f"Invalid filter pattern. {pattern.reason}")
    return pattern


def filter_log_events(  # noqa: PLR0913, PLR0917 - moto calls it so
    group: LogGroup,
    log_group_name: str,  # noqa: ARG001 - as above
    log_stream_names: list[str],
    start_time: int | None,
    end_time: int | None,
    limit: int | None,
    next_token: str | None,
    filter_pattern: str | None,
    interleaved: bool,  # noqa: ARG001 - AWS always does by now
) -> tuple[list[dict[str, Any]], str | None, list[dict[str, Any]]]:
    """By time, over all streams. A page's token is the place of its last event: the next one goes on from there."""
    pattern, after = checked_pattern(filter_pattern), _place_of(next_token)
    earliest = max(start_time or 0, after[0])
    page: list[dict[str, Any]] = []
    size = 0
    for found in sorted(_events(group, log_stream_names, earliest, end_time), key=lambda each: each[:2]):
        if found[:2] <= after or not Event(found.event.message).matches(pattern):
            continue
        size += len(found.event.message)
        if page and (len(page) == (limit or _MAX_EVENTS) or size > _MAX_PAGE_BYTES):
            return page, f"{page[-1]['timestamp']}-{page[-1]['eventId']}", []
        page.append(found.event.to_filter_dict() | {"logStreamName": found.stream_name})
    return page, None, []


def _events(group: LogGroup, names: list[str], earliest: int, latest: int | None) -> Iterator[_Found]:
    for name, stream in list(group.streams.items()):
        if not names or name in names:
            for event in list(stream.events):
                if event.timestamp >= earliest and (latest is None or event.timestamp <= latest):
                    yield _Found(event.timestamp, event.event_id, event, name)


def _place_of(token: str | None) -> tuple[int, int]:
    if not token:
        return _BEFORE_ALL
    timestamp, _, number = token.partition("-")
    if len(token) > _MAX_TOKEN or not (timestamp.isdecimal() and number.isdecimal()):
        raise InvalidParameterException(msg="The specified nextToken is invalid.")
    return int(timestamp), int(number)

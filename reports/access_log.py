"""Reads a stage's access log, page by page; nothing is kept of a page that was added up."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from commands.error import CommandError
from reports.lines import read_line
from reports.operations import Operations
from reports.tallies import LedgerRead, Tally, day_of

# The time of a log event is the gateway's, and near the request's: how far they may be apart.
BEFORE, AFTER = timedelta(minutes=1), timedelta(minutes=10)
# FilterLogEvents may be asked a few times a second, by all of an account together.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
THROTTLED = {"ThrottlingException", "LimitExceededException"}
ATTEMPTS = 8
SAY_SECONDS = 5.0
# The emulator's own limit, of all lines of a log group.
KEPT_BY_EMULATOR = 30_000


@dataclass(frozen=True, slots=True)
class AccessLog:
    """`say` is told how far a long read has come."""

    logs: Any  # botocore makes its clients' classes at run time
    group: str
    operations: Operations
    say: Callable[[str], None]
    wait: Callable[[float], None] = time.sleep

    def tally(self, day: str, read: LedgerRead) -> Tally:
        """Of the requests that began on a day."""
        began = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
        return self._tally(day, began - BEFORE, began + timedelta(days=1) + AFTER, read)

    def tally_of_eve(self, first: str, read: LedgerRead) -> Tally:
        """Of the requests that were on their way when the first day began."""
        began = datetime.combine(date.fromisoformat(first), datetime.min.time(), UTC)
        return self._tally(day_of(began - BEFORE), began - BEFORE, began + AFTER, read)

    def kept_since(self, now: datetime, *, is_emulated: bool) -> datetime | None:
        """None of a log that keeps everything."""
        groups = self.logs.describe_log_groups(logGroupNamePrefix=self.group)["logGroups"]
        group = next((each for each in groups if each["logGroupName"] == self.group), None)
        if group is None:
            raise CommandError(f"The stage's access log {self.group} is not there.")
        if is_emulated:
            return self._first_of_full()
        days = group.get("retentionInDays")
        return now - timedelta(days=days) if days else None

    def _first_of_full(self) -> datetime | None:
        """The emulator keeps the last lines, for however long they are there."""
        count, first = 0, 0
        for events in self._pages({}):
            first = first if count or not events else events[0]["timestamp"]
            count += len(events)
        return datetime.fromtimestamp(first / 1000, UTC) if count >= KEPT_BY_EMULATOR else None

    def _tally(self, day: str, begin: datetime, end: datetime, read: LedgerRead) -> Tally:
        tally, said = Tally(), time.monotonic()
        pattern = _pattern(self.operations.paths_of_gateway())
        for events in self._pages({"startTime": _milliseconds(begin), "endTime": _milliseconds(end)} | pattern):
            for event in events:
                line = read_line(event["message"], self.operations)
                tally.unread += line is None
                if line is not None and day_of(line.begun) == day:
                    tally.lines += 1
                    tally.add(line, read)
            if time.monotonic() - said > SAY_SECONDS:
                said = time.monotonic()
                self.say(f"Reading the access log: {day}, {tally.lines:,} lines so far.")
        return tally

    def _pages(self, asked: dict[str, Any]) -> Iterator[Sequence[dict[str, Any]]]:
        """A page may be empty though others follow."""
        token: dict[str, str] = {}
        while True:
            page = self._page(asked | token)
            yield page["events"]
            if "nextToken" not in page:
                return
            token = {"nextToken": page["nextToken"]}

    def _page(self, asked: dict[str, Any]) -> dict[str, Any]:
        for attempt in range(ATTEMPTS):
            try:
                page: dict[str, Any] = self.logs.filter_log_events(logGroupName=self.group, **asked)
            except ClientError as error:
                if error.response["Error"]["Code"] not in THROTTLED:
                    raise
                self.wait(0.5 * 2**attempt)
            else:
                return page
        raise CommandError("CloudWatch Logs has too much to do: try again later.")


def _pattern(paths: Sequence[str]) -> dict[str, str]:
    """Without what the gateway answers by itself: health checks may be most of a log."""
    conditions = " && ".join(f'($.resourcePath != "{path}")' for path in paths)
    return {"filterPattern": f"{{ {conditions} }}"} if paths else {}


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)

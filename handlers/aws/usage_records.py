"""What teams used, counted in DynamoDB: every request adds to the item of its day, operation and model."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.attributes import attributes
from handlers.aws.changes import Request, update
from handlers.aws.marks import Writer, new_mark, sweep, unneeded
from handlers.aws.months import kept_until
from handlers.aws.updates import apply
from handlers.aws.usage_items import PREFIX, additions, usage_key, usage_row
from handlers.usage.counting import Answered, UsageRow, Worked
from handlers.usage.months import month_of

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UsageRecords:
    """A `UsageLog`. An addition counts once, also when its answer is lost and botocore sends it again."""

    dynamodb: Any  # botocore makes its clients' classes at run time
    table: str
    clock: Callable[[], float] = time.time
    _writer: Writer = field(default_factory=Writer, init=False, repr=False)

    def count(self, counted: Answered | Worked) -> None:
        expires = kept_until(month_of(counted.at))
        for model, added in additions(counted).items():
            numbers = {name: number for name, number in added.items() if number}
            if numbers:
                self._add(usage_key(counted, model), numbers, expires)

    def rows(self, team: str, month: str) -> Sequence[UsageRow]:
        pages = self.dynamodb.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues=attributes({":pk": team, ":prefix": f"{PREFIX}{month}-"}),
            ConsistentRead=True,
        )
        rows = [usage_row(item) for page in pages for item in page["Items"]]
        return sorted(rows, key=lambda row: (row.day, row.operation, row.model or ""))

    def _add(self, key: Request, numbers: Mapping[str, int], expires: int) -> None:
        names = {"#writer": self._writer.name, "#expires": "expires", **{f"#{name}": name for name in numbers}}
        values = {":mark": new_mark(self.clock()), ":expires": expires}
        values |= {f":{name}": number for name, number in numbers.items()}
        request = {
            "TableName": self.table,
            "Key": key,
            "UpdateExpression": f"ADD {', '.join(f'#{name} :{name}' for name in numbers)} "
            "SET #writer = :mark, #expires = :expires",
            "ConditionExpression": "attribute_not_exists(#writer) OR #writer <> :mark",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": attributes(values),
        }
        if self._writer.meets(str(key)):
            self._sweep(key, apply(self.dynamodb, request).item)
        else:
            update(self.dynamodb, request)

    def _sweep(self, key: Request, item: Mapping[str, Any]) -> None:
        marks = unneeded(item, self.clock())
        if not marks:
            return
        try:
            update(self.dynamodb, {"TableName": self.table, "Key": key, **sweep(marks)})
        except (BotoCoreError, ClientError) as error:
            _log.warning("marks not swept: %s", type(error).__name__)

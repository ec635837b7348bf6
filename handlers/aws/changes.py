"""Conditional writes of single items and of several at once: each is done whole, or refused and nothing is changed."""

import random
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from handlers.aws.attributes import attribute

Request = dict[str, Any]
_CONDITION_FAILED = {"ConditionalCheckFailed", "ConditionalCheckFailedException"}
_CONFLICT = {"TransactionConflict", "TransactionConflictException", "TransactionInProgressException"}
_CANCELLED = "TransactionCanceledException"
_ATTEMPTS = 8
_FIRST_WAIT = 0.02  # seconds; twice as long each time, and a random share of that


def moved(
    table: str, key: Request, values: Mapping[str, Any], before: Collection[str], also: Collection[str] = ()
) -> Request:
    """An update that sets `values` while the item's status is one of `before`.

    `also` are names whose values are set only where the item has none. An item that is not there has no status.
    """
    names = {f"#{name}": name for name in (*values, "status")}
    sets = [f"#{name} = if_not_exists(#{name}, :{name})" if name in also else f"#{name} = :{name}" for name in values]
    places = {f":before{number}": status for number, status in enumerate(sorted(before))}
    return {
        "TableName": table,
        "Key": key,
        "UpdateExpression": f"SET {', '.join(sets)}",
        "ConditionExpression": f"#status IN ({', '.join(places)})",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {
            **{f":{name}": attribute(value) for name, value in values.items()},
            **{place: attribute(status) for place, status in places.items()},
        },
    }


def update(dynamodb: Any, request: Request) -> bool:
    """False if the condition did not hold."""

    def once() -> None:
        dynamodb.update_item(**request)

    return not _refusals(once)


def transact(dynamodb: Any, actions: Sequence[Request]) -> Collection[int]:
    """The numbers of the actions whose conditions did not hold; if there are any, nothing is changed.

    SDKs send a transaction again with the same token, so that one whose answer was lost is not taken for refused.
    """

    def once() -> None:
        dynamodb.transact_write_items(TransactItems=list(actions))

    return _refusals(once)


def _refusals(write: Callable[[], None]) -> Collection[int]:
    """Writes at the same moment as another transaction are refused for that alone: they are sent again."""
    for attempt in range(_ATTEMPTS):
        try:
            write()
        except ClientError as error:
            codes = _codes(error)
            if not (set(codes) & _CONFLICT and attempt + 1 < _ATTEMPTS):
                failed = [number for number, code in enumerate(codes) if code in _CONDITION_FAILED]
                if failed:
                    return failed
                raise
            time.sleep(random.uniform(0, _FIRST_WAIT * 2**attempt))  # noqa: S311 - spreads writers, keeps no secret
        else:
            return ()
    raise AssertionError("unreachable: the last attempt returns or raises")


def _codes(error: ClientError) -> Sequence[str]:
    """One for each action of a transaction; of a single write, the error's own."""
    code: str = error.response["Error"]["Code"]
    if code != _CANCELLED:
        return (code,)
    reasons: Iterable[Mapping[str, str]] = error.response.get("CancellationReasons", ())
    return [reason.get("Code", "") for reason in reasons]

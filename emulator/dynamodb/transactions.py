"""TransactWriteItems: every condition is looked at before anything is written.

moto writes one item after the other, having copied the tables whole, and puts the copies back when a condition fails:
that takes as long as the tables are large, and undoes what others have written meanwhile.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from moto.dynamodb import responses
from moto.dynamodb.comparisons import get_filter_expression
from moto.dynamodb.exceptions import (
    ConditionalCheckFailed,
    MockValidationException,
    MultipleTransactionsException,
    TooManyTransactionsException,
    TransactionCanceledException,
    TransactWriteSingleOpException,
)
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

_MOST_ITEMS = 100  # of a transaction, to write or to read; moto reads 25

Reason = tuple[str | None, str | None, Mapping[str, Any] | None]  # code, message, item
_FINE: Reason = (None, None, None)


@dataclass(frozen=True, slots=True)
class _Order:
    kind: str
    details: Mapping[str, Any]
    table: Table
    hash_key: DynamoType
    range_key: DynamoType | None
    before: Item | None


def write_without_copies() -> None:
    backend: Any = DynamoDBBackend
    backend.transact_write_items = _write
    responses.TRANSACTION_MAX_ITEMS = _MOST_ITEMS


def _write(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    if len(transact_items) > _MOST_ITEMS:
        raise TooManyTransactionsException
    orders = list(_read(backend, transact_items))
    _cancel_for(_reason_against(order) for order in orders)
    written: list[_Order] = []
    try:
        _cancel_for(_carry_out(backend, order, written) for order in orders)
    except Exception:
        for order in written:
            _restore(order)
        raise


def _read(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> Iterator[_Order]:
    seen: set[tuple[str, DynamoType, DynamoType | None]] = set()
    for item in transact_items:
        if len(item) != 1:
            raise TransactWriteSingleOpException
        kind, details = next(iter(item.items()))
        table = backend.get_table(details["TableName"])
        keys = backend.get_keys_value(table, details["Item"] if kind == "Put" else details["Key"])
        if (table.name, *keys) in seen:
            raise MultipleTransactionsException
        seen.add((table.name, *keys))
        yield _Order(kind, details, table, *keys, before=table.get_item(*keys))


def _cancel_for(reasons: Iterator[Reason]) -> None:
    told = list(reasons)
    if any(code is not None for code, _, _ in told):
        raise TransactionCanceledException(told)


def _reason_against(order: _Order) -> Reason:
    condition = order.details.get("ConditionExpression")
    if condition is None:
        return _FINE
    try:
        names, values = (order.details.get(f"ExpressionAttribute{kind}") for kind in ("Names", "Values"))
        if get_filter_expression(condition, names, values).expr(order.before):
            return _FINE
    except MockValidationException:
        raise
    except Exception as error:  # noqa: BLE001 - moto tells of whatever it stumbles over as a reason
        return (type(error).__name__, str(error), None)
    shows = order.details.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
    item = order.before.to_json()["Attributes"] if shows and order.before is not None else None
    return ("ConditionalCheckFailed", str(ConditionalCheckFailed().message), item)


def _carry_out(backend: DynamoDBBackend, order: _Order, written: list[_Order]) -> Reason:
    """Conditions hold by now; what is written may still be too large, or of a wrong type."""
    # An update changes the item itself.
    before = copy.deepcopy(order.before)
    written.append(_Order(order.kind, order.details, order.table, order.hash_key, order.range_key, before))
    try:
        _WRITES[order.kind](backend, order.details)
    except MockValidationException:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        return (type(error).__name__, str(error), None)
    return _FINE


def _restore(order: _Order) -> None:
    items: Any = order.table.items
    key = order.hash_key
    if order.range_key is not None:
        items, key = items[order.hash_key], order.range_key
    if order.before is None:
        items.pop(key, None)
    else:
        items[key] = order.before


def _put(backend: DynamoDBBackend, details: Mapping[str, Any]) -> None:
    backend.put_item(details["TableName"], details["Item"], overwrite=True)


def _delete(backend: DynamoDBBackend, details: Mapping[str, Any]) -> None:
    backend.delete_item(details["TableName"], details["Key"])


def _update(backend: DynamoDBBackend, details: Mapping[str, Any]) -> None:
    backend.update_item(
        details["TableName"],
        details["Key"],
        update_expression=details["UpdateExpression"],
        expression_attribute_names=details.get("ExpressionAttributeNames"),  # type: ignore[arg-type] # moto passes None too
        expression_attribute_values=details.get("ExpressionAttributeValues"),  # type: ignore[arg-type] # as above
    )


def _check(backend: DynamoDBBackend, details: Mapping[str, Any]) -> None:
    """Its condition is all of it."""


_WRITES: Mapping[str, Callable[[DynamoDBBackend, Mapping[str, Any]], None]] = {
    "Put": _put,
    "Delete": _delete,
    "Update": _update,
    "ConditionCheck": _check,
}

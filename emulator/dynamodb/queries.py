"""Query looks into one partition, and there at what its sort key's condition and its page ask for.

moto walks through the whole table, at 6 µs an item. Queries of an index still do that.
"""

import base64
import copy
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

_make_table = Table.__init__
_query_whole_table = Table.query

_OUT_OF_PLACE = "The provided starting key is outside query boundaries based on provided conditions"
_NO_KEY = "The provided starting key is invalid"
_WRONG_TYPE = "One or more parameter values were invalid: Condition parameter type does not match schema type"

Page = tuple[list[Item], int, dict[str, Any] | None]
Span = tuple[int, int]


def look_into_partitions() -> None:
    table: Any = Table
    table.__init__ = _make
    table.query = _query


class Partition(dict[DynamoType, Item]):
    """The items of one partition key by their sort keys, which are kept in order."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[DynamoType] = []

    def __setitem__(self, key: DynamoType, item: Item) -> None:
        if key not in self:
            insort(self.order, key, key=_rank)
        super().__setitem__(key, item)

    def pop(self, key: DynamoType, *default: Any) -> Any:
        if key in self:
            del self.order[bisect_left(self.order, _rank(key), key=_rank)]
        return super().pop(key, *default)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Partition":
        copied = Partition()
        for key, item in self.items():
            copied[copy.deepcopy(key, memo)] = copy.deepcopy(item, memo)
        return copied


class _Narrowed:
    """Stands for a table in moto's own query, with fewer items."""

    def __init__(self, table: Table, items: list[Item]) -> None:
        self._table = table
        self._items = items

    def all_items(self) -> list[Item]:
        return self._items

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)


def _make(table: Table, *arguments: Any, **options: Any) -> None:
    _make_table(table, *arguments, **options)
    table.items = defaultdict(Partition)


def _query(  # noqa: PLR0913, PLR0917 - the signature is moto's
    table: Table,
    hash_key: DynamoType | None,
    range_comparison: str | None,
    range_objs: list[DynamoType],
    limit: int | None,
    exclusive_start_key: Mapping[str, Any] | None,
    scan_index_forward: bool,
    projection_expressions: list[list[str]] | None,
    index_name: str | None = None,
    *arguments: Any,
    **options: Any,
) -> Page:
    asked = (limit, exclusive_start_key, scan_index_forward, projection_expressions, index_name, *arguments)
    whole: Any = (hash_key, range_comparison, range_objs, *asked)
    if index_name is not None or hash_key is None or not _is_plain(options):
        return _query_whole_table(table, *whole, **options)
    # One more than the page has: moto looks whether anything follows.
    most = None if limit is None else limit + 1
    items = _matching(table, hash_key, range_comparison, range_objs, exclusive_start_key, scan_index_forward, most)
    narrowed: Any = _Narrowed(table, items)
    found, scanned, last = _query_whole_table(narrowed, *whole, **options)
    if last is None and limit is not None and scanned == limit:
        # DynamoDB stops there, without looking whether anything follows.
        last = table._get_last_evaluated_key(items[limit - 1], None)  # noqa: SLF001 - moto has it nowhere else
    return found, scanned, last


def _is_plain(options: Mapping[str, Any]) -> bool:
    """Without the conditions of old, which moto passes by their attributes' names."""
    return options.keys() <= {"hash_key_conditions", "range_key_conditions", "filter_expression"}


def _matching(
    table: Table,
    hash_key: DynamoType,
    comparison: str | None,
    values: list[DynamoType],
    start: Mapping[str, Any] | None,
    forward: bool,
    most: int | None,
) -> list[Item]:
    """In the query's direction; no more than `most`, whatever a partition has."""
    _check_start(table, hash_key, start)
    if hash_key not in table.items:
        return []
    partition: Any = table.items[hash_key]
    if not isinstance(partition, Partition):
        return [partition] if start is None else []
    if any(value.type != table.range_key_type for value in values):
        raise MockValidationException(_WRONG_TYPE)
    order = partition.order
    first, end = (
        _SPANS[comparison.upper()](order, [_rank(value) for value in values]) if comparison else (0, len(order))
    )
    if start is not None:
        edge = _rank(DynamoType(start[str(table.range_key_attr)]))
        if forward:
            first = max(first, bisect_right(order, edge, key=_rank))
        else:
            end = min(end, bisect_left(order, edge, key=_rank))
    places = range(first, end) if forward else range(end - 1, first - 1, -1)
    return [partition[order[place]] for place in places[:most]]


def _check_start(table: Table, hash_key: DynamoType, start: Mapping[str, Any] | None) -> None:
    if start is None:
        return
    if set(start) != {name for name in (table.hash_key_attr, table.range_key_attr) if name is not None}:
        raise MockValidationException(_NO_KEY)
    if DynamoType(start[str(table.hash_key_attr)]) != hash_key:
        raise MockValidationException(_OUT_OF_PLACE)


def _rank(key: DynamoType) -> Any:
    """What sort keys are ordered by: numbers, text by its code points, bytes."""
    if key.type == "B" and isinstance(key.value, str):
        return base64.b64decode(key.value)
    return key.cast_value


def _beginning(order: list[DynamoType], values: list[Any]) -> Span:
    first = bisect_left(order, values[0], key=_rank)
    return first, bisect_left(order, True, lo=first, key=lambda key: not _rank(key).startswith(values[0]))


_SPANS: Mapping[str, Callable[[list[DynamoType], list[Any]], Span]] = {
    "=": lambda order, values: (bisect_left(order, values[0], key=_rank), bisect_right(order, values[0], key=_rank)),
    "<": lambda order, values: (0, bisect_left(order, values[0], key=_rank)),
    "<=": lambda order, values: (0, bisect_right(order, values[0], key=_rank)),
    ">": lambda order, values: (bisect_right(order, values[0], key=_rank), len(order)),
    ">=": lambda order, values: (bisect_left(order, values[0], key=_rank), len(order)),
    "BETWEEN": lambda order, values: (
        bisect_left(order, values[0], key=_rank),
        bisect_right(order, values[1], key=_rank),
    ),
    "BEGINS_WITH": _beginning,
}

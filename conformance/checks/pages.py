"""Pages of a list: newest first, nothing twice, no more than asked for, and only what the filters let through."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.exchange import NOTHING, Exchange, exchange_of, is_after, moment, report
from conformance.reading import is_list, parameter

UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
MADE_IN = 13  # characters of such an id: the millisecond in which it was made
ROUNDING = timedelta(milliseconds=2)  # of the two tellings of one moment
PAGING = frozenset({"limit", "cursor"})

Items = Sequence[Mapping[str, Any]]


@schemathesis.check
def page(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """A page has what was asked for, in the order that lists have."""
    exchange = exchange_of(response, case)
    if exchange is None or not exchange.is_declared or exchange.status != 200 or exchange.json is NOTHING:
        return
    if is_list(exchange.document, exchange.operation) and case.operation.is_valid_response(response):
        report(case, "A page has what was asked for", _defects(exchange))


def _defects(exchange: Exchange) -> Iterator[str]:
    items = exchange.json["items"]
    limit = _limit(exchange)
    if limit is not None and len(items) > limit:
        yield f"There are {len(items)} items, and {limit} were asked for."
    yield from _order(items)
    for name, value in _filters(exchange).items():
        for place, item in enumerate(items):
            if not _has(item, name, value):
                yield f"/items/{place} is not of the {name} {value!r} that was asked for."


def _limit(exchange: Exchange) -> int | None:
    """None where it was not said in one word."""
    declared = parameter(exchange.document, exchange.operation, "query", "limit") or {}
    said = exchange.query.get("limit", [str(declared.get("schema", {}).get("default", ""))])
    return int(said[0]) if len(said) == 1 and said[0].isdecimal() else None


def _order(items: Items) -> Iterator[str]:
    ids = _ids(items)
    if len(set(ids)) < len(ids):
        yield "The page has an item twice."
    for place, (newer, older) in enumerate(pairwise(items), start=1):
        this, before = moment(older.get("createdAt")), moment(newer.get("createdAt"))
        if before is not None and is_after(this, before + ROUNDING):
            yield f"/items/{place} is newer than the item before it."
    for place, (newer_id, older_id) in enumerate(pairwise(ids), start=1):
        if UUID7.fullmatch(newer_id) and UUID7.fullmatch(older_id) and older_id[:MADE_IN] > newer_id[:MADE_IN]:
            yield f"The id of /items/{place} was made after that of the item before it."


def _ids(items: Items) -> list[str]:
    """An item's own id is the first of its members that is called so."""
    names = [name for item in items[:1] for name in item if name.endswith("Id")]
    return [str(item.get(names[0])) for item in items] if names else []


def _filters(exchange: Exchange) -> dict[str, str]:
    """Those that the contract has, sent once, and in which nothing could be read in two ways."""
    query = str(exchange.response.request.url).partition("?")[2]
    return {
        name: values[0]
        for name, values in exchange.query.items()
        if name not in PAGING
        and parameter(exchange.document, exchange.operation, "query", name)
        and len(values) == 1
        and "+" not in query
        and "\ufffd" not in values[0]
    }


def _has(item: Mapping[str, Any], name: str, value: str) -> bool:
    """True for a filter that no member is called by."""
    if f"{name}s" in item and isinstance(item[f"{name}s"], list):
        return value in item[f"{name}s"]
    return name not in item or isinstance(item[name], dict | list) or str(item[name]) == value


CHECKS = (page,)

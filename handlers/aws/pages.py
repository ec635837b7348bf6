"""Pages of a tenant's items, newest first, by a bounded number of Querys."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from handlers.aws.attributes import AttributeMap, attributes
from handlers.aws.changes import Request
from handlers.runs.pages import BadCursor, Page, Wanted, cursor_after, read_cursor

Item = TypeVar("Item")
# A page that they do not fill is a short one, with a cursor.
QUERIES = 5
# DynamoDB counts items before it filters them: a filter looks at no fewer than these with one Query.
FILTERED = 100


def filtered(request: Request, name: str, condition: str, value: Any) -> None:
    """Adds a condition; `condition` has the attribute's name as {0} and its value as {1}."""
    expression = condition.format(f"#{name}", f":{name}")
    before = request.get("FilterExpression")
    request["FilterExpression"] = f"{before} AND {expression}" if before else expression
    request.setdefault("ExpressionAttributeNames", {})[f"#{name}"] = name
    request["ExpressionAttributeValues"] |= attributes({f":{name}": value})


def list_request(table: str, tenant: str, prefix: str) -> Request:
    return {
        "TableName": table,
        "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)",
        "ExpressionAttributeValues": attributes({":pk": tenant, ":prefix": prefix}),
        "ScanIndexForward": False,
    }


def read_page(
    dynamodb: Any, request: Request, prefix: str, wanted: Wanted, item_of: Callable[[AttributeMap], Item]
) -> Page[Item] | BadCursor:
    """`request` is a list's, with its filters; its `prefix` is the list's name as well."""
    after = read_cursor(prefix, wanted)
    if isinstance(after, BadCursor):
        return after
    found, last = _found(dynamodb, request, prefix, wanted, after)
    if len(found) > wanted.limit:
        found = found[: wanted.limit]
        last = _id(found[-1], prefix)
    cursor = None if last is None else cursor_after(last, prefix, wanted)
    return Page(tuple(item_of(item) for item in found), cursor)


def _found(
    dynamodb: Any, request: Request, prefix: str, wanted: Wanted, after: str | None
) -> tuple[Sequence[AttributeMap], str | None]:
    """One item more than wanted, if there is one, tells that the page is not the last; and where the look ended."""
    found: list[AttributeMap] = []
    for _ in range(QUERIES):
        start = {} if after is None else {"ExclusiveStartKey": attributes({"pk": wanted.tenant, "sk": prefix + after})}
        left = wanted.limit + 1 - len(found)
        count = max(left, FILTERED) if "FilterExpression" in request else left
        answer = dynamodb.query(**request, **start, Limit=count)
        found += answer["Items"]
        last = answer.get("LastEvaluatedKey")
        after = None if last is None else _id(last, prefix)
        if after is None or len(found) > wanted.limit:
            break
    return found, after


def _id(item: AttributeMap, prefix: str) -> str:
    sort_key: str = item["sk"]["S"]
    return sort_key.removeprefix(prefix)

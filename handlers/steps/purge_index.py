"""Removes what is left of runs that were cancelled or failed and of documents that were deleted: a batch of messages.

Event: SQS's, of messages {tenant, runId, documentId}; either of the last two may be null. The answer names the messages
that failed: those come again, the others do not. A message that comes again finds nothing left, or what is left.
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from handlers.aws.adapters import object_store
from handlers.documents import places
from handlers.steps.indexing import publish, remove
from handlers.steps.step_log import stepped
from handlers.telemetry.logs import logger
from handlers.telemetry.observing import observed

STEP = "purge_index"


def handle(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    with observed(STEP):
        failed = _purge(event["Records"])
    return {"batchItemFailures": [{"itemIdentifier": message} for message in sorted(failed)]}


def _purge(records: list[dict[str, Any]]) -> set[str]:
    """The messages that failed."""
    started = perf_counter()
    failed: set[str] = set()
    orders: dict[str, dict[str, Any]] = {}
    for record in records:
        with _failing(failed, record["messageId"]):
            order = json.loads(record["body"])
            _clear(order)
            orders[record["messageId"]] = order
    for tenant, messages in _by_changed_index(orders).items():
        with _failing(failed, *messages):
            publish(tenant)
    for message, order in orders.items():
        stepped(STEP, order, "failed" if message in failed else "done", started)
    return failed


def _clear(order: dict[str, Any]) -> None:
    tenant, run_id, document_id = order["tenant"], order["runId"], order["documentId"]
    if run_id is not None:
        object_store().delete_prefix(places.work(tenant, run_id))
    if document_id is not None:
        object_store().delete_prefix(places.document(tenant, document_id))
        remove(tenant, document_id)


def _by_changed_index(orders: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """The messages by tenant: an index is written anew once, however many of its documents go."""
    messages: dict[str, list[str]] = defaultdict(list)
    for message, order in orders.items():
        if order["documentId"] is not None:
            messages[order["tenant"]].append(message)
    return messages


@contextmanager
def _failing(failed: set[str], *messages: str) -> Iterator[None]:
    try:
        yield
    except Exception:  # noqa: BLE001 - whatever it is: the others are not to come again
        logger().exception("messages to be purged come again", extra={"messages": messages})
        failed.update(messages)

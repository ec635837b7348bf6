"""A batch of messages as a function gets it, and what the function's answer says of each of them.

https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html and services-sqs-errorhandling.html there.
"""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moto.sqs.models import Message, Queue

Record = Mapping[str, Any]

# A function's payload is at most 6 MB; what is around a record's body, its attributes excepted, is well below 2 KB.
MAX_BATCH_BYTES = 6 * 1024 * 1024
_ENVELOPE_BYTES = 2048


@dataclass(frozen=True, slots=True)
class Received:
    """A message, and its record as it was when it was received: others may receive it after its visibility timeout."""

    message: Message
    record: Record


def receive(message: Message, queue: Queue) -> Received:
    record = {
        "messageId": message.id,
        "receiptHandle": message.receipt_handle,
        "body": message.body,
        "attributes": {name: str(value) for name, read in _ATTRIBUTES.items() if (value := read(message)) is not None},
        "messageAttributes": {name: _attribute(given) for name, given in message.message_attributes.items()},
        **({"md5OfMessageAttributes": message.attribute_md5} if message.message_attributes else {}),
        "md5OfBody": message.body_md5,
        "eventSource": "aws:sqs",
        "eventSourceARN": queue.queue_arn,
        "awsRegion": queue.region,
    }
    return Received(message, record)


def event_of(batch: Sequence[Received]) -> bytes:
    return json.dumps({"Records": [each.record for each in batch]}, ensure_ascii=False).encode()


def size_of(message: Message) -> int:
    """In bytes, of its record at most."""
    attributes = json.dumps(message.message_attributes, default=_text_of) if message.message_attributes else ""
    return len(json.dumps(message.body, ensure_ascii=False).encode()) + 2 * len(attributes) + _ENVELOPE_BYTES


def finished(batch: Sequence[Received], payload: bytes, *, reports_failures: bool) -> list[Message]:
    """Those to be deleted after the function has returned `payload`. All others come again.

    A function that reports what has failed has failed as a whole if its report cannot be understood: no object, an
    identifier that is missing, empty, no text, or of no message in the batch.
    """
    messages = [each.message for each in batch]
    if not reports_failures:
        return messages
    failed = _failed(payload, frozenset(message.id for message in messages))
    return [] if failed is None else [message for message in messages if message.id not in failed]


def _failed(payload: bytes, known: frozenset[str]) -> frozenset[str] | None:
    """None where the whole batch has."""
    try:
        response = json.loads(payload or b"null")
    except (ValueError, RecursionError):
        return None
    if response is None:
        return frozenset()
    failures = response.get("batchItemFailures") or [] if isinstance(response, dict) else None
    if not isinstance(failures, list):
        return None
    told: list[Any] = [failure.get("itemIdentifier") if isinstance(failure, dict) else None for failure in failures]
    return frozenset(told) if all(isinstance(each, str) and each in known for each in told) else None


def _attribute(given: Mapping[str, Any]) -> Record:
    """`stringListValues` and `binaryListValues` are there, and always empty."""
    value = {
        member: _text_of(given[name])
        for name, member in (("StringValue", "stringValue"), ("BinaryValue", "binaryValue"))
        if given.get(name) is not None
    }
    return {**value, "stringListValues": [], "binaryListValues": [], "dataType": given["DataType"]}


def _text_of(value: object) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


_ATTRIBUTES: Mapping[str, Callable[[Any], object]] = {
    "ApproximateReceiveCount": lambda message: message.approximate_receive_count,
    "AWSTraceHeader": lambda message: message.system_attributes.get("AWSTraceHeader", {}).get("StringValue"),
    "SentTimestamp": lambda message: message.sent_timestamp,
    "SequenceNumber": lambda message: message.sequence_number,
    "MessageGroupId": lambda message: message.group_id,
    "SenderId": lambda message: message.sender_id,
    "MessageDeduplicationId": lambda message: message.deduplication_id,
    "ApproximateFirstReceiveTimestamp": lambda message: message.approximate_first_receive_timestamp,
    "DeadLetterQueueSourceArn": lambda message: getattr(message, "dead_letter_source_arn", None),
}

"""What a function's answer says of its batch."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.sqs.models import Message, Queue, sqs_backends

from emulator.sqs.batches import Received, event_of, finished, receive, size_of

QUEUE: Queue = sqs_backends["210987654321"]["eu-west-1"].create_queue("pets")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


def batch_of(*ids: str) -> list[Received]:
    return [receive(Message(message_id, f"body of {message_id}"), QUEUE) for message_id in ids]


def ids_of(messages: Sequence[Message]) -> list[str]:
    return [message.id for message in messages]


def report(*identifiers: object) -> bytes:
    return json.dumps({"batchItemFailures": [{"itemIdentifier": each} for each in identifiers]}).encode()


@given(st.sets(st.text(min_size=1, max_size=3), min_size=1), st.data())
def test_each_message_is_either_reported_or_finished(ids: set[str], data: st.DataObject) -> None:
    failed = data.draw(st.sets(st.sampled_from(sorted(ids))))

    left = finished(batch_of(*ids), report(*failed), reports_failures=True)

    assert set(ids_of(left)) == ids - failed


@given(JSON | st.builds(lambda failures: {"batchItemFailures": failures}, JSON))
def test_whatever_is_answered_a_batch_is_finished_as_a_whole_or_not_at_all(answer: object) -> None:
    left = finished(batch_of("\x00", "\x01"), json.dumps(answer).encode(), reports_failures=True)

    assert ids_of(left) in ([], ["\x00", "\x01"])


@pytest.mark.parametrize(
    "answer",
    [
        b"not JSON",
        b'"text"',
        b"[]",
        b"1",
        b'{"batchItemFailures": {"itemIdentifier": "1"}}',
        b'{"batchItemFailures": ["1"]}',
        b'{"batchItemFailures": [{"id": "1"}]}',
        b"[" * 100_000,
        report(None),
        report(""),
        report("3"),
        report("1", "3"),
        report(["1"]),
    ],
)
def test_report_that_cannot_be_understood_finishes_nothing(answer: bytes) -> None:
    assert finished(batch_of("1", "2"), answer, reports_failures=True) == []


@pytest.mark.parametrize("answer", [b"not JSON", report("1"), b"null"])
def test_answer_says_nothing_where_failures_are_not_reported(answer: bytes) -> None:
    assert ids_of(finished(batch_of("1", "2"), answer, reports_failures=False)) == ["1", "2"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.text(min_size=1, alphabet='aé\x00"'))
def test_record_is_no_larger_than_is_counted(body: str, value: str) -> None:
    message = Message("1", body)
    message.message_attributes = {"kind": {"DataType": "String", "StringValue": value}}
    message.mark_sent()
    message.mark_received(30)

    record = event_of([receive(message, QUEUE)])

    assert len(record) <= size_of(message)

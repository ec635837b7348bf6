"""Asynchronous invocations on real workers; one of Lambda's minutes lasts ten milliseconds."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from emulator.functions.event_queue import QueueLimits
from emulator.functions.events import MAX_HOPS
from emulator.functions.invocation import Refusal
from emulator.functions.pool import Limits
from tests.emulator.functions.bench import Bench
from tests.emulator.functions.versions import version_of

FAILS = "def handle(event, context): raise ValueError('no such pet')"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:queue"


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench(Limits(workers=4))
    yield bench
    bench.close()


def test_an_event_that_fails_is_tried_three_times_and_told_of(bench: Bench) -> None:
    bench.deploy(version_of(FAILS))
    bench.registry.events = replace(bench.registry.events, on_failure=QUEUE)

    request_id = bench.ask_later(b'{"n": 1}', done=lambda: bool(bench.deliveries.records))

    destination, record = bench.deliveries.records[0]
    assert destination == QUEUE
    assert record["requestContext"]["requestId"] == request_id
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 3
    assert record["responsePayload"]["errorMessage"] == "no such pet"
    assert [observed.error for observed in bench.observed] == [True] * 3


def test_every_attempt_has_the_same_request_id(bench: Bench) -> None:
    bench.deploy(version_of(FAILS))
    bench.registry.events = replace(bench.registry.events, on_failure=QUEUE)

    request_id = bench.ask_later(b"{}", done=lambda: bool(bench.deliveries.records))

    starts = [line for line in bench.logs.messages["/aws/lambda/greet"] if line.startswith("START")]
    assert starts == [f"START RequestId: {request_id} Version: $LATEST"] * 3


def test_a_success_is_told_to_its_own_destination(bench: Bench) -> None:
    bench.deploy(version_of())
    bench.registry.events = replace(bench.registry.events, on_success=QUEUE, on_failure="arn:aws:sqs:other")

    bench.ask_later(b'{"n": 1}', done=lambda: bool(bench.deliveries.records))

    assert [destination for destination, _ in bench.deliveries.records] == [QUEUE]
    assert bench.deliveries.records[0][1]["responsePayload"] == {"n": 1}


def test_a_dead_letter_is_the_event_itself(bench: Bench) -> None:
    bench.deploy(version_of(FAILS))
    bench.registry.events = replace(bench.registry.events, max_retries=0, dead_letter_target=QUEUE)

    bench.ask_later(b'{"n": 1}', done=lambda: bool(bench.deliveries.dead_letters))

    target, payload, attributes = bench.deliveries.dead_letters[0]
    assert (target, payload) == (QUEUE, b'{"n": 1}')
    assert attributes["ErrorMessage"] == ("String", "no such pet")


def test_a_function_may_be_the_destination_of_another(bench: Bench) -> None:
    """Here of itself: its first event fails, the record of that succeeds."""
    bench.deploy(version_of("def handle(event, context):\n    if 'version' not in event: raise ValueError"))
    bench.registry.events = replace(bench.registry.events, max_retries=0, on_failure=bench.registry.events.function_arn)

    bench.ask_later(b"{}", done=lambda: len(bench.observed) == 2)

    assert [observed.error for observed in bench.observed] == [True, False]


def test_a_function_that_tells_itself_of_its_successes_ends(bench: Bench) -> None:
    bench.deploy(version_of("def handle(event, context): pass"))
    bench.registry.events = replace(bench.registry.events, on_success=bench.registry.events.function_arn)

    bench.ask_later(b"{}", done=lambda: len(bench.observed) == MAX_HOPS)
    bench.invoke("after that")

    assert len(bench.observed) == MAX_HOPS + 1


def test_an_event_for_a_function_that_is_turned_off_goes_to_the_dead_letters_at_once(bench: Bench) -> None:
    bench.deploy(version_of())
    bench.registry.reserved_concurrency = 0
    bench.registry.events = replace(bench.registry.events, dead_letter_target=QUEUE)

    accepted = bench.ask_later(b"{}", done=lambda: bool(bench.deliveries.dead_letters))

    assert isinstance(accepted, str)
    assert bench.deliveries.dead_letters[0][2]["ErrorCode"] == ("Number", "429")
    assert [observed.throttled for observed in bench.observed] == [True]


def test_throttled_events_run_in_the_end(bench: Bench) -> None:
    bench.deploy(version_of("import time\ndef handle(event, context): time.sleep(0.05)"))
    bench.registry.reserved_concurrency = 1

    def ran() -> int:
        return sum(not observed.throttled for observed in bench.observed)

    bench.ask_later(b"1", done=lambda: True)
    bench.ask_later(b"2", done=lambda: ran() == 2)

    assert any(observed.throttled for observed in bench.observed)


@pytest.mark.parametrize("limits", [QueueLimits(events=0), QueueLimits(queued_bytes=3)], ids=["events", "bytes"])
def test_a_queue_without_room_takes_no_more(limits: QueueLimits) -> None:
    bench = Bench(Limits(workers=1), limits)
    bench.deploy(version_of())

    refused = bench.ask_later(json.dumps("long").encode(), done=lambda: True)
    bench.close()

    assert isinstance(refused, Refusal)
    assert (refused.status, refused.code) == (429, "TooManyRequestsException")


def test_an_event_for_nobody_is_refused(bench: Bench) -> None:
    refused = bench.ask_later(b"{}", done=lambda: True)

    assert isinstance(refused, Refusal)
    assert refused.status == 404

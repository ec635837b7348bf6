"""What becomes of asynchronous invocations: decisions, records and dead letters, without a clock."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from emulator.functions.events import Ended, Event, Wait, dead_letter_attributes, decide, invocation_record
from emulator.functions.function_version import EventSettings
from emulator.functions.invocation import Invocation, Refusal

ARN = "arn:aws:lambda:us-east-1:123456789012:function:greet"
SETTINGS = EventSettings(f"{ARN}:$LATEST")
EVENT = Event(ARN, b'{"n": 1}', "id-1", runs=1)
NOW = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)

SUCCEEDED = Invocation(b'"ok"', None, "", "id-1", 1.0, "$LATEST")
FAILED = Invocation(b'{"errorMessage": "no", "errorType": "E"}', "Unhandled", "", "id-1", 1.0, "$LATEST")
THROTTLED = Refusal(429, "TooManyRequestsException", "Rate Exceeded.")


def test_a_success_is_the_end() -> None:
    assert decide(EVENT, SUCCEEDED, SETTINGS, age=0) == Ended("Success")


def test_a_function_that_fails_is_tried_twice_more_after_one_minute_and_two() -> None:
    outcomes = [decide(replace(EVENT, runs=runs), FAILED, SETTINGS, age=0) for runs in (1, 2, 3)]

    assert outcomes == [Wait(60), Wait(120), Ended("RetriesExhausted")]


def test_a_function_may_ask_for_no_retries() -> None:
    settings = replace(SETTINGS, max_retries=0)

    assert decide(EVENT, FAILED, settings, age=0) == Ended("RetriesExhausted")


@pytest.mark.parametrize(("max_age", "outcome"), [(60, Ended("EventAgeExceeded")), (62, Wait(60))])
def test_an_event_that_would_be_too_old_by_then_is_not_tried_again(max_age: int, outcome: Wait | Ended) -> None:
    """As recorded: with a maximum age of a minute, the first failure is the last."""
    settings = replace(SETTINGS, max_age_seconds=max_age)

    assert decide(EVENT, FAILED, settings, age=1) == outcome


def test_throttles_are_retried_with_waits_that_double_up_to_five_minutes() -> None:
    waits = [decide(replace(EVENT, refusals=count), THROTTLED, SETTINGS, age=0) for count in (1, 2, 3, 40)]

    assert waits == [Wait(1), Wait(2), Wait(4), Wait(300)]


def test_throttles_do_not_count_as_attempts_of_the_function() -> None:
    event = replace(EVENT, runs=0, refusals=50)

    assert isinstance(decide(event, THROTTLED, SETTINGS, age=0), Wait)


def test_a_throttled_event_ends_of_age() -> None:
    assert decide(replace(EVENT, refusals=9), THROTTLED, SETTINGS, age=21_500) == Ended("EventAgeExceeded")


def test_a_function_that_is_turned_off_is_not_tried_again() -> None:
    settings = replace(SETTINGS, turned_off=True)

    assert decide(EVENT, THROTTLED, settings, age=0) == Ended("ZeroReservedConcurrency")


def test_the_record_of_a_success() -> None:
    record = invocation_record(EVENT, SUCCEEDED, SETTINGS, "Success", NOW)

    assert record == {
        "version": "1.0",
        "timestamp": "2026-01-02T03:04:05.678Z",
        "requestContext": {
            "requestId": "id-1",
            "functionArn": f"{ARN}:$LATEST",
            "condition": "Success",
            "approximateInvokeCount": 1,
        },
        "requestPayload": {"n": 1},
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST"},
        "responsePayload": "ok",
    }


def test_the_record_of_a_failure_has_the_error() -> None:
    record = invocation_record(replace(EVENT, runs=3), FAILED, SETTINGS, "RetriesExhausted", NOW)

    assert record["requestContext"]["approximateInvokeCount"] == 3
    assert record["responseContext"]["functionError"] == "Unhandled"
    assert record["responsePayload"] == json.loads(FAILED.payload)


def test_the_record_of_a_function_that_never_ran_has_no_response() -> None:
    record = invocation_record(replace(EVENT, runs=0), THROTTLED, SETTINGS, "ZeroReservedConcurrency", NOW)

    assert record["requestContext"]["approximateInvokeCount"] == 0
    assert not {"responseContext", "responsePayload"} & record.keys()


def test_a_dead_letters_attributes_are_as_recorded() -> None:
    attributes = dead_letter_attributes(EVENT, FAILED, "RetriesExhausted")

    assert attributes == {
        "RequestID": ("String", "id-1"),
        "ErrorCode": ("Number", "200"),
        "ErrorMessage": ("String", "no"),
    }


def test_a_dead_letter_of_a_throttle_has_its_status() -> None:
    attributes = dead_letter_attributes(EVENT, THROTTLED, "EventAgeExceeded")

    assert attributes["ErrorCode"] == ("Number", "429")
    assert attributes["ErrorMessage"] == ("String", "Rate Exceeded.")


def test_a_long_error_message_is_cut() -> None:
    failed = replace(FAILED, payload=json.dumps({"errorMessage": "x" * 5000}).encode())

    attributes = dead_letter_attributes(EVENT, failed, "RetriesExhausted")

    assert len(attributes["ErrorMessage"][1]) == 1024

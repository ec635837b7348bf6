"""Which requests are sent again, and how long is waited before."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.python.ai_facade.policy import (
    LONGEST_ASKED_SECONDS,
    LONGEST_SECONDS,
    REPEATABLE,
    RETRIES,
    STATUSES,
    next_delay,
)
from clients.python.ai_facade.retry_after import retry_after

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
READ = httpx.Request("GET", "https://stage.test/runs")
KEYED = httpx.Request("POST", "https://stage.test/documents", headers={"Idempotency-Key": "k"})
TOKEN = httpx.Request("POST", "https://stage.test/oauth2/token", extensions={REPEATABLE: True})
UNKEYED = httpx.Request("POST", "https://stage.test/documents")
DELETION = httpx.Request("DELETE", "https://stage.test/documents/1")
JITTERS = st.floats(0, 1, exclude_max=True)


def delay(
    answer: httpx.Response | httpx.TransportError, request: httpx.Request = READ, attempt: int = 0
) -> float | None:
    return next_delay(attempt, answer, request, now=NOW, jitter=0.5)


@pytest.mark.parametrize("request_", [READ, KEYED, TOKEN], ids=["safe", "keyed", "token"])
@pytest.mark.parametrize("status", sorted(STATUSES))
def test_what_may_be_repeated_is_repeated_when_the_service_is_busy(request_: httpx.Request, status: int) -> None:
    assert delay(httpx.Response(status), request_) is not None


@pytest.mark.parametrize("request_", [UNKEYED, DELETION], ids=["post", "delete"])
@pytest.mark.parametrize("answer", [httpx.Response(503), httpx.ConnectError("refused")], ids=["503", "refused"])
def test_what_may_have_been_done_already_is_not_repeated(
    request_: httpx.Request, answer: httpx.Response | httpx.TransportError
) -> None:
    assert delay(answer, request_) is None


def test_a_request_whose_twin_is_on_its_way_is_asked_for_again_as_its_answer_says() -> None:
    assert delay(httpx.Response(409, headers={"Retry-After": "2"}), KEYED) == 2
    assert delay(httpx.Response(409), KEYED) is None


@given(st.integers(100, 599).filter(lambda status: status not in STATUSES | {409}))
def test_no_other_answer_is_asked_for_again(status: int) -> None:
    assert delay(httpx.Response(status, headers={"Retry-After": "1"})) is None


@pytest.mark.parametrize(
    ("failure", "repeated"),
    [
        (httpx.ConnectError("refused"), True),
        (httpx.ReadTimeout("slow"), True),
        (httpx.ReadError("reset"), True),
        (httpx.RemoteProtocolError("cut off"), True),
        (httpx.UnsupportedProtocol("gopher"), False),
        (httpx.ProxyError("denied"), False),
    ],
)
def test_connections_that_break_are_tried_again_and_wrong_addresses_are_not(
    failure: httpx.TransportError, repeated: bool
) -> None:
    assert (delay(failure) is not None) is repeated


@given(st.integers(RETRIES, 10**6))
def test_there_is_an_end_to_it(attempt: int) -> None:
    assert delay(httpx.Response(503), attempt=attempt) is None


@given(st.integers(0, RETRIES - 1), JITTERS)
def test_without_a_wish_it_backs_off_with_full_jitter(attempt: int, jitter: float) -> None:
    waited = next_delay(attempt, httpx.Response(503), READ, now=NOW, jitter=jitter)

    assert waited is not None
    assert 0 <= waited <= min(LONGEST_SECONDS, 0.5 * 2**attempt)


@given(st.integers(0, int(LONGEST_ASKED_SECONDS)), st.integers(0, RETRIES - 1), JITTERS)
def test_a_wish_is_granted_to_the_second(seconds: int, attempt: int, jitter: float) -> None:
    answer = httpx.Response(429, headers={"Retry-After": str(seconds)})

    assert next_delay(attempt, answer, READ, now=NOW, jitter=jitter) == seconds


@given(st.integers(int(LONGEST_ASKED_SECONDS) + 1, 10**400))
def test_whoever_would_wait_too_long_gets_the_answer(seconds: int) -> None:
    assert delay(httpx.Response(429, headers={"Retry-After": str(seconds)[:4000]})) is None


@given(st.integers(-(10**6), 10**6))
def test_a_date_means_the_seconds_until_then(seconds: int) -> None:
    moment = format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)

    assert retry_after(httpx.Headers({"Retry-After": moment}), NOW) == max(0, seconds)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_any_wish_is_read_as_seconds_or_not_at_all(text: str) -> None:
    said = retry_after(httpx.Headers({"Retry-After": text}), NOW)

    assert said is None or said >= 0

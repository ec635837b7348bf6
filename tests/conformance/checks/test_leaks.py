from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.broken import PromiseBroken
from conformance.checks.leaks import no_internals
from tests.conformance.checks.exchanges import ORIGIN, answer, case, context, problem

HEADER, CLAIMS, SIGNATURE = "eyJhbGciOiJSUzI1NiJ9", "eyJzdWIiOiJyZXNlYXJjaCJ9", "c2lnbmF0dXJl"
TOKEN = f"{HEADER}.{CLAIMS}.{SIGNATURE}"

LEAKS = [
    'Traceback (most recent call last):\n  File "/var/task/run_task.py", line 1, in handle',
    "KeyError: 'runId'",
    "botocore.exceptions.ClientError",
    "The conditional request failed: ConditionalCheckFailedException",
    "User: arn:aws:sts::123456789012:assumed-role/runTask is not authorized",
    "The account 123456789012 has no table.",
    "No such file: /opt/python/wordllama",
    "DynamoDB is busy.",
    "BEDROCK_CHAT_MODEL_ID is not set.",
    "Connection refused: http://10.0.0.7:8080/v1",
    "cannot reach 169.254.169.254",
    "localhost:4566 refused",
    f"The token {TOKEN} has expired.",
]


@pytest.mark.parametrize("leak", LEAKS)
def test_what_is_inside_is_reported_in_an_error(leak: str) -> None:
    with pytest.raises(PromiseBroken, match="what is inside"):
        no_internals(context(), problem(500, "internal-error", members={"detail": leak}), case("runTask"))


@pytest.mark.parametrize("leak", LEAKS)
def test_what_is_inside_is_reported_in_a_body_that_is_no_json(leak: str) -> None:
    with pytest.raises(PromiseBroken, match="what is inside"):
        no_internals(context(), answer(leak.encode(), 502, {"Content-Type": "text/plain"}), case("runTask"))


@pytest.mark.parametrize("leak", LEAKS)
def test_what_is_inside_is_reported_in_a_header(leak: str) -> None:
    with pytest.raises(PromiseBroken, match="what is inside"):
        no_internals(context(), answer(headers={"X-Debug": leak}), case("runTask"))


def test_what_is_inside_is_reported_where_a_run_says_why_it_failed() -> None:
    failed = {"type": "urn:ai-facade:problem:x", "title": "Failed", "detail": "Traceback (most recent call last)"}

    with pytest.raises(PromiseBroken, match="stack trace"):
        no_internals(context(), answer({"items": [{"problem": failed}]}), case("listRuns"))


@pytest.mark.parametrize(
    ("detail", "sent"),
    [
        ("There is no such run.", None),
        ("The body is not JSON: see line 3, column 12.", b"{"),
        ("The body has 2097152 bytes; this operation reads at most 1048576.", None),
        ('the value is not one of "embed", "classify"', None),
        ("The text is not UTF-8: byte 0 (0xB4) cannot be read. Save it as UTF-8 and send it again.", None),
        ("Sign the request anew with valid AWS credentials.", None),
        ("An error. An exception. It is 2026-12-01T00:00:00.000Z.", None),
        (f"See {ORIGIN}/openapi.json.", None),
        ("Run 0192f0c1-7d3a-7c51-9a55-123456789012 is none.", None),
        ("Additional properties are not allowed ('Traceback' was unexpected)", {"Traceback": 1}),
        ("Additional properties are not allowed ('KeyError' was unexpected)", b'{"Key\\u0045rror": 1}'),
        ("No 'http://10.0.0.7:8080' here", {"text": "at http://10.0.0.7:8080"}),
    ],
)
def test_words_that_anyone_may_read_pass(detail: str, sent: Any) -> None:
    errors = [{"pointer": "/Traceback", "detail": detail}] if sent == {"Traceback": 1} else None
    response = problem(members={"detail": detail, "errors": errors}, sent=sent, method="POST")

    no_internals(context(), response, case("runTask"))


def test_what_the_query_or_a_header_said_may_be_said_again() -> None:
    response = problem(
        members={"detail": "cursor=MY_VALUE 'ValueError'"},
        url="/?cursor=MY%5FVALUE",
        sent_headers={"X-A": "ValueError"},
    )

    no_internals(context(), response, case("listRuns"))


def test_the_gateways_own_headers_pass() -> None:
    headers = {
        "x-amzn-errortype": "UnauthorizedException",
        "x-amz-apigw-id": "eyJ123456789=",
        "x-amzn-trace-id": "Root=1-6b040a7c-123456789012345678901234;Parent=c7562df14285badc;Sampled=0",
    }

    no_internals(context(), problem(401, "unauthorized", headers), case("listRuns"))


def test_a_success_may_hold_any_text_of_its_caller() -> None:
    response = answer({"items": [{"title": "KeyError in /var/task", "labels": ["Traceback"]}]})

    no_internals(context(), response, case("listDocuments"))


def test_a_model_server_may_say_what_it_likes() -> None:
    response = answer({"error": "ValueError: http://10.0.0.7"}, 400)

    no_internals(context(), response, case("readModelServer"))


def test_a_token_of_ours_is_reported_whoever_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", TOKEN)
    response = answer({"received": f"Bearer {TOKEN}"}, sent_headers={"Authorization": f"Bearer {TOKEN}"})

    with pytest.raises(PromiseBroken, match="API_KEY"):
        no_internals(context(), response, case("readModelServer"))


@given(leak=st.sampled_from(LEAKS), before=st.text(max_size=5), after=st.text(max_size=5), cut=st.integers(0, 60))
def test_whatever_the_body_said_may_be_said_again_cut_or_whole(leak: str, before: str, after: str, cut: int) -> None:
    said = f"{before}{leak}{after}"
    shown = f"'{said[:cut]}…' was unexpected, and so was '{said}'"

    no_internals(context(), problem(members={"detail": shown}, sent={"text": [said]}, method="POST"), case("runTask"))

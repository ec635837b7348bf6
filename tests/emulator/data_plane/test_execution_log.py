"""Execution logs of a stage, in AWS's words: which lines a call leaves, at which level."""

import pytest

from emulator.data_plane.execution_log import mask, truncated
from emulator.data_plane.journal import Lines
from emulator.functions.invocation import Refusal
from emulator.snapshot import MethodSettings, Throttle, UsagePlan
from tests.emulator.data_plane.fakes import FakeFunctions, failed, succeeded
from tests.emulator.data_plane.rest_apis import (
    API_ID,
    FUNCTION_ARN,
    STAGE,
    Deployed,
    header,
    lambda_proxy,
    method,
    mock,
    settings,
    snapshot,
)

KEY = "key-value-0123456789"
PATHS = {
    "/pets": {"GET": method(mock(response="{}")), "POST": method(mock(), requestModels={"application/json": "Pet"})},
    "/pets/{id}": {"GET": method(lambda_proxy())},
    "/keyed": {"GET": method(mock(), apiKeyRequired=True)},
    "/broken": {"GET": method(mock(request="{}"))},
}
MODELS = {"Pet": {"type": "object", "required": ["name"]}}


def stage(
    level: str = "INFO",
    *,
    data_trace: bool = True,
    functions: FakeFunctions | None = None,
    throttle: Throttle | None = None,
) -> Deployed:
    logging = MethodSettings(throttle, logging_level=level, data_trace=data_trace)
    return Deployed(
        snapshot(PATHS, models=MODELS),
        settings(method_settings={"*/*": logging}),
        functions=functions or FakeFunctions(succeeded({"statusCode": 200, "body": "four"})),
    )


def lines(stage: Deployed) -> list[str]:
    """Of the latest call."""
    call = stage.observed[-1].call
    assert call is not None
    journal = call.arrival.journal
    assert isinstance(journal, Lines)
    return [line.text for line in journal.lines]


def test_call_of_a_mock_leaves_the_recorded_lines() -> None:
    deployed = stage()

    answer = deployed.call("GET", "/pets", query="a=1&b=2")

    request_id = header(answer, "x-amzn-RequestId")
    assert [line for line in lines(deployed) if not line.startswith("Method request headers")] == [
        f"Extended Request Id: {header(answer, 'x-amz-apigw-id')}",
        f"Verifying Usage Plan for request: {request_id}. API Key:  API Stage: {API_ID}/{STAGE}",
        (
            "API Key  authorized because method 'GET /pets' does not require API Key. "
            "Request will not contribute to throttle or quota limits"
        ),
        f"Usage Plan check succeeded for API Key  and API Stage {API_ID}/{STAGE}",
        f"Starting execution for request: {request_id}",
        "HTTP Method: GET, Resource Path: /pets",
        "Method request path: {}",
        "Method request query string: {a=1, b=2}",
        "Method request body before transformations: ",
        "Method response body after transformations: {}",
        "Method response headers: {Content-Type=application/json}",
        "Successfully completed execution",
        "Method completed with status: 200",
    ]


def test_call_of_a_function_tells_of_the_invocation() -> None:
    deployed = stage()

    deployed.call("GET", "/pets/7")

    told = lines(deployed)
    place = f"2015-03-31/functions/{FUNCTION_ARN}/invocations"
    assert "Method request path: {id=7}" in told
    assert f"Endpoint request URI: https://lambda.eu-west-1.amazonaws.com/{place}" in told
    assert f"Sending request to https://lambda.eu-west-1.amazonaws.com/{place}" in told
    assert "Received response. Status: 200, Integration latency: 0 ms" in told
    assert 'Endpoint response body before transformations: {"statusCode": 200, "body": "four"}' in told
    assert "Method response body after transformations: four" in told
    assert told[-2:] == [
        "Method completed with status: 200",
        "AWS Integration Endpoint RequestId : lambda-request-id",
    ]


def test_without_data_trace_nothing_that_was_sent_is_told() -> None:
    deployed = stage(data_trace=False)

    deployed.call("GET", "/pets/7", headers=(("X-Told", "no"),), query="secret=1")

    told = "\n".join(lines(deployed))
    assert "Starting execution for request" in told
    assert "Received response. Status: 200" in told
    assert "X-Told" not in told
    assert "secret" not in told
    assert "four" not in told


def test_level_error_tells_of_failures_alone() -> None:
    deployed = stage("ERROR", functions=FakeFunctions(failed({"errorMessage": "no such pet"})))

    deployed.call("GET", "/pets")
    without_failure = lines(deployed)
    deployed.call("GET", "/pets/7")

    assert without_failure == []
    assert lines(deployed) == [
        (
            "Lambda execution failed with status 200 due to customer function error: no such pet. "
            "Lambda request id: lambda-request-id"
        )
    ]


def test_stage_that_logs_nothing_has_no_journal() -> None:
    deployed = stage("OFF")

    deployed.call("GET", "/pets")

    call = deployed.observed[0].call
    assert call is not None
    assert call.arrival.journal is None


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        pytest.param(
            ("GET", "/broken"),
            "Execution failed due to configuration error: "
            "The request template of a MOCK integration names no statusCode.",
            id="configuration error",
        ),
        pytest.param(
            ("POST", "/pets"),
            "Request body does not match model schema for content type application/json: "
            '[object has missing required properties (["name"])]',
            id="body",
        ),
    ],
)
def test_failure_says_why(call: tuple[str, str], reason: str) -> None:
    deployed = stage("ERROR")

    deployed.call(*call, body=b"{}", headers=(("Content-Type", "application/json"),))

    assert lines(deployed)[0] == reason


def test_malformed_result_of_a_function_is_told_as_recorded() -> None:
    deployed = stage("ERROR", functions=FakeFunctions(succeeded({"menuid": "978"})))

    deployed.call("GET", "/pets/7")

    assert lines(deployed) == ["Execution failed due to configuration error: Malformed Lambda proxy response"]


def test_lambda_that_refuses_is_told() -> None:
    refusal = Refusal(429, "TooManyRequestsException", "Rate Exceeded.")
    deployed = stage(functions=FakeFunctions(refusal))

    deployed.call("GET", "/pets/7")

    assert "Received response. Status: 429, Integration latency: 0 ms" in lines(deployed)
    assert "Method completed with status: 500" in lines(deployed)


def test_key_that_is_not_let_in_is_told_without_the_key() -> None:
    deployed = stage("ERROR")

    deployed.call("GET", "/keyed", headers=(("x-api-key", KEY),))

    assert lines(deployed) == [
        (
            "API Key **************456789 not authorized because method 'GET /keyed' requires API Key and API Key "
            f"is not associated with a Usage Plan for API Stage {API_ID}/{STAGE}: "
            "No Usage Plan found for key and API Stage"
        )
    ]


def test_throttled_call_is_told_with_its_limit() -> None:
    deployed = stage("ERROR")
    deployed.grant(UsagePlan("plan", Throttle(1, 1), None, {}), KEY)

    deployed.call("GET", "/keyed", headers=(("x-api-key", KEY),))
    deployed.call("GET", "/keyed", headers=(("x-api-key", KEY),))

    assert lines(deployed) == [
        (
            f"Key throttle limit exceeded for RestApi {API_ID}, Stage {STAGE}, Resource r2, HttpMethod GET. "
            "Limit: 1.00 Burst: 1"
        )
    ]


def test_throttled_call_without_a_key_leaves_the_recorded_lines() -> None:
    deployed = stage(throttle=Throttle(1, 1))

    deployed.call("GET", "/pets")
    answer = deployed.call("GET", "/pets")

    request_id = header(answer, "x-amzn-RequestId")
    assert lines(deployed)[1:] == [
        f"Verifying Usage Plan for request: {request_id}. API Key:  API Stage: {API_ID}/{STAGE}",
        (
            f"Key throttle limit exceeded for RestApi {API_ID}, Stage {STAGE}, Resource r0, HttpMethod GET. "
            "Limit: 1.00 Burst: 1"
        ),
        "Method completed with status: 429",
    ]


def test_secret_headers_are_masked_to_their_end() -> None:
    deployed = stage()

    deployed.call("GET", "/pets", headers=(("x-api-key", KEY), ("Authorization", "Bearer abcdefghij"), ("Accept", "*")))

    told = next(line for line in lines(deployed) if line.startswith("Method request headers"))
    assert "x-api-key=**************456789, Authorization=***********efghij, Accept=*" in told


@pytest.mark.parametrize(("secret", "shown"), [("", ""), ("short", "*****"), ("a" * 12, "*" * 12)])
def test_short_secrets_are_masked_whole(secret: str, shown: str) -> None:
    assert mask(secret) == shown


def test_f307_lines_are_cut_after_1024_characters() -> None:
    assert truncated("a" * 1024) == "a" * 1024
    assert truncated("a" * 1025) == "a" * 1024 + " [TRUNCATED]"


def test_call_leaves_a_bounded_number_of_lines() -> None:
    journal = Lines(lambda: 0.0)

    for _ in range(1000):
        journal.say("a line")

    assert len(journal.lines) == 60

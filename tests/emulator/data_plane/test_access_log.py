"""Access logs in the format of the stage."""

import json

import pytest

from emulator.snapshot import UsagePlan
from tests.emulator.data_plane.fakes import FakeFunctions, succeeded
from tests.emulator.data_plane.rest_apis import Deployed, header, lambda_proxy, method, mock, settings, snapshot

KEY = "key-value-0123456789"
ARN = "arn:aws:logs:eu-west-1:123456789012:log-group:access"


def logged(log_format: str | None, *call: str, destination: str | None = ARN) -> Deployed:
    paths = {
        "/a/{id}": {"GET": method(mock(response="{}"), apiKeyRequired=True)},
        "/f": {"GET": method(lambda_proxy())},
    }
    log = settings(access_log_format=log_format, access_log_destination_arn=destination)
    stage = Deployed(snapshot(paths), log, functions=FakeFunctions(succeeded({"body": "four"})))
    stage.grant(UsagePlan("plan", None, None, {}), KEY)
    stage.call(*call, headers=(("x-api-key", KEY), ("User-Agent", 'a"b\n')), client_ip="192.0.2.7")
    return stage


def test_line_has_the_stage_format() -> None:
    log_format = (
        "$context.identity.sourceIp [$context.requestTime] $context.httpMethod $context.resourcePath $context.path"
        " $context.status $context.responseLength $context.responseLatency $context.requestTimeEpoch $context.stage"
        " $context.apiId $context.protocol ${context.accountId}"
    )

    entry = logged(log_format, "GET", "/a/7").log[0]

    assert (entry.api_id, entry.stage_name, entry.destination_arn) == ("abc123", "dev", ARN)
    assert entry.line == (
        "192.0.2.7 [22/Nov/2025:20:00:00 +0000] GET /a/{id} /dev/a/7 200 2 0 1763841600000"
        " dev abc123 HTTP/1.1 123456789012"
    )


def test_line_in_json_stays_json() -> None:
    log_format = (
        '{"agent": "$context.identity.userAgent", "message": $context.error.messageString,'
        ' "error": "$context.error.message", "type": "$context.error.responseType", "path": "$context.resourcePath"}'
    )

    line = logged(log_format, "GET", "/nothing").log[0].line

    assert json.loads(line) == {
        "agent": 'a"b\n',
        "message": "Missing Authentication Token",
        "error": "Missing Authentication Token",
        "type": "MISSING_AUTHENTICATION_TOKEN",
        "path": "-",
    }


def test_integration_is_told() -> None:
    log_format = " ".join(
        f"$context.{name}"
        for name in ("integration.status", "integration.latency", "integration.requestId", "integrationErrorMessage")
    )

    assert logged(log_format, "GET", "/f").log[0].line == "200 0 lambda-request-id -"
    assert logged(log_format, "GET", "/a/7").log[0].line == "- - - -"


def test_api_key_is_masked() -> None:
    stage = logged("$context.identity.apiKeyId $context.identity.apiKey", "GET", "/a/7")

    assert stage.log[0].line == f"id-of-{KEY} **********456789"


def test_what_is_not_known_is_a_dash() -> None:
    assert logged("$context.authorizer.claims.sub $context.nonsense", "GET", "/a/7").log[0].line == "- -"


def test_request_id_is_the_one_in_the_answer() -> None:
    stage = logged("$context.requestId $context.extendedRequestId", "GET", "/f")

    answer = stage.call("GET", "/f")

    assert stage.log[1].line == f"{header(answer, 'x-amzn-RequestId')} {header(answer, 'x-amz-apigw-id')}"


@pytest.mark.parametrize(("log_format", "destination"), [(None, ARN), ("$context.status", None)])
def test_stage_without_a_format_or_a_destination_logs_nothing(log_format: str | None, destination: str | None) -> None:
    assert logged(log_format, "GET", "/f", destination=destination).log == []


def test_log_that_cannot_be_written_does_not_fail_the_call(caplog: pytest.LogCaptureFixture) -> None:
    stage = logged("$context.status", "GET", "/f")

    def fail(_: object) -> None:
        raise OSError("no room")

    stage.gateway._observers = [fail]

    assert stage.call("GET", "/f").status == 200
    assert "could not be recorded" in caplog.text

"""What becomes of a proxied function's result. The ids are those of the facts about AWS."""

import base64
from typing import Any

import pytest

from emulator.functions.invocation import Invocation, Refusal
from tests.emulator.data_plane.fakes import FakeFunctions, failed, succeeded
from tests.emulator.data_plane.rest_apis import (
    Deployed,
    document,
    header,
    header_values,
    lambda_proxy,
    method,
    snapshot,
)

PNG = b"\x89PNG\r\n\x1a\n"
PNG_TEXT = base64.b64encode(PNG).decode()


def stage_with(
    outcome: Invocation | Refusal, *, gateway_responses: dict[str, Any] | None = None, **api: Any
) -> Deployed:
    paths = {"/{proxy+}": {"ANY": method(lambda_proxy())}}
    return Deployed(snapshot(paths, gateway_responses=gateway_responses, **api), functions=FakeFunctions(outcome))


@pytest.mark.parametrize(
    ("result", "status", "body"),
    [
        pytest.param({"statusCode": 200}, 200, "", id="F014 F029"),
        pytest.param(
            {"statusCode": 200, "body": "dGVzdC1kYXRh", "isBase64Encoded": True}, 200, "dGVzdC1kYXRh", id="F018"
        ),
        pytest.param({"statusCode": 200, "body": "dGVzdC1kYXRh"}, 200, "dGVzdC1kYXRh", id="F019"),
        pytest.param({"statusCode": "201"}, 201, "", id="F025"),
        pytest.param({"headers": {"test-header": "value"}}, 200, "", id="F027"),
        pytest.param({}, 200, "", id="F032"),
        pytest.param({"statusCode": None, "body": None, "multiValueHeaders": None}, 200, "", id="nulls"),
        pytest.param({"statusCode": 200, "body": 12}, 200, "12", id="number for a body"),
    ],
)
def test_result_is_the_answer(result: object, status: int, body: str) -> None:
    answer = stage_with(succeeded(result)).call("POST", "/test")

    assert (answer.status, answer.body.decode()) == (status, body)


@pytest.mark.parametrize(
    "result",
    [
        pytest.param({"statusCode": 200, "wrongValue": "value"}, id="F017 F031"),
        pytest.param("justAString", id="F026"),
        None,
        [],
        7,
        {"statusCode": "two hundred"},
        {"statusCode": 99},
        {"statusCode": 1000},
        {"statusCode": True},
        {"body": {"an": "object"}},
        {"headers": []},
        {"headers": {"a": ["b"]}},
        {"headers": {"a": "b\r\nc: d"}},
        {"headers": {"a b": "c"}},
        {"multiValueHeaders": {"a": "b"}},
        {"isBase64Encoded": []},
    ],
    ids=repr,
)
def test_malformed_result_is_502(result: object) -> None:
    answer = stage_with(succeeded(result)).call("POST", "/test")

    assert (answer.status, document(answer)) == (502, {"message": "Internal server error"})
    assert header(answer, "x-amzn-ErrorType") == "InternalServerErrorException"


def test_result_that_is_not_json_is_502() -> None:
    result = Invocation(b"not json", None, "", "id", 1.0, "$LATEST")

    assert stage_with(result).call("GET", "/test").status == 502


def test_f016_answer_has_these_headers() -> None:
    answer = stage_with(succeeded({"statusCode": 200, "headers": None})).call("POST", "/test")

    assert {name for name, _ in answer.headers} == {
        "Content-Type",
        "X-Amzn-Trace-Id",
        "x-amz-apigw-id",
        "x-amzn-RequestId",
    }
    assert header(answer, "Content-Type") == "application/json"


def test_f020_header_may_have_several_values() -> None:
    result = {"statusCode": 200, "multiValueHeaders": {"test-multi": ["value1", "value2"]}}

    answer = stage_with(succeeded(result)).call("POST", "/test")

    assert header_values(answer, "test-multi") == ["value1", "value2"]


@pytest.mark.parametrize(
    ("single", "multiple", "values"),
    [
        pytest.param("test-multi", "test-multi", ["value-multi", "value-solo"], id="same name"),
        pytest.param("test-multi", "tesT-Multi", ["value-multi", "value-solo"], id="another casing"),
    ],
)
def test_header_of_both_maps_has_all_its_values_and_one_name(single: str, multiple: str, values: list[str]) -> None:
    result = {"headers": {single: "value-solo"}, "multiValueHeaders": {multiple: ["value-multi"]}}

    answer = stage_with(succeeded(result)).call("POST", "/test")

    assert [(name, value) for name, value in answer.headers if name.lower() == "test-multi"] == [
        (multiple, value) for value in values
    ]


def test_both_header_maps_are_merged() -> None:
    result = {
        "headers": {"a": "1", "b": "2", "flag": True, "n": 5, "content-type": "text/plain"},
        "multiValueHeaders": {"a": ["1", "3"]},
    }

    answer = stage_with(succeeded(result)).call("POST", "/test")

    assert header_values(answer, "a") == ["1", "3"]
    assert [header(answer, name) for name in ("b", "flag", "n")] == ["2", "true", "5"]
    assert header(answer, "Content-Type") == "text/plain"


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "Connection",
        "Content-Length",
        "Content-MD5",
        "Date",
        "Expect",
        "Host",
        "Max-Forwards",
        "Proxy-Authenticate",
        "Server",
        "Trailer",
        "Upgrade",
        "User-Agent",
        "WWW-Authenticate",
    ],
)
def test_header_that_the_gateway_keeps_for_itself_is_remapped(name: str) -> None:
    answer = stage_with(succeeded({"headers": {name: "mine"}})).call("GET", "/test")

    assert header(answer, name) is None
    assert (f"x-amzn-Remapped-{name}", "mine") in answer.headers


def test_framing_of_the_function_is_dropped() -> None:
    answer = stage_with(succeeded({"headers": {"Transfer-Encoding": "chunked"}})).call("GET", "/test")

    assert not [name for name, _ in answer.headers if "transfer-encoding" in name.lower()]


def test_answers_that_have_no_body_get_none() -> None:
    answer = stage_with(succeeded({"statusCode": 204, "body": "text"})).call("GET", "/test")

    assert (answer.status, answer.body) == (204, b"")


@pytest.mark.parametrize(
    ("binary_types", "accept", "encoded", "decoded"),
    [
        pytest.param([], "image/png", True, False, id="no binary types"),
        pytest.param(["image/png", "*/test"], "image/png", True, True, id="F037"),
        pytest.param(["image/png", "*/test"], "image/jpg", True, False, id="another type"),
        pytest.param(["image/png", "*/test"], "image/*", True, False, id="a wildcard that is not declared"),
        pytest.param(["image/png", "*/test"], "*/test", True, False, id="F040"),
        pytest.param(["image/png", "*/test"], "random/test", True, False, id="F041"),
        pytest.param(["image/png", "*/test"], "*/*", True, False, id="F042"),
        pytest.param(["image/png", "*/test"], "image/webp,image/png,*/*;q=0.8", True, False, id="F043"),
        pytest.param(["image/png", "*/test"], "image/png,image/*,*/*;q=0.8", True, True, id="F044"),
        pytest.param(["image/png", "*/test"], "image/png", False, False, id="F045"),
        pytest.param(["image/png", "application/*", "image/jpg"], "application/whatever", True, True, id="wildcard"),
        pytest.param(
            ["image/png", "application/*", "image/jpg"], "application/*", True, True, id="the wildcard itself"
        ),
        pytest.param(["image/png", "application/*", "image/jpg"], "image/jpg", True, True, id="another declared type"),
        pytest.param(["image/png", "application/*", "image/jpg"], "application", True, False, id="no media type"),
        pytest.param(["image/png", "application/*", "image/jpg"], None, True, False, id="F051"),
        pytest.param(["application/*"], "application/pdf", True, True, id="right wildcard"),
        pytest.param(["*/*"], None, True, True, id="all types"),
    ],
)
def test_body_is_decoded_for_who_accepts_a_binary_type_first(
    binary_types: list[str], accept: str | None, encoded: bool, decoded: bool
) -> None:
    result = {"body": PNG_TEXT, "isBase64Encoded": encoded, "headers": {"Content-Type": "image/png"}}
    stage = stage_with(succeeded(result), binaryMediaTypes=binary_types)

    answer = stage.call("POST", "/test", headers=(("Accept", accept),) if accept else ())

    assert answer.body == (PNG if decoded else PNG_TEXT.encode())


def test_f052_body_that_is_not_base64_is_a_configuration_error() -> None:
    stage = stage_with(succeeded({"body": "èé+à)(", "isBase64Encoded": True}), binaryMediaTypes=["image/png"])

    answer = stage.call("POST", "/test", headers=(("Accept", "image/png"),))

    assert (answer.status, document(answer)) == (500, {"message": "Internal server error"})


def test_function_error_is_502() -> None:
    answer = stage_with(failed({"errorMessage": "secret", "stackTrace": []})).call("GET", "/test")

    assert (answer.status, document(answer)) == (502, {"message": "Internal server error"})


def test_f291_function_that_timed_out_is_502() -> None:
    answer = stage_with(failed({"errorMessage": "Task timed out after 3.00 seconds"})).call("GET", "/test")

    assert answer.status == 502


def test_502_takes_the_default_gateway_response() -> None:
    own = {"DEFAULT_5XX": {"responseTemplates": {"application/json": '{"type": "$context.error.responseType"}'}}}

    answer = stage_with(failed({}), gateway_responses=own).call("GET", "/test")

    assert (answer.status, document(answer)) == (502, {"type": "DEFAULT_5XX"})


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param(Refusal(404, "ResourceNotFoundException", "Function not found"), id="no function"),
        pytest.param(Refusal(429, "TooManyRequestsException", "Rate Exceeded."), id="throttled"),
        pytest.param(Refusal(413, "RequestTooLargeException", "Too large"), id="F293 over Lambda's own limit"),
    ],
)
def test_invocation_that_lambda_refuses_is_not_shown(refusal: Refusal) -> None:
    answer = stage_with(refusal).call("GET", "/test")

    assert (answer.status, document(answer)) == (500, {"message": "Internal server error"})


def test_throttled_function_takes_the_gateway_response_of_a_failed_integration() -> None:
    own = {"INTEGRATION_FAILURE": {"statusCode": "503"}}

    answer = stage_with(Refusal(429, "TooManyRequestsException", ""), gateway_responses=own).call("GET", "/test")

    assert answer.status == 503


def test_f290_function_that_takes_too_long_is_504() -> None:
    paths = {"/slow": {"GET": method(lambda_proxy(timeoutInMillis=50))}}
    stage = Deployed(snapshot(paths), functions=FakeFunctions(blocked=True))

    answer = stage.call("GET", "/slow")

    assert (answer.status, document(answer)) == (504, {"message": "Endpoint request timed out"})
    assert header(answer, "x-amzn-ErrorType") == "InternalServerErrorException"

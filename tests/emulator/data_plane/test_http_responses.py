"""What callers get of HTTP integrations. The ids are those of the facts about AWS."""

from typing import Any

import pytest

from emulator.data_plane.endpoints import EndpointFailure, EndpointResponse
from tests.emulator.data_plane.http_integrations import INTERNAL_SERVER_ERROR, JSON, integrated
from tests.emulator.data_plane.rest_apis import (
    document,
    header,
    header_values,
)


def test_f174_http_answers_with_a_trace_and_no_header_of_the_endpoint() -> None:
    outcome = EndpointResponse(200, (*JSON, ("Server", "gunicorn"), ("X-Own", "1")), b'{"a": 1}')

    answer = integrated("HTTP", outcome=outcome).call("POST", "/test")

    assert (answer.status, document(answer)) == (200, {"a": 1})
    assert {name for name, _ in answer.headers} == {
        *("Content-Type", "X-Amzn-Trace-Id", "x-amzn-RequestId", "x-amz-apigw-id")
    }


def test_f176_http_proxy_passes_headers_back_under_names_of_their_own() -> None:
    sent = (*JSON, ("Connection", "keep-alive"), ("Content-Length", "2"), ("Date", "today"), ("x-amzn-RequestId", "1"))
    outcome = EndpointResponse(201, (*sent, ("x-amzn-trace-id", "Root=theirs"), ("Transfer-Encoding", "x")), b"{}")

    answer = integrated("HTTP_PROXY", outcome=outcome).call("POST", "/test")

    assert answer.status == 201
    assert dict(answer.headers) | {"x-amzn-RequestId": "", "x-amz-apigw-id": ""} == {
        "Content-Type": "application/json",
        "x-amzn-Remapped-Connection": "keep-alive",
        "x-amzn-Remapped-Content-Length": "2",
        "x-amzn-Remapped-Date": "today",
        "x-amzn-Remapped-x-amzn-RequestId": "1",
        "X-Amzn-Trace-Id": "Root=theirs",
        "x-amzn-RequestId": "",
        "x-amz-apigw-id": "",
    }


@pytest.mark.parametrize("kind", ["HTTP", "HTTP_PROXY"])
@pytest.mark.parametrize(
    ("failure", "status", "message"),
    [
        pytest.param(EndpointFailure("no such name", unusable=True), 500, "Internal server error", id="F171"),
        pytest.param(EndpointFailure("29 s", timed_out=True), 504, "Endpoint request timed out", id="F290"),
        pytest.param(EndpointFailure("reset"), 504, "Network error communicating with endpoint", id="broken off"),
    ],
)
def test_endpoint_that_gives_no_answer(kind: str, failure: EndpointFailure, status: int, message: str) -> None:
    answer = integrated(kind, outcome=failure).call("GET", "/test")

    assert (answer.status, document(answer)) == (status, {"message": message})
    assert header(answer, "x-amzn-ErrorType") == "InternalServerErrorException"


@pytest.mark.parametrize(("kind", "status"), [("HTTP", 200), ("HTTP_PROXY", 400)])
def test_status_of_the_endpoint_is_passed_by_proxy_alone(kind: str, status: int) -> None:
    answer = integrated(kind, outcome=EndpointResponse(400, JSON, b'{"status_code": 400}')).call("POST", "/test")

    assert (answer.status, document(answer)) == (status, {"status_code": 400})


@pytest.mark.parametrize(("given", "answered"), [(201, 200), (404, 400), (500, 200)])
def test_http_selects_its_response_by_the_status(given: int, answered: int) -> None:
    responses = {"200": {"statusCode": "200"}, "400": {"statusCode": "400", "selectionPattern": r"4\d{2}"}}
    stage = integrated("HTTP", outcome=EndpointResponse(given, JSON, b"{}"), integrationResponses=responses)

    assert stage.call("GET", "/test").status == answered


def test_status_that_no_response_matches_is_a_configuration_error() -> None:
    responses = {"200": {"statusCode": "200", "selectionPattern": "2.."}}
    stage = integrated("HTTP", outcome=EndpointResponse(404, JSON, b"{}"), integrationResponses=responses)

    assert stage.call("GET", "/test").status == 500


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("integration.response.header.x-one", ["1"]),
        ("integration.response.header.Set-Cookie", ["b=2"]),
        ("integration.response.multivalueheader.Set-Cookie", ["a=1", "b=2"]),
        ("integration.response.header.X-None", []),
        ("integration.response.body", ['{"a": {"b": [1, "x"]}, "n": null}']),
        ("integration.response.body.a.b[1]", ["x"]),
        ("integration.response.body.a", ['{"b":[1,"x"]}']),
        ("integration.response.body.n", []),
        ("integration.response.body.nothing", []),
        ("stageVariables.team", ["blue"]),
        ("context.stage", ["dev"]),
        ("'static'", ["static"]),
    ],
)
def test_response_header_is_mapped_from(source: str, values: list[str]) -> None:
    given = (*JSON, ("X-One", "1"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    outcome = EndpointResponse(200, given, b'{"a": {"b": [1, "x"]}, "n": null}')
    responses = {"200": {"statusCode": "200", "responseParameters": {"method.response.header.X-Mapped": source}}}
    stage = integrated("HTTP", outcome=outcome, integrationResponses=responses, variables={"team": "blue"})

    assert header_values(stage.call("GET", "/test"), "X-Mapped") == values


def test_response_template_reads_the_endpoints_body() -> None:
    template = "#set($context.responseOverride.status = 418)$input.path('$.name') of $stageVariables.team"
    responses = {"200": {"statusCode": "200", "responseTemplates": {"text/plain": template}}}
    outcome = EndpointResponse(200, JSON, b'{"name": "Ada"}')
    stage = integrated("HTTP", outcome=outcome, integrationResponses=responses, variables={"team": "blue"})

    answer = stage.call("GET", "/test")

    assert (answer.status, answer.body, header(answer, "Content-Type")) == (418, b"Ada of blue", "text/plain")


def test_response_template_that_reads_what_is_no_json_is_a_configuration_error() -> None:
    responses = {"200": {"statusCode": "200", "responseTemplates": {"application/json": "$input.json('$')"}}}
    outcome = EndpointResponse(200, (("Content-Type", "text/html"),), b"<html>")

    answer = integrated("HTTP", outcome=outcome, integrationResponses=responses).call("GET", "/test")

    assert (answer.status, document(answer)) == (500, INTERNAL_SERVER_ERROR)


def test_what_the_endpoint_compressed_is_passed_as_it_is() -> None:
    outcome = EndpointResponse(200, (*JSON, ("Content-Encoding", "gzip")), b"\x1f\x8b\xff")

    answer = integrated("HTTP_PROXY", outcome=outcome).call("GET", "/test")

    assert (answer.body, header(answer, "Content-Encoding")) == (b"\x1f\x8b\xff", "gzip")


def test_stream_is_passed_on_as_it_comes() -> None:
    async def parts() -> Any:
        yield b"one "
        yield b"two"

    outcome = EndpointResponse(200, (("Content-Type", "text/event-stream"),), b"", parts())
    stage = integrated("HTTP_PROXY", outcome=outcome, responseTransferMode="STREAM")

    answer, chunks = stage.stream("GET", "/test")

    assert (answer.status, header(answer, "Content-Type"), chunks) == (200, "text/event-stream", [b"one ", b"two"])
    assert stage.http.streamed == [True]

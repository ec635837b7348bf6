"""AWS integrations of Lambda functions, without proxy. The ids are those of the facts about AWS."""

import base64
import json
from typing import Any

import pytest

from emulator.functions.invocation import Invocation, Refusal
from tests.emulator.data_plane.fakes import FakeFunctions, failed, succeeded
from tests.emulator.data_plane.rest_apis import (
    FUNCTION_ARN,
    LAMBDA_URI,
    Deployed,
    document,
    header,
    method,
    settings,
    snapshot,
)

INTERNAL_SERVER_ERROR = {"message": "Internal server error"}
BY_ERROR_MESSAGE = {
    "200": {"statusCode": "200"},
    "405": {"statusCode": "405", "selectionPattern": ".*four hundred.*"},
    "502": {"statusCode": "502", "selectionPattern": ".+"},
    "504": {"statusCode": "504", "selectionPattern": "200"},
}


def integrated(outcome: Invocation | Refusal | None = None, *, path: str = "/test", **wire: Any) -> Deployed:
    """ANY {path} to a function that gives its event back, or has `outcome`."""
    variables = wire.pop("variables", {})
    responses = {"200": {"statusCode": "200"}}
    integration = {"type": "AWS", "httpMethod": "POST", "uri": LAMBDA_URI, "integrationResponses": responses, **wire}
    functions = FakeFunctions(handler=lambda event: event) if outcome is None else FakeFunctions(outcome)
    api = snapshot({path: {"ANY": method(integration)}})
    return Deployed(api, settings(variables=variables), functions=functions)


def responses(**response: Any) -> dict[str, Any]:
    return {"200": {"statusCode": "200", **response}}


def test_f053_body_is_the_event_and_the_result_the_body() -> None:
    stage = integrated()

    answer = stage.call("POST", "/test", body=b'{"message": "hello world"}')

    assert stage.functions.arns == [FUNCTION_ARN]
    assert (answer.status, document(answer)) == (200, {"message": "hello world"})
    assert header(answer, "Content-Type") == "application/json"


def test_template_makes_the_event() -> None:
    stage = integrated(requestTemplates={"application/json": '{"param1": "$input.params(\'param1\')"}'})

    answer = stage.call("GET", "/test", query="param1=foobar")

    assert document(answer) == {"param1": "foobar"}


def test_f115_request_without_a_body_is_an_empty_event_and_the_answer_has_a_trace() -> None:
    answer = integrated().call("GET", "/test", headers=(("Content-Type", "application/json"), ("Age", "1")))

    assert document(answer) == {}
    assert {name for name, _ in answer.headers} == {
        *("Content-Type", "X-Amzn-Trace-Id", "x-amzn-RequestId", "x-amz-apigw-id")
    }


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Content-Length", id="F117"),
        pytest.param("Transfer-Encoding", id="F118"),
        pytest.param("Authorization", id="F119"),
        pytest.param("Connection", id="Connection"),
        pytest.param("Expect", id="F121"),
        pytest.param("Proxy-Authenticate", id="Proxy-Authenticate"),
        pytest.param("TE", id="F123"),
    ],
)
def test_header_that_must_not_be_mapped(name: str) -> None:
    stage = integrated(requestParameters={f"integration.request.header.{name}": "'value'"})

    answer = stage.call("GET", "/test")

    assert (answer.status, document(answer)) == (500, INTERNAL_SERVER_ERROR)
    assert header(answer, "x-amzn-ErrorType") == "InternalServerErrorException"
    assert stage.functions.events == []


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        pytest.param(succeeded("Pass"), 200, id="no error"),
        pytest.param(failed({"errorMessage": "Error: Raising four hundred from within"}), 405, id="F056"),
        pytest.param(failed({"errorMessage": "Error: Raising five hundred from within"}), 502, id="F057"),
        pytest.param(succeeded({"errorMessage": "four hundred"}), 200, id="a result that looks like an error"),
        pytest.param(failed({"errorMessage": None}), 200, id="an error without a message"),
        pytest.param(failed("no document"), 200, id="an error of another form"),
    ],
)
def test_error_message_selects_the_response(outcome: Invocation, status: int) -> None:
    answer = integrated(outcome, integrationResponses=BY_ERROR_MESSAGE).call("GET", "/test")

    assert (answer.status, document(answer)) == (status, json.loads(outcome.payload))


def test_error_of_several_lines_is_matched_as_a_whole() -> None:
    by_message = {"200": {"statusCode": "200"}, "400": {"statusCode": "400", "selectionPattern": "(?s)Bad.*"}}

    answer = integrated(failed({"errorMessage": "Bad\nvery bad"}), integrationResponses=by_message).call("GET", "/test")

    assert answer.status == 400


def test_error_that_no_response_is_for_is_a_configuration_error() -> None:
    patterned = {"400": {"statusCode": "400", "selectionPattern": "Bad.*"}}

    answer = integrated(failed({"errorMessage": "Good"}), integrationResponses=patterned).call("GET", "/test")

    assert (answer.status, document(answer)) == (500, INTERNAL_SERVER_ERROR)


@pytest.mark.parametrize(
    ("sent", "status", "answered"),
    [
        pytest.param({"httpStatus": "200"}, 202, {"statusCode": 200, "body": "noerror"}, id="no error"),
        pytest.param(
            {"httpStatus": "400", "errorMessage": "Bad request"},
            400,
            {"statusCode": 200, "body": "customerror"},
            id="F059",
        ),
    ],
)
def test_response_template_overrides_the_status(sent: dict[str, str], status: int, answered: dict[str, Any]) -> None:
    template = (
        "#set($root = $input.path('$'))"
        '#if($root.httpStatus == "400")#set($context.responseOverride.status = 400){"statusCode": 200, '
        '"body": "customerror"}'
        '#else#set($context.responseOverride.status = 202){"statusCode": 200, "body": "noerror"}#end'
    )
    stage = integrated(integrationResponses=responses(responseTemplates={"application/json": template}))

    answer = stage.call("POST", "/test", body=json.dumps(sent).encode())

    assert (answer.status, document(answer)) == (status, answered)


@pytest.mark.parametrize(
    ("variables", "version", "function"),
    [
        pytest.param({}, "", "echo-", id="F168"),
        pytest.param({"version": "1.0", "lambdaFunction": "v1"}, "1.0", "echo-v1", id="F169"),
    ],
)
def test_stage_variables_are_in_the_template_and_the_uri(
    variables: dict[str, str], version: str, function: str
) -> None:
    stage = integrated(
        uri=LAMBDA_URI.replace(":echo/", ":echo-${stageVariables.lambdaFunction}/"),
        requestTemplates={"application/json": '{"version": "$stageVariables.version"}'},
        variables=variables,
    )

    answer = stage.call("POST", "/test")

    assert document(answer) == {"version": version}
    assert stage.functions.arns == [FUNCTION_ARN.replace("echo", function)]


@pytest.mark.parametrize("source", ["'Event'", "method.request.header.InvocationType"])
def test_f035_function_may_run_later(source: str) -> None:
    stage = integrated(
        requestParameters={"integration.request.header.X-Amz-Invocation-Type": source},
        requestTemplates={"application/json": '{"wait": "$input.params(\'wait\')"}'},
        passthroughBehavior="WHEN_NO_TEMPLATES",
        contentHandling="CONVERT_TO_TEXT",
        path="/wait/{wait}",
    )

    answer = stage.call("GET", "/wait/3", headers=(("InvocationType", "Event"),))

    assert (answer.status, answer.body) == (200, b"")
    assert stage.functions.later == [{"wait": "3"}]
    assert stage.functions.events == []


def test_other_invocation_types_wait_for_the_result() -> None:
    mapping = {"integration.request.header.X-Amz-Invocation-Type": "'RequestResponse'"}

    assert document(integrated(requestParameters=mapping).call("POST", "/test", body=b"[1]")) == [1]


@pytest.mark.parametrize(
    ("mapped", "reached"),
    [
        pytest.param(base64.b64encode(b'{"custom": 1}').decode(), '{"custom": 1}', id="JSON in base64"),
        pytest.param("{}", None, id="no base64"),
        pytest.param(base64.b64encode(b"{").decode(), None, id="no JSON"),
        pytest.param(base64.b64encode(b"[" + b"1," * 2000 + b"1]").decode(), None, id="more than Lambda takes"),
    ],
)
def test_client_context_reaches_the_function(mapped: str, reached: str | None) -> None:
    stage = integrated(requestParameters={"integration.request.header.X-Amz-Client-Context": f"'{mapped}'"})

    stage.call("GET", "/test")

    assert stage.functions.client_contexts == [reached]


@pytest.mark.parametrize("mapping", [{}, {"integration.request.header.X-Amz-Invocation-Type": "'Event'"}])
@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param(Refusal(404, "ResourceNotFoundException", "no such function"), id="missing"),
        pytest.param(Refusal(429, "TooManyRequestsException", "Rate Exceeded."), id="throttled"),
    ],
)
def test_function_that_does_not_run_is_an_internal_error(refusal: Refusal, mapping: dict[str, str]) -> None:
    answer = integrated(refusal, requestParameters=mapping).call("GET", "/test")

    assert (answer.status, document(answer)) == (500, INTERNAL_SERVER_ERROR)


def test_f290_function_that_takes_too_long_is_a_timeout() -> None:
    stage = integrated(timeoutInMillis=50)
    stage.functions.blocked = True

    answer = stage.call("GET", "/test")

    assert (answer.status, document(answer)) == (504, {"message": "Endpoint request timed out"})


def test_event_that_is_no_json_does_not_reach_the_function() -> None:
    stage = integrated(requestTemplates={"application/json": '{"a": }'})

    answer = stage.call("POST", "/test", body=b"{}")

    assert answer.status == 400
    assert document(answer)["message"].startswith("Could not parse request body into json")
    assert stage.functions.events == []


@pytest.mark.parametrize(("credentials", "status"), [(None, 500), ("arn:aws:iam::123456789012:role/caller", 200)])
def test_function_that_lets_nobody_in_needs_credentials(credentials: str | None, status: int) -> None:
    stage = integrated(credentials=credentials)
    stage.functions.forbidden = True

    assert stage.call("GET", "/test").status == status


def test_headers_of_the_invocation_can_be_mapped() -> None:
    mapping = {
        "method.response.header.X-Error": "integration.response.header.X-Amz-Function-Error",
        "method.response.header.X-Lambda-Id": "integration.response.header.x-amzn-RequestId",
    }
    stage = integrated(failed({"errorMessage": "no"}), integrationResponses=responses(responseParameters=mapping))

    answer = stage.call("GET", "/test")

    assert (header(answer, "X-Error"), header(answer, "X-Lambda-Id")) == ("Unhandled", "lambda-request-id")


def test_function_returns_what_is_binary_in_base64() -> None:
    mapping = {"method.response.header.Content-Type": "'image/png'"}
    stage = integrated(
        succeeded(base64.b64encode(b"\x89PNG\xff").decode()),
        integrationResponses=responses(contentHandling="CONVERT_TO_BINARY", responseParameters=mapping),
    )

    answer = stage.call("GET", "/test")

    assert (answer.status, answer.body, header(answer, "Content-Type")) == (200, b"\x89PNG\xff", "image/png")


def test_stage_variable_may_be_the_whole_function() -> None:
    uri = LAMBDA_URI.replace(FUNCTION_ARN, "${stageVariables.fn}")

    stage = integrated(uri=uri, variables={"fn": FUNCTION_ARN + ":live"})
    stage.call("GET", "/test")

    assert stage.functions.arns == [FUNCTION_ARN + ":live"]


@pytest.mark.parametrize(
    ("behavior", "status"),
    [
        pytest.param("WHEN_NO_MATCH", 200, id="F148 no match"),
        pytest.param("WHEN_NO_TEMPLATES", 415, id="F148 no templates"),
        pytest.param("NEVER", 415, id="F148 never"),
    ],
)
def test_body_without_a_type_is_json(behavior: str, status: int) -> None:
    stage = integrated(requestTemplates={"application/xml": "{}"}, passthroughBehavior=behavior)

    assert stage.call("POST", "/test", body=b"{}").status == status


CUSTOM_ERROR = {"errorType": "NotThere", "httpStatus": 404, "trace": {"function": "find()", "line": 7}}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("errorMessage.errorType", "NotThere"),
        ("errorMessage.httpStatus", "404"),
        ("errorMessage.trace", '{"function":"find()","line":7}'),
        ("errorMessage.trace.function", "find()"),
        ("errorType", "Exception"),
        ("errorMessage.none", None),
    ],
)
def test_headers_are_mapped_from_inside_a_custom_error(path: str, value: str | None) -> None:
    error = {"errorMessage": json.dumps(CUSTOM_ERROR), "errorType": "Exception"}
    mapped = responses(responseParameters={"method.response.header.X-Error": f"integration.response.body.{path}"})

    answer = integrated(failed(error), integrationResponses=mapped).call("GET", "/test")

    assert header(answer, "X-Error") == value
    assert document(answer) == error


@pytest.mark.parametrize("message", ["{no JSON", "{" * 100_000, "[1]", '"text"'])
def test_error_message_that_is_no_object_is_mapped_as_it_is(message: str) -> None:
    mapped = responses(responseParameters={"method.response.header.X": "integration.response.body.errorMessage"})

    answer = integrated(failed({"errorMessage": message}), integrationResponses=mapped).call("GET", "/test")

    assert header(answer, "X") == message


@pytest.mark.parametrize(("pattern", "status"), [(".*", 202), ("|Bad.*", 202), (".+", 200), ("Bad.*", 200)])
def test_pattern_that_matches_no_message_overrides_the_default(pattern: str, status: int) -> None:
    """As documented: `.*` amounts to resetting its response as the default one."""
    patterned = {"200": {"statusCode": "200"}, "202": {"statusCode": "202", "selectionPattern": pattern}}

    answer = integrated(succeeded("fine"), integrationResponses=patterned).call("GET", "/test")

    assert answer.status == status

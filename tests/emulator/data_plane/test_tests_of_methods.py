"""TestInvokeMethod and TestInvokeAuthorizer: what they answer, and the log that they answer with."""

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from emulator.data_plane.test_authorizer import TriedAuthorizer, invoke_authorizer
from emulator.data_plane.test_invocation import Asked, Owner, TriedMethod, invoke_method
from tests.emulator.data_plane.fakes import FakeFunctions, failed, succeeded
from tests.emulator.data_plane.rest_apis import FUNCTION_ARN, LAMBDA_URI, Deployed, lambda_proxy, method, mock, snapshot

OWNER = Owner("123456789012", "eu-west-1")
REQUEST = Asked("GET", "", "", (), b"", {})
_DATED = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4} : (.*)", re.DOTALL)


def ask(**changes: Any) -> Asked:
    return Asked(**{name: getattr(REQUEST, name) for name in REQUEST.__slots__} | changes)


def tried(
    path: str,
    integration: Mapping[str, Any],
    asked: Asked = REQUEST,
    functions: FakeFunctions | None = None,
    **more: Any,
) -> TriedMethod:
    definition = snapshot({path: {"GET": method(integration, **more)}})
    stage = Deployed(definition, functions=functions or FakeFunctions())
    return asyncio.run(invoke_method(definition, asked, stage.services, OWNER))


def told(log: str) -> list[str]:
    """The lines without their dates, and the request id as "<id>"."""
    first, *lines = log.split("\n")
    request_id = first.removeprefix("Execution log for request ")
    assert lines.pop() == ""
    dated = [_DATED.fullmatch(line) for line in lines]
    return [found[1].replace(request_id, "<id>") if found else line for found, line in zip(dated, lines, strict=True)]


def test_f351_log_of_a_mock() -> None:
    tested = tried("/pets", mock(response='{"pets": "all the pets"}'))

    assert (tested.answer.status, tested.answer.body) == (200, b'{"pets": "all the pets"}')
    assert tested.answer.headers == (("Content-Type", "application/json"),)
    assert told(tested.log) == [
        "Starting execution for request: <id>",
        "HTTP Method: GET, Resource Path: /pets",
        "Method request path: {}",
        "Method request query string: {}",
        "Method request headers: {}",
        "Method request body before transformations: ",
        'Method response body after transformations: {"pets": "all the pets"}',
        "Method response headers: {Content-Type=application/json}",
        "Successfully completed execution",
        "Method completed with status: 200",
    ]


def test_f352_log_of_a_function() -> None:
    result = {"statusCode": 200, "body": '"response: {}"', "isBase64Encoded": False, "headers": {}}
    integration = {
        "type": "AWS",
        "httpMethod": "POST",
        "uri": LAMBDA_URI,
        "integrationResponses": {"200": {"statusCode": "200"}},
    }
    functions = FakeFunctions(succeeded(result))

    tested = tried("/foo", integration, functions=functions)

    lines = told(tested.log)
    uri = f"2015-03-31/functions/{FUNCTION_ARN}/invocations"
    assert lines[:6] == [
        "Starting execution for request: <id>",
        "HTTP Method: GET, Resource Path: /foo",
        "Method request path: {}",
        "Method request query string: {}",
        "Method request headers: {}",
        "Method request body before transformations: ",
    ]
    assert lines[6] == f"Endpoint request URI: https://lambda.eu-west-1.amazonaws.com/{uri}"
    assert re.fullmatch(
        r"Endpoint request headers: \{x-amzn-lambda-integration-tag=<id>, Authorization=\*+, X-Amz-Date=\d{8}T\d{6}Z, "
        r"x-amzn-apigateway-api-id=abc123, Accept=application/json, User-Agent=AmazonAPIGateway_abc123, "
        r"X-Amz-Security-Token=\*+ \[TRUNCATED\]",
        lines[7],
    )
    assert lines[8] == "Endpoint request body after transformations: "
    assert lines[9] == f"Sending request to https://lambda.eu-west-1.amazonaws.com/{uri}"
    assert lines[10] == "Received response. Status: 200, Integration latency: 0 ms"
    assert re.fullmatch(
        r"Endpoint response headers: \{Date=.* GMT, Content-Type=application/json, Content-Length=\d+, "
        r"Connection=keep-alive, x-amzn-RequestId=lambda-request-id, x-amzn-Remapped-Content-Length=0, "
        r"X-Amz-Executed-Version=\$LATEST, X-Amzn-Trace-Id=Root=.*\}",
        lines[11],
    )
    assert lines[12] == f"Endpoint response body before transformations: {json.dumps(result)}"
    assert lines[13] == f"Method response body after transformations: {json.dumps(result)}"
    assert re.fullmatch(
        r"Method response headers: \{X-Amzn-Trace-Id=Root=.*, Content-Type=application/json\}", lines[14]
    )
    assert lines[15:] == ["Successfully completed execution", "Method completed with status: 200"]
    assert {name for name, _ in tested.answer.headers} == {"Content-Type", "X-Amzn-Trace-Id"}


def test_path_query_headers_body_and_variables_reach_the_function() -> None:
    functions = FakeFunctions(succeeded({"statusCode": 204}))
    asked = ask(path="/pets/7", query="a=b", headers=(("X-Own", "1"),), body=b"{}", variables={"v": "1"})

    tested = tried("/pets/{id}", lambda_proxy(), asked, functions)

    event = functions.events[0]
    assert tested.answer.status == 204
    assert (event["path"], event["pathParameters"]) == ("/pets/7", {"id": "7"})
    assert (event["queryStringParameters"], event["headers"]) == ({"a": "b"}, {"X-Own": "1"})
    assert (event["body"], event["stageVariables"]) == ("{}", {"v": "1"})


def test_event_is_that_of_the_test_stage() -> None:
    functions = FakeFunctions(succeeded({"statusCode": 200}))

    tried("/pets/{id}", lambda_proxy(), functions=functions)

    event = functions.events[0]
    context = event["requestContext"]
    assert (event["headers"], event["multiValueHeaders"], event["body"]) == (None, None, None)
    assert (context["stage"], context["path"]) == ("test-invoke-stage", "/pets/{id}")
    assert (context["domainName"], context["domainPrefix"]) == ("testPrefix.testDomainName", "testPrefix")
    assert "deploymentId" not in context
    assert "authorizer" not in context
    assert context["identity"]["sourceIp"] == "test-invoke-source-ip"
    assert context["identity"]["apiKey"] == "test-invoke-api-key"
    assert context["identity"]["apiKeyId"] == "test-invoke-api-key-id"
    assert context["identity"]["userArn"] == "arn:aws:iam::123456789012:root"


def test_neither_key_nor_authorizer_is_asked_for() -> None:
    tested = tried("/pets", mock(), authorizationType="AWS_IAM", apiKeyRequired=True)

    assert tested.answer.status == 200


def test_function_that_fails_is_502_with_its_reason_in_the_log() -> None:
    tested = tried("/pets", lambda_proxy(), functions=FakeFunctions(failed({"errorMessage": "boom"})))

    assert tested.answer.status == 502
    assert tested.answer.headers == (("x-amzn-ErrorType", "InternalServerErrorException"),)
    assert told(tested.log)[-2:] == [
        (
            "Lambda execution failed with status 200 due to customer function error: boom. "
            "Lambda request id: lambda-request-id"
        ),
        "Method completed with status: 502",
    ]


def test_streamed_response_is_buffered() -> None:
    uri = LAMBDA_URI.replace("/invocations", "/response-streaming-invocations").replace("2015-03-31", "2021-11-15")
    functions = FakeFunctions(succeeded({}), streamed=(b'{"statusCode": 201}' + bytes(8) + b"one ", b"two"))

    tested = tried("/pets", lambda_proxy(uri=uri, responseTransferMode="STREAM"), functions=functions)

    assert (tested.answer.status, tested.answer.body, tested.answer.stream) == (201, b"one two", None)


AUTHORIZER = {"type": "TOKEN", "authorizerUri": LAMBDA_URI, "identitySource": "method.request.header.Authorization"}
POLICY = {"Version": "2012-10-17", "Statement": [{"Action": "execute-api:Invoke", "Effect": "Deny", "Resource": "*"}]}


def tried_authorizer(result: object, *headers: tuple[str, str], **authorizer: Any) -> tuple[TriedAuthorizer, Any]:
    functions = FakeFunctions(succeeded(result))
    definition = snapshot({}, authorizers={"auth1": {**AUTHORIZER, **authorizer}})
    stage = Deployed(definition, functions=functions)
    tested = asyncio.run(invoke_authorizer(definition, "auth1", ask(headers=headers), stage.services, OWNER))
    return tested, functions.events


def test_authorizer_tells_principal_policy_and_context() -> None:
    result = {"principalId": "6527a55d-5498-428b", "policyDocument": POLICY, "context": {"tenant": 7}}

    tested, events = tried_authorizer(result, ("Authorization", "token-0123456789"))

    assert tested.said.client_status == 0
    assert tested.said.principal_id == "6527a55d-5498-428b"
    assert json.loads(tested.said.policy) == POLICY
    assert tested.said.context == {"tenant": "7"}
    assert events[0]["methodArn"] == "arn:aws:execute-api:eu-west-1:123456789012:abc123/ESTestInvoke-stage/GET/"
    lines = told(tested.log)
    assert lines[:2] == ["Starting authorizer: auth1 for request: <id>", "Incoming identity: **********456789"]
    assert lines[-3:] == [
        f"Authorizer result body before parsing: {json.dumps(result)}",
        "Using valid authorizer policy for principal: ************8-428b",
        "Successfully completed authorizer execution",
    ]


@pytest.mark.parametrize(
    ("result", "headers", "status"),
    [
        pytest.param({}, (), 401, id="no identity"),
        pytest.param({"nothing": 1}, (("Authorization", "x"),), 500, id="malformed result"),
    ],
)
def test_authorizer_tells_what_a_client_would_get(
    result: object, headers: tuple[tuple[str, str], ...], status: int
) -> None:
    tested, _ = tried_authorizer(result, *headers)

    assert (tested.said.client_status, tested.said.principal_id, tested.said.policy) == (status, "", "")


def test_user_pool_tells_claims() -> None:
    pool = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/p1"
    definition = snapshot({}, authorizers={"auth1": {"type": "COGNITO_USER_POOLS", "providerARNs": [pool]}})
    stage = Deployed(definition)
    stage.user_pools.claims[pool, "good"] = {"sub": "u1", "token_use": "id", "exp": stage.clock.now + 60}

    asked = ask(headers=(("Authorization", "good"),))
    tested = asyncio.run(invoke_authorizer(definition, "auth1", asked, stage.services, OWNER))

    assert tested.said.client_status == 0
    assert tested.said.claims["sub"] == "u1"

"""Emulator: requests to a stage that has every kind of method, and what its functions answer."""

import asyncio
import json
import logging
from dataclasses import replace
from typing import Any

from emulator.data_plane.endpoints import EndpointResponse
from emulator.data_plane.messages import Answer, Received
from emulator.functions.invocation import Invocation
from emulator.snapshot import UsagePlan
from fuzzing.failures import first_failure
from fuzzing.sent import assert_sendable, sent_of
from fuzzing.target import Check, Target, Targets, lines_of
from tests.emulator.data_plane.fakes import FakeEndpoints, FakeFunctions
from tests.emulator.data_plane.rest_apis import (
    API_ID,
    LAMBDA_URI,
    STAGE,
    Deployed,
    lambda_proxy,
    method,
    mock,
    settings,
    snapshot,
)

_ECHO = (
    '{"path": $input.json("$.a"), "query": "$util.escapeJavaScript($input.params("q"))", "all": "$input.params()",'
    ' "agent": "$context.identity.userAgent", "body": "$util.base64Encode($input.body)", "p": "$input.path("$..b")"}'
)
_OVERRIDE = '#set($context.responseOverride.header["$input.params().querystring.keySet()"] = $input.params("q"))'
_PROBLEM = (
    '{"title": $context.error.messageString, "detail": "$context.error.validationErrorString", "p": "$context.path"}'
)
_REFLECTED = {
    "gatewayresponse.header.X-Query": "method.request.querystring.q",
    "gatewayresponse.header.X-Header": "method.request.header.X",
    "gatewayresponse.header.X-Path": "context.path",
}
_LOG = (
    '{"path": "$context.path", "agent": "$context.identity.userAgent", "error": "$context.error.validationErrorString"}'
)
_MODEL = {
    "type": "object",
    "properties": {
        "a": {"type": "string", "pattern": "^(a+)+$"},
        "b": {"oneOf": [{"type": "array"}, {"type": "null"}]},
    },
    "required": ["a"],
}
_VALIDATED = {
    "requestModels": {"application/json": "Model"},
    "requestParameters": {"method.request.querystring.q": True, "method.request.header.X": True},
}
_FORWARDED = {
    "integration.request.path.proxy": "method.request.path.proxy",
    "integration.request.querystring.q": "method.request.querystring.q",
    "integration.request.header.X": "method.request.header.X",
}


def _web(kind: str, uri: str, **more: Any) -> dict[str, Any]:
    responses = {
        "200": {
            "statusCode": "200",
            "responseParameters": {"method.response.header.X": "integration.response.header.x"},
        }
    }
    return {"type": kind, "httpMethod": "POST", "uri": uri, "integrationResponses": responses, **more}


def _deployed(**more: Any) -> Deployed:
    function = {
        **lambda_proxy(),
        "type": "AWS",
        "requestTemplates": {"application/json": _ECHO},
        "integrationResponses": {
            "200": {"statusCode": "200", "responseTemplates": {"application/json": _ECHO}},
            "400": {"statusCode": "400", "selectionPattern": ".*bad.*"},
        },
    }
    table = "arn:aws:apigateway:eu-west-1:dynamodb:action/GetItem"
    paths = {
        "/mock/{id}": {
            "ANY": method(
                mock('{"a": $input.json("$.a"), "statusCode": 200}', _ECHO, passthroughBehavior="NEVER"), **_VALIDATED
            )
        },
        "/echo/{proxy+}": {"ANY": method(mock('{"statusCode": 200}', _OVERRIDE + _ECHO, passthroughBehavior="NEVER"))},
        "/function/{proxy+}": {"ANY": method(lambda_proxy())},
        "/custom": {
            "ANY": method(function, methodResponses={"200": {"statusCode": "200"}, "400": {"statusCode": "400"}})
        },
        "/web/{proxy+}": {
            "ANY": method(
                _web("HTTP_PROXY", "http://h/{proxy}", requestParameters=_FORWARDED),
                requestParameters={"method.request.path.proxy": True},
            )
        },
        "/table": {"POST": method(_web("AWS", table, requestTemplates={"application/json": _ECHO}))},
        "/key": {"ANY": method(mock(), apiKeyRequired=True)},
        "/signed": {"ANY": method(mock(), authorizationType="AWS_IAM")},
        "/guarded": {"ANY": method(mock(), authorizationType="CUSTOM", authorizerId="guard")},
    }
    problem = {"responseTemplates": {"application/json": _PROBLEM}, "responseParameters": _REFLECTED}
    api = snapshot(
        paths,
        models={"Model": _MODEL},
        gateway_responses={"DEFAULT_4XX": problem, "DEFAULT_5XX": problem},
        authorizers={
            "guard": {
                "type": "REQUEST",
                "authorizerUri": LAMBDA_URI,
                "identitySource": "method.request.header.X, method.request.querystring.q",
            }
        },
        binaryMediaTypes=["image/*"],
        minimumCompressionSize=10,
    )
    chosen = settings(**{"access_log_format": _LOG, "access_log_destination_arn": "arn", **more})
    functions = FakeFunctions(handler=lambda event: {"body": json.dumps(event)})
    web = FakeEndpoints(EndpointResponse(200, (("X", "y"),), b'{"a": 1}'))
    stage = Deployed(api, chosen, functions=functions, http=web, aws=web)
    stage.grant(UsagePlan("plan", None, None, {}))
    return stage


def _called(stage: Deployed, loop: asyncio.AbstractEventLoop, data: bytes) -> Answer:
    sent = sent_of(data)
    received = Received(
        sent.method, "h", API_ID, STAGE, sent.path, sent.query, sent.headers, sent.body, sent_path=sent.path
    )
    stage.log.clear()
    stage.observed.clear()
    for kept in (stage.functions.events, stage.functions.arns, stage.http.requests, stage.http.services):
        kept.clear()
    with first_failure(logging.ERROR):
        return loop.run_until_complete(stage.gateway.answer(received))


def _open_stage() -> Check:
    stage, loop = _deployed(), asyncio.new_event_loop()

    def check(data: bytes) -> None:
        answer = _called(stage, loop, data)
        assert_sendable(answer.status, answer.headers)
        # The authorizer answers nothing that is a policy, and AWS calls that a failure of the API's.
        assert answer.status < 500 or b"guarded" in data or b"custom" in data, (answer.status, answer.body)
        for entry in stage.log:
            json.loads(entry.line)

    return check


def _open_access_log() -> Check:
    stage, loop = _deployed(), asyncio.new_event_loop()
    deployed = stage.stages.find(API_ID, STAGE)
    assert deployed is not None

    def check(data: bytes) -> None:
        """The first line is the stage's format."""
        (text,), request = lines_of(data, 1)
        stage.stages.put(replace(deployed, settings=replace(deployed.settings, access_log_format=text or "-")))
        _called(stage, loop, request)
        assert all("\n" not in entry.line for entry in stage.log if "\n" not in text)

    return check


def _open_results() -> Check:
    stage, loop = _deployed(), asyncio.new_event_loop()
    stage.functions.handler = None

    def check(data: bytes) -> None:
        """What a function has answered, a proxy's and another's, or an authorizer."""
        stage.functions.outcome = Invocation(data, "Unhandled" if data[:1] == b"!" else None, "", "id", 1.0, "$LATEST")
        for path in (b"GET /function/1", b"POST /custom\n\n{}", b"GET /guarded?q=1\nX: 1"):
            answer = _called(stage, loop, path)
            assert_sendable(answer.status, answer.headers)

    return check


TARGETS: Targets = {
    "stage": Target(
        "an answer that can be sent, below 500, and a line of JSON in the log",
        _open_stage,
        (
            b'POST /mock/1?q=a\nX: b\nContent-Type: application/json\n\n{"a": "aaa", "b": []}',
            b'GET /echo/a/b%2Fc?q=%C3%A9&q=2\nUser-Agent: "x"\nAccept: image/png',
            b"POST /function/x?a=b\nX-HTTP-Method-Override: PUT\nContent-Type: image/png\n\n\x89PNG",
            b"PUT /web/x/y?q=1\nX: y\nAccept-Encoding: gzip\n\nbody",
            b'POST /table\nContent-Type: application/json\n\n{"a": {"b": 1}}',
            b"GET /key\nx-api-key: key-value-0123456789",
            (
                b"GET /signed\nX-Amz-Date: 20260101T000000Z\nAuthorization: AWS4-HMAC-SHA256 "
                b"Credential=A/20260101/eu-west-1/execute-api/aws4_request, SignedHeaders=host, Signature=0"
            ),
            b"OPTIONS /mock/1\nOrigin: http://a\nAccess-Control-Request-Method: POST",
            (
                b"POST /echo/1\nContent-Encoding: gzip\n\n\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00\x00"
                b"\x00\x00\x00\x00\x00\x00\x00"
            ),
        ),
        (
            *b"""
            /mock/ /echo/ /function/ /web/ %2F %00 % %C3 ../ // ?q= & ; + \\ud800
            """.split(),
            b"X: ",
            b"Content-Type: application/json",
            b"Content-Encoding: gzip",
            b"Accept-Encoding: gzip",
            b'{"a": "',
            b"X-Amzn-Trace-Id: ",
            b"Authorization: ",
            b"x-api-key: ",
            b"X-HTTP-Method-Override: ",
            b"Cookie: ",
            b"X-Amz-Date: ",
        ),
    ),
    "access-log": Target(
        "one line for a request, whatever format and request are",
        _open_access_log,
        (
            b'{"a": "$context.requestId", "b": "$context.identity.sourceIp"}\nGET /mock/1?q=2\nX: 3\n\n{}',
            b"$context.error.messageString $context.authorizer.x $context.integration.latency\nGET /none",
            b"$stageVariables.a ${context.path} $method.request.header.X\nGET /echo/1\nX: y",
        ),
        (
            b"$context.",
            b"${context.",
            b"$stageVariables.",
            b"authorize.",
            b"integration.",
            b"responseOverride.",
            b"identity.",
        ),
    ),
    "function-results": Target(
        "an answer that can be sent",
        _open_results,
        (
            b'{"statusCode": 200, "headers": {"a": "b"}, "multiValueHeaders": {"c": ["d"]}, "body": "e"}',
            b'{"statusCode": 200, "isBase64Encoded": true, "body": "AAAA"}',
            b'!{"errorMessage": "bad", "errorType": "E", "trace": []}',
            (
                b'{"principalId": "p", "policyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", '
                b'"Action": "execute-api:Invoke", "Resource": "*"}]}, "context": {"a": 1}, "usageIdentifierKey": "k"}'
            ),
        ),
        (
            *b"""
            "statusCode" "headers" "body" "isBase64Encoded" \\r\\n \\u0000 \\ud800 1e999 null "policyDocument"
            "Statement" "Condition" "Resource" "context" Content-Length
            """.split(),
        ),
    ),
}

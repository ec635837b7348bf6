"""Whatever arrives, there is an answer, and no fault of the gateway's own in it."""

import json
import time
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from emulator.data_plane.messages import Answer, Headers
from emulator.functions.invocation import Invocation
from emulator.snapshot import UsagePlan
from tests.emulator.data_plane.fakes import FakeFunctions
from tests.emulator.data_plane.rest_apis import Deployed, lambda_proxy, method, mock, settings, snapshot

ECHO = (
    '{"path": $input.json("$.a"), "query": "$util.escapeJavaScript($input.params("q"))", "all": "$input.params()",'
    ' "agent": "$context.identity.userAgent", "body": "$util.base64Encode($input.body)"}'
)
PROBLEM = (
    '{"title": $context.error.messageString, "detail": "$context.error.validationErrorString",'
    ' "path": "$context.path", "query": "$method.request.querystring.q", "agent": "$context.identity.userAgent"}'
)
MODEL = {"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}, "required": ["a"]}
STRINGS = {"oneOf": [{"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}}}}]}
LOG = (
    '{"path": "$context.path", "agent": "$context.identity.userAgent", "error": "$context.error.validationErrorString"}'
)
REFLECTED = {
    "gatewayresponse.header.X-Query": "method.request.querystring.q",
    "gatewayresponse.header.X-Header": "method.request.header.X",
    "gatewayresponse.header.X-Path": "context.path",
}
OVERRIDE = '#set($context.responseOverride.header["$input.params().querystring.keySet()"] = $input.params("q"))'
EMPTY = '{"a": $input.json("$.a"), "statusCode": 200}'
VALIDATED = {
    "requestModels": {"application/json": "Model"},
    "requestParameters": {"method.request.querystring.q": True, "method.request.header.X": True},
}


def hostile_stage() -> Deployed:
    paths = {
        "/mock/{id}": {"ANY": method(mock(EMPTY, ECHO, passthroughBehavior="NEVER"), **VALIDATED)},
        "/echo/{proxy+}": {"ANY": method(mock(EMPTY, OVERRIDE + ECHO, passthroughBehavior="NEVER"))},
        "/function/{proxy+}": {"ANY": method(lambda_proxy())},
        "/key": {"ANY": method(mock(), apiKeyRequired=True)},
        "/faults": {"ANY": method(mock(), requestModels={"application/json": "Strings"})},
    }
    problem = {"responseTemplates": {"application/json": PROBLEM}, "responseParameters": REFLECTED}
    api = snapshot(
        paths,
        models={"Model": MODEL, "Strings": STRINGS},
        gateway_responses={"DEFAULT_4XX": problem, "DEFAULT_5XX": problem},
        binaryMediaTypes=["image/*"],
        minimumCompressionSize=None,
    )
    log = settings(access_log_format=LOG, access_log_destination_arn="arn")
    stage = Deployed(api, log, functions=FakeFunctions(handler=lambda event: {"body": json.dumps(event)}))
    stage.grant(UsagePlan("plan", None, None, {}))
    return stage


LATIN = st.text(st.characters(max_codepoint=255), max_size=30)
NAMES = st.sampled_from(
    [
        "Content-Type",
        "accept",
        "Accept-Encoding",
        "x-api-key",
        "X-Amzn-Trace-Id",
        "User-Agent",
        "X",
        "X-HTTP-Method-Override",
        "Content-Length",
    ]
)
HEADERS = st.lists(st.tuples(st.one_of(NAMES, LATIN), LATIN), max_size=6).map(tuple)
PATHS = st.tuples(st.sampled_from(["", "/mock/", "/echo/", "/function/", "/key", "//"]), LATIN).map("".join)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(st.characters(), max_size=9) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "$", ""]), inner, max_size=3)
    ),
    max_leaves=8,
)
JSON_BODIES = JSON_VALUES.map(lambda document: json.dumps(document).encode())
QUERIES = LATIN | LATIN.map(lambda text: "q=" + quote(text))
STAGE_METHODS = st.sampled_from(["GET", "POST", "OPTIONS", "TRACE", "get", "", "é"])


def assert_sound(stage: Deployed, answer: Answer) -> None:
    """A status that HTTP has, headers that fit a response, and not a word of what went wrong inside."""
    assert 200 <= answer.status < 500
    for name, value in answer.headers:
        assert name.isascii()
        value.encode("latin-1")
        assert not {"\r", "\n", "\0"} & set(value)
    if answer.status >= 400:
        assert "Traceback" not in answer.body.decode()
        json.loads(answer.body)
    for entry in stage.log:
        json.loads(entry.line)


@given(STAGE_METHODS, PATHS, QUERIES, HEADERS, st.one_of(st.binary(max_size=60), JSON_BODIES))
def test_anything_gets_a_sound_answer(http_method: str, path: str, query: str, headers: Headers, body: bytes) -> None:
    stage = hostile_stage()

    answer = stage.call(http_method, path, query=query, headers=headers, body=body)

    assert_sound(stage, answer)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"a":' + b"[" * 300 + b"]" * 300 + b"}",
        b'{"a": "' + b"a" * 5_000 + b'!"}',
        b'{"a": "\\ud800"}',
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 5_000 + b"}",
        b"\x00",
        b'{"a": "\\u0000"}',
    ],
    ids=lambda body: repr(body[:12]),
)
@pytest.mark.parametrize("path", ["/mock/1", "/echo/1", "/function/1"])
def test_bodies_that_break_parsers_get_a_sound_answer(path: str, body: bytes) -> None:
    stage = hostile_stage()

    answer = stage.call("POST", path, query="q=1", headers=(("X", "x"),), body=body)

    assert_sound(stage, answer)


def test_a_body_with_very_many_faults_is_refused_at_once() -> None:
    stage = hostile_stage()
    body = b'{"a": [' + b"1," * 500_000 + b"1]}"

    began = time.perf_counter()
    answer = stage.call("POST", "/faults", body=body)
    took = time.perf_counter() - began

    assert answer.status == 400
    assert took < 2


RESULT_KEYS = st.sampled_from(["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded", "unheardOf"])
RESULTS = st.dictionaries(RESULT_KEYS, JSON_VALUES).map(lambda result: json.dumps(result).encode())


@given(st.binary(max_size=80) | JSON_BODIES | RESULTS)
@example(b'{"statusCode": Infinity}')
@example(b'{"headers": {"x": "\\ud800", "y": "\\u20ac"}, "body": "\\ud800"}')
def test_any_result_of_a_function_gets_a_sound_answer(payload: bytes) -> None:
    stage = hostile_stage()
    stage.functions.handler = None
    stage.functions.outcome = Invocation(payload, None, "", "id", 1.0, "$LATEST")

    answer = stage.call("GET", "/function/1")

    for name, value in answer.headers:
        assert name.isascii()
        value.encode("latin-1")
    assert answer.status == 502 or b"Internal server error" not in answer.body

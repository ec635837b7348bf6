"""Mapping templates. The ids are those of the facts about AWS."""

import json
from urllib.parse import quote

import pytest

from tests.emulator.data_plane.rest_apis import Deployed, method, mock, settings, snapshot


def rendered(template: str, body: bytes = b"", query: str = "", **variables: str) -> str:
    """A template rendered against a body: as a request template, whose result the response template then writes."""
    request = (
        f'#define($result){template}#end#set($context.requestOverride.path.result = "$result")' + '{"statusCode": 200}'
    )
    response = "$input.params().path.result"
    stage = Deployed(snapshot({"/{id}": {"POST": method(mock(request, response))}}), settings(variables=variables))
    answer = stage.call("POST", "/7", query=query, headers=(("X-Mine", "h"),), body=body)
    assert answer.status == 200, answer.body
    return answer.body.decode()


@pytest.mark.parametrize(
    ("template", "body", "expected"),
    [
        pytest.param("$input.path('$')", {"foo": "bar"}, "{foo=bar}", id="F149"),
        pytest.param("$input.path('$.a').b", {"a": {"b": [{"foo": "bar"}]}}, '[{"foo":"bar"}]', id="F152"),
        pytest.param("$input.path('$')[0]", [[{"foo": "bar"}]], '[{"foo":"bar"}]', id="F154"),
        pytest.param("$input.path('$')", {"a": {"b": None, "c": True}}, "{a={b=null, c=true}}", id="F156"),
        pytest.param("$input.path('$.none')|$input.path('$.null')", {"null": None}, "|", id="F159 F161"),
        pytest.param("#if($input.path('$.n') == $null)yes#end", {}, "yes", id="F159 is null"),
        pytest.param("#if($input.path('$.n') == '')yes#end", {}, "yes", id="F159 is empty"),
        pytest.param("$input.json('$.a[1].b')", {"a": [0, {"b": [1, "x"]}]}, '[1,"x"]', id="json"),
        pytest.param("$input.json('$.a[*].b')", {"a": [{"b": 1}, {"b": 2}]}, "[1,2]", id="wildcard"),
        pytest.param("$input.json('$[\"a b\"]')", {"a b": 1}, "1", id="quoted name"),
        pytest.param("$input.json('$.none')", {}, '""', id="nothing as JSON"),
        pytest.param(
            "#foreach($e in $input.path('$'))$e.a#if($foreach.hasNext),#end#end", [{"a": 1}] * 2, "1,1", id="loop"
        ),
        pytest.param("$input.path('$').size() $input.path('$.m').keySet()", {"m": {"k": 1}}, "1 [k]", id="methods"),
        pytest.param("#set($m = $input.path('$'))$m.put('b', 2)$m.get('b')", {"a": 1}, "2", id="put"),
    ],
)
def test_bodies_print_as_java_prints_them(template: str, body: object, expected: str) -> None:
    assert rendered(template, json.dumps(body).encode()) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [(b"", "{}"), (b'{"some": "value"}', '{"some": "value"}'), (b"some raw data", "some raw data")],
    ids=["F164 empty", "F164 JSON", "F164 raw"],
)
def test_body_is_text(body: bytes, expected: str) -> None:
    assert rendered("$input.body", body) == expected
    assert rendered("$input.body.attribute", body) == ""
    assert rendered("$util.urlEncode($input.body)", body) == quote(expected, safe="").replace("%20", "+")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("$util.escapeJavaScript('a\"b/\\c\u00e9\U0001f600')", 'a\\"b\\/\\\\c\\u00E9\\uD83D\\uDE00'),
        ("$util.urlDecode('a+b%2Bc')", "a b+c"),
        ("$util.base64Encode('héllo')", "aMOpbGxv"),
        ("$util.base64Decode('aMOpbGxv')", "héllo"),
        ("$util.parseJson('{\"a\": [1]}').a[0]", "1"),
        ("$input.params('id') $input.params('q') $input.params('X-Mine') $input.params('none')", "7 1 h "),
        ("$input.params().header.get('X-Mine')", "h"),
        ("$stageVariables.version|$stageVariables.none", "1.0|"),
        ("$context.stage $context.httpMethod $context.identity.sourceIp|$context.identity.user", "dev POST 127.0.0.1|"),
        ("$context.identity$context", ""),
        ("$unknown", ""),
        ("$input.__class__|$util.__class__.__name__|$input._parameters", "||"),
    ],
)
def test_functions_and_variables(template: str, expected: str) -> None:
    assert rendered(template, query="q=1", version="1.0") == expected


def test_f251_context_has_these_keys() -> None:
    keys = rendered("#foreach($key in $context.keySet())$key #end").split()

    assert set(keys) == {
        "resourceId",
        "resourcePath",
        "httpMethod",
        "extendedRequestId",
        "requestTime",
        "path",
        "accountId",
        "protocol",
        "requestOverride",
        "stage",
        "domainPrefix",
        "requestTimeEpoch",
        "requestId",
        "identity",
        "domainName",
        "deploymentId",
        "responseOverride",
        "apiId",
    }


@pytest.mark.parametrize(
    "path", ["requestOverride", "requestOverride.header", "responseOverride", "responseOverride.header"]
)
def test_override_that_is_no_map_is_left_out(path: str) -> None:
    template = f'#set($context.{path} = "text")$input.params("id")'
    stage = Deployed(snapshot({"/{id}": {"GET": method(mock(response=template))}}))

    answer = stage.call("GET", "/7")

    assert (answer.status, answer.body) == (200, b"7")

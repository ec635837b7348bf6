"""Templates around an HTTP integration that echoes, as they were recorded. The ids are those of the facts about AWS."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from emulator.data_plane.endpoints import EndpointRequest, EndpointResponse
from tests.emulator.data_plane.fakes import FakeEndpoints
from tests.emulator.data_plane.rest_apis import Deployed, method, snapshot

JSON = (("Content-Type", "application/json"),)


@dataclass
class Echo(FakeEndpoints):
    """Gives the request's body back, as it is or as what it says in JSON under "json"."""

    wraps: bool = False

    async def send(self, *asked: Any, seconds: float, streams: bool = False) -> EndpointResponse:
        request: EndpointRequest = asked[-1]
        if not self.wraps:
            return EndpointResponse(200, JSON, request.body)
        said = json.loads(request.body) if request.body else None
        return EndpointResponse(200, JSON, json.dumps({"json": said}).encode())


def answered(body: bytes, *, request: str | None = None, response: str, wraps: bool = False) -> str:
    integration = {
        "type": "HTTP",
        "httpMethod": "POST",
        "uri": "https://example.com/",
        "requestTemplates": {} if request is None else {"application/json": request},
        "integrationResponses": {"200": {"statusCode": "200", "responseTemplates": {"application/json": response}}},
    }
    stage = Deployed(snapshot({"/": {"POST": method(integration)}}), http=Echo(wraps=wraps))
    answer = stage.call("POST", "/", headers=JSON, body=body)
    assert answer.status == 200
    return answer.body.decode()


WHOLE = '#set($result = $input.path("$.json"))$result'
NESTED = '#set($result = $input.path("$.json"))$result.nested'
FIRST = '#set($result = $input.path("$.json"))$result[0]'
AS_TEXT = '#set($result = $input.path("$.json"))$result.toString()'


@pytest.mark.parametrize(
    ("template", "body", "text"),
    [
        pytest.param(WHOLE, {"foo": "bar"}, "{foo=bar}", id="F149"),
        pytest.param(WHOLE, [{"foo": "bar"}], '[{"foo":"bar"}]', id="list"),
        pytest.param(NESTED, {"nested": {"foo": "bar"}}, "{foo=bar}", id="nested map"),
        pytest.param(NESTED, {"nested": [{"foo": "bar"}]}, '[{"foo":"bar"}]', id="F152"),
        pytest.param(FIRST, [{"foo": "bar"}], "{foo=bar}", id="map in list"),
        pytest.param(FIRST, [[{"foo": "bar"}]], '[{"foo":"bar"}]', id="F154"),
        pytest.param(WHOLE, {"foo": [{"nested": "bar"}]}, '{foo=[{"nested":"bar"}]}', id="list in map"),
        pytest.param(
            WHOLE,
            {"bigger": "dict", "to": "test", "with": "separators"},
            "{bigger=dict, to=test, with=separators}",
            id="F156",
        ),
        pytest.param(AS_TEXT, {"foo": "bar"}, "{foo=bar}", id="map as text"),
        pytest.param(AS_TEXT, {"list": [{"foo": "bar"}]}, '{list=[{"foo":"bar"}]}', id="list in map as text"),
    ],
)
def test_what_a_path_leads_to_prints_as_recorded(template: str, body: object, text: str) -> None:
    assert answered(json.dumps(body).encode(), response=template, wraps=True) == text


COMPARED = (
    '{"body": $result, "nested": $result.nested, "isNull": #if( $result == $null )"true"#else"false"#end, '
    '"isEmptyString": #if( $result == "" )"true"#else"false"#end}'
)


@pytest.mark.parametrize(
    ("path", "body", "text"),
    [
        pytest.param(
            "$.nonExisting", b"", '{"body": , "nested": , "isNull": "true", "isEmptyString": "true"}', id="F159"
        ),
        pytest.param(
            "$.json.listValue",
            b'{"listValue": null}',
            '{"body": , "nested": , "isNull": "true", "isEmptyString": "true"}',
            id="F161",
        ),
        pytest.param(
            "$.json.listValue",
            b'{"listValue": []}',
            '{"body": [], "nested": , "isNull": "false", "isEmptyString": "false"}',
            id="empty list",
        ),
    ],
)
def test_nothing_is_null_and_empty_at_once(path: str, body: bytes, text: str) -> None:
    template = f'#set($result = $input.path("{path}")){COMPARED}'

    assert answered(body, response=template, wraps=True) == text


RAW = "#set($result = $input.body)$result"
IN_TEXT = "Action=SendMessage&MessageBody=$input.body"
ATTRIBUTE = "#set($result = $input.body.testAccess)$result"
ENCODED = "EncodedBody=$util.urlEncode($input.body)&EncodedBodyAccess=$util.urlEncode($input.body.testAccess)"


@pytest.mark.parametrize(
    ("request_template", "response_template", "texts"),
    [
        pytest.param(RAW, RAW, ("{}", '{"some": "value"}', "some raw data"), id="raw body"),
        pytest.param(
            IN_TEXT,
            RAW,
            (
                "Action=SendMessage&MessageBody={}",
                'Action=SendMessage&MessageBody={"some": "value"}',
                "Action=SendMessage&MessageBody=some raw data",
            ),
            id="body in the request's text",
        ),
        pytest.param(
            RAW,
            IN_TEXT,
            (
                "Action=SendMessage&MessageBody={}",
                'Action=SendMessage&MessageBody={"some": "value"}',
                "Action=SendMessage&MessageBody=some raw data",
            ),
            id="F164",
        ),
        pytest.param(
            IN_TEXT,
            IN_TEXT,
            (
                "Action=SendMessage&MessageBody=Action=SendMessage&MessageBody={}",
                'Action=SendMessage&MessageBody=Action=SendMessage&MessageBody={"some": "value"}',
                "Action=SendMessage&MessageBody=Action=SendMessage&MessageBody=some raw data",
            ),
            id="F165",
        ),
        pytest.param(ATTRIBUTE, RAW, ("{}", "{}", "{}"), id="F166"),
        pytest.param(
            ENCODED,
            RAW,
            (
                "EncodedBody=%7B%7D&EncodedBodyAccess=",
                "EncodedBody=%7B%22some%22%3A+%22value%22%7D&EncodedBodyAccess=",
                "EncodedBody=some+raw+data&EncodedBodyAccess=",
            ),
            id="F167",
        ),
    ],
)
def test_body_of_a_template_is_text(request_template: str, response_template: str, texts: tuple[str, ...]) -> None:
    bodies = (b"", b'{"some": "value"}', b"some raw data")

    assert tuple(answered(each, request=request_template, response=response_template) for each in bodies) == texts

"""The event that a proxied function gets. The ids are those of the facts about AWS."""

import base64
from typing import Any

import pytest

from tests.emulator.data_plane.fakes import FakeFunctions
from tests.emulator.data_plane.rest_apis import FUNCTION_ARN, Deployed, lambda_proxy, method, settings, snapshot

CLIENT_HEADERS = (
    ("Host", "abc123.execute-api.eu-west-1.amazonaws.com"),
    ("User-Agent", "python-requests/testing"),
    ("Accept", "*/*"),
    ("tEsT-HEADeR", "aValUE"),
    ("authorization", "random-value"),
    ("Connection", "keep-alive"),
    ("Content-Length", "0"),
)


def proxied(integration: dict[str, Any] | None = None, stage: dict[str, Any] | None = None, **api: Any) -> Deployed:
    any_method = {"ANY": method(integration or lambda_proxy())}
    paths = {"/": {}, "/{proxy+}": any_method, "/hardcoded": any_method}
    return Deployed(snapshot(paths, **api), settings(**(stage or {})), functions=FakeFunctions())


def event_of(stage: Deployed, *call: str, **request: Any) -> dict[str, Any]:
    stage.call(*call, **request)
    event = stage.functions.events[-1]
    assert isinstance(event, dict)
    return event


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(
            "/proxy-value",
            {"resource": "/{proxy+}", "path": "/proxy-value", "pathParameters": {"proxy": "proxy-value"}},
            id="F006",
        ),
        pytest.param(
            "/proxy-value/",
            {"resource": "/{proxy+}", "path": "/proxy-value/", "pathParameters": {"proxy": "proxy-value"}},
            id="F007",
        ),
        pytest.param(
            "/proxy-value/user/test%2Balias@gmail.com/plus/test+alias@gmail.com",
            {
                "resource": "/{proxy+}",
                "path": "/proxy-value/user/test%2Balias@gmail.com/plus/test+alias@gmail.com",
                "pathParameters": {"proxy": "proxy-value/user/test%2Balias@gmail.com/plus/test+alias@gmail.com"},
            },
            id="the path stays as it was sent",
        ),
        pytest.param(
            "//proxy-value",
            {"resource": "/{proxy+}", "path": "/proxy-value", "pathParameters": {"proxy": "proxy-value"}},
            id="a slash too many",
        ),
        pytest.param(
            "//hardcoded", {"resource": "/hardcoded", "path": "/hardcoded", "pathParameters": None}, id="F011"
        ),
    ],
)
def test_event_tells_the_resource_and_the_path(path: str, expected: dict[str, Any]) -> None:
    event = event_of(proxied(), "GET", path)

    assert {key: event[key] for key in expected} == expected
    assert event["requestContext"]["resourcePath"] == expected["resource"]
    assert event["requestContext"]["path"] == f"/dev{path}"
    assert (event["body"], event["isBase64Encoded"], event["stageVariables"]) == (None, False, None)


def test_f009_query_values_are_decoded_once() -> None:
    query = (
        "dateTimeOffset=2023-06-12T18:05:10.123456+00:00&email=test%2Balias@gmail.com&plus=test+alias@gmail.com"
        "&url=https://www.google.com/&whitespace=foo%20bar&zhash=abort/"
    )

    event = event_of(proxied(), "GET", "/proxy-value/api", query=query)

    values = {
        "dateTimeOffset": "2023-06-12T18:05:10.123456 00:00",
        "email": "test+alias@gmail.com",
        "plus": "test alias@gmail.com",
        "url": "https://www.google.com/",
        "whitespace": "foo bar",
        "zhash": "abort/",
    }
    assert event["queryStringParameters"] == values
    assert event["multiValueQueryStringParameters"] == {name: [value] for name, value in values.items()}


def test_f297_semicolon_splits_a_query() -> None:
    event = event_of(proxied(), "GET", "/a", query="a=1;b=2&c")

    assert event["queryStringParameters"] == {"a": "1", "b": "2", "c": ""}


def test_f010_event_has_all_of_the_call() -> None:
    headers = (*CLIENT_HEADERS[:3], ("Content-Type", "application/json;charset=utf-8"), ("aUThorization", "Bearer x"))

    event = event_of(
        proxied(),
        "POST",
        "/proxy-value",
        query="category=electronics&category=books&price=10&price=20&price=30",
        headers=headers,
        body=b'{"message": "hello world"}',
        client_ip="192.0.2.7",
    )

    assert event["body"] == '{"message": "hello world"}'
    assert event["httpMethod"] == "POST"
    assert event["queryStringParameters"] == {"category": "books", "price": "30"}
    assert event["multiValueQueryStringParameters"] == {
        "category": ["electronics", "books"],
        "price": ["10", "20", "30"],
    }
    assert event["headers"]["Authorization"] == "Bearer x"
    assert event["multiValueHeaders"]["Content-Type"] == ["application/json;charset=utf-8"]
    context = event["requestContext"]
    assert len(context.pop("requestId")) == 36
    assert context.pop("extendedRequestId")
    assert context == {
        "accountId": "123456789012",
        "apiId": "abc123",
        "deploymentId": "d1",
        "domainName": "abc123.execute-api.eu-west-1.amazonaws.com",
        "domainPrefix": "abc123",
        "httpMethod": "POST",
        "identity": {
            "accessKey": None,
            "accountId": None,
            "caller": None,
            "cognitoAuthenticationProvider": None,
            "cognitoAuthenticationType": None,
            "cognitoIdentityId": None,
            "cognitoIdentityPoolId": None,
            "principalOrgId": None,
            "sourceIp": "192.0.2.7",
            "user": None,
            "userAgent": "python-requests/testing",
            "userArn": None,
        },
        "path": "/dev/proxy-value",
        "protocol": "HTTP/1.1",
        "requestTime": "22/Nov/2025:20:00:00 +0000",
        "requestTimeEpoch": 1_763_841_600_000,
        "resourceId": "r1",
        "resourcePath": "/{proxy+}",
        "stage": "dev",
    }


def test_f012_event_has_these_keys_and_these_headers() -> None:
    event = event_of(proxied(), "GET", "/a", headers=CLIENT_HEADERS)

    assert set(event) == {
        "resource",
        "path",
        "httpMethod",
        "headers",
        "multiValueHeaders",
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
        "requestContext",
        "body",
        "isBase64Encoded",
    }
    assert set(event["headers"]) == set(event["multiValueHeaders"])
    assert set(event["headers"]) == {
        "Host",
        "User-Agent",
        "Accept",
        "tEsT-HEADeR",
        "Authorization",
        "X-Amzn-Trace-Id",
        "X-Forwarded-For",
        "X-Forwarded-Port",
        "X-Forwarded-Proto",
    }
    assert "authorizer" not in event["requestContext"]


def test_f013_parameter_mappings_are_ignored() -> None:
    mapped = lambda_proxy(
        requestParameters={
            "integration.request.header.foobar": "method.request.header.headerVar",
            "integration.request.querystring.more": "'static'",
        }
    )

    event = event_of(proxied(mapped), "POST", "/a", query="q=1", headers=(("foobar", "mine"), ("headerVar", "x")))

    assert event["headers"]["foobar"] == "mine"
    assert event["queryStringParameters"] == {"q": "1"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("content-length", id="F126"),
        pytest.param("proxy-authenticate", id="F131"),
        "Transfer-Encoding",
        "authorization",
        "expect",
        "te",
    ],
)
def test_mapping_a_header_of_the_connection_is_a_configuration_error(name: str) -> None:
    stage = proxied(lambda_proxy(requestParameters={f"integration.request.header.{name}": "'x'"}))

    answer = stage.call("GET", "/a")

    assert answer.status == 500
    assert answer.body == b'{"message":"Internal server error"}'
    assert ("x-amzn-ErrorType", "InternalServerErrorException") in answer.headers
    assert stage.functions.events == []


def test_f124_headers_of_the_connection_do_not_reach_the_function() -> None:
    kept = ("Accept-Encoding", "Age", "Content-Encoding", "Date", "Pragma", "Range", "Referer", "Via", "Warn")
    hidden = ("Content-MD5", "Expect", "Max-Forwards", "Proxy-Authenticate", "Server", "TE", "Trailer", "Upgrade")

    event = event_of(proxied(), "GET", "/a", headers=tuple((name, "x") for name in kept + hidden))

    assert set(kept) <= set(event["headers"])
    assert not set(hidden) & set(event["headers"])


def test_f308_authorization_with_an_aws_signature_does_not_reach_the_function() -> None:
    event = event_of(proxied(), "GET", "/a", headers=(("Authorization", "AWS4-HMAC-SHA256 Credential=x"),))

    assert "Authorization" not in event["headers"]


def test_function_is_named_by_its_integration() -> None:
    stage = proxied()

    stage.call("GET", "/a")

    assert stage.functions.arns == [FUNCTION_ARN]


def test_uri_may_have_a_slash_too_many() -> None:
    stage = proxied(lambda_proxy(uri=lambda_proxy()["uri"].replace("lambda:path/", "lambda:path//")))

    assert stage.call("GET", "/a").status == 200
    assert stage.functions.arns == [FUNCTION_ARN]


def test_function_that_is_not_posted_to_is_a_failed_integration_with_500() -> None:
    own = {"INTEGRATION_FAILURE": {"statusCode": "504", "responseParameters": {"gatewayresponse.header.X": "'own'"}}}
    stage = proxied(lambda_proxy(httpMethod="GET"), gateway_responses=own)

    answer = stage.call("GET", "/a")

    assert (answer.status, answer.body) == (500, b'{"message":"Internal server error"}')
    assert ("X", "own") in answer.headers
    assert stage.functions.events == []


def test_function_may_be_named_by_a_stage_variable() -> None:
    uri = lambda_proxy()["uri"].replace("function:echo", "function:${stageVariables.name}:${stageVariables.alias}")
    stage = proxied(lambda_proxy(uri=uri), {"variables": {"name": "greet", "alias": "live"}})

    event = event_of(stage, "GET", "/a")

    assert stage.functions.arns == ["arn:aws:lambda:eu-west-1:123456789012:function:greet:live"]
    assert event["stageVariables"] == {"name": "greet", "alias": "live"}


def test_uri_that_names_no_function_is_a_configuration_error() -> None:
    assert proxied(lambda_proxy(uri="arn:aws:apigateway:eu-west-1:s3:path/bucket")).call("GET", "/a").status == 500


@pytest.mark.parametrize(
    ("binary_types", "content_type", "is_binary"),
    [
        (["image/png"], "image/png", True),
        (["image/*"], "image/png", True),
        (["*/*"], "text/plain", True),
        (["image/png"], "text/plain", False),
        ([], "image/png", False),
    ],
)
def test_binary_body_reaches_the_function_as_base64(
    binary_types: list[str], content_type: str, is_binary: bool
) -> None:
    stage = proxied(binaryMediaTypes=binary_types)

    event = event_of(stage, "POST", "/a", headers=(("Content-Type", content_type),), body=b"\x00\xff")

    assert event["isBase64Encoded"] is is_binary
    assert event["body"] == (base64.b64encode(b"\x00\xff").decode() if is_binary else "\x00\ufffd")


def test_forwarded_for_is_continued() -> None:
    event = event_of(proxied(), "GET", "/a", headers=(("x-forwarded-for", "203.0.113.9"),), client_ip="192.0.2.7")

    assert event["headers"]["X-Forwarded-For"] == "203.0.113.9, 192.0.2.7"

"""What HTTP integrations ask of their endpoints. The ids are those of the facts about AWS."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from emulator.data_plane.endpoints import EndpointResponse
from tests.emulator.data_plane.http_integrations import INTERNAL_SERVER_ERROR, JSON, URL, asked, headers_of, integrated
from tests.emulator.data_plane.rest_apis import (
    API_ID,
    document,
    header,
)

# What the client sends in AWS's recording of which headers go where.
CLIENT_HEADERS = {
    "Accept": "application/json",
    "Accept-Charset": "UTF-8",
    "Accept-Encoding": "br",
    "Age": "request_Age",
    "Authorization": "Unauthorized",
    "Connection": "close",
    "Content-Encoding": "deflate",
    "Content-MD5": "request_Content-MD5",
    "Content-Type": "application/json",
    "Date": "request_Date",
    "Expect": "100-continue",
    "Host": f"{API_ID}.execute-api.eu-west-1.amazonaws.com",
    "Max-Forwards": "2",
    "Pragma": "cache",
    "Proxy-Authenticate": "Basic",
    "Range": "bytes=500-999",
    "Referer": "https://example.com/",
    "Server": "https://example.com/",
    "TE": "deflate",
    "Trailer": "Expires",
    "Transfer-Encoding": "chunked",
    "Upgrade": "HTTP/2.0",
    "User-Agent": "client/0.0",
    "Via": "p.example.net",
    "Warn": "299 client/0.0",
    "WWW-Authenticate": "Basic YWxhZGRpbjpvcGVuc2VzYW1l",
}

# No integration sees these of a caller's headers.
HIDDEN = {
    *("Connection", "Content-MD5", "Expect", "Max-Forwards", "Proxy-Authenticate", "Server", "TE"),
    *("Trailer", "Transfer-Encoding", "Upgrade", "WWW-Authenticate"),
}

# What the integration of the same recording maps, and of that, what its endpoint gets.
SENT_IF_MAPPED = {
    "Accept": "text/html",
    "Accept-Charset": "UTF-16",
    "Accept-Encoding": "zstd",
    "Age": "request_params_age",
    "Authorization": "request_params_authorization",
    "Content-Encoding": "compress",
    "Content-MD5": "request_params_Content-MD5",
    "Content-Type": "application/json",
    "Date": "request_params_Date",
    "Max-Forwards": "2",
    "Pragma": "no-cache",
    "Range": "bytes=0-499",
    "Referer": "https://example.com/page",
    "Server": "https://example.com/page",
    "Trailer": "user-agent",
    "Upgrade": "HTTP/2.0",
    "User-Agent": "Override-Agent",
    "Warn": '110 anderson/1.3.37 "Response is stale"',
    "WWW-Authenticate": "Basic YWxhZGRpbjpvcGVuc2VzYW1l",
}

NOT_SENT_IF_MAPPED = {"Connection": "keep-alive", "Expect": "200-ok", "TE": "gzip", "Via": "othersite.net"}

FULL_MAPPING = {
    **{
        f"integration.request.header.{name}": f"'{value}'"
        for name, value in {**SENT_IF_MAPPED, **NOT_SENT_IF_MAPPED, "Proxy-Authenticate": "Basic"}.items()
    },
    "integration.request.header.Host": "method.request.header.Host",
}


def test_f174_http_speaks_for_itself() -> None:
    sent = (*JSON, ("accept", "application/xml"), ("user-Agent", "test/integration"), ("Host", "gateway"))
    body = b'{"message": "hello world"}'

    request = asked(integrated("HTTP"), "POST", headers=sent, body=body)

    headers = headers_of(request)
    assert headers.pop("X-Amzn-Trace-Id").startswith("Root=1-")
    assert (request.method, request.uri, request.body) == ("POST", URL, body)
    assert headers == {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "User-Agent": f"AmazonAPIGateway_{API_ID}",
        "X-Amzn-Apigateway-Api-Id": API_ID,
    }


def test_f176_http_proxy_speaks_for_its_caller() -> None:
    sent = (
        *JSON,
        ("accept", "application/xml"),
        ("accept-Encoding", "gzip, deflate"),
        ("user-Agent", "test/integration"),
        ("Host", "gateway"),
    )
    body = b'{"message": "hello world"}'

    request = asked(integrated("HTTP_PROXY"), "POST", headers=sent, body=body)

    headers = headers_of(request)
    assert headers.pop("X-Amzn-Trace-Id").startswith("Root=1-")
    assert (request.method, request.uri, request.body) == ("POST", URL, body)
    assert headers == {
        "Content-Type": "application/json",
        "accept": "application/xml",
        "accept-Encoding": "gzip, deflate",
        "User-Agent": "test/integration",
        "X-Amzn-Apigateway-Api-Id": API_ID,
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Port": "80",
        "X-Forwarded-Proto": "http",
    }


def test_caller_without_headers_has_http_proxy_speak_for_itself() -> None:
    headers = headers_of(asked(integrated("HTTP_PROXY")))

    assert headers["Accept"] == "application/json"
    assert headers["User-Agent"] == f"AmazonAPIGateway_{API_ID}"


def test_f108_http_sends_what_is_mapped_and_its_template_sees_what_is_not_hidden() -> None:
    template = "{" + ",".join(f'"{name}": "$input.params(\'{name}\')"' for name in CLIENT_HEADERS) + "}"
    mapping = {f"method.response.header.{name}": f"'mapped {name}'" for name in CLIENT_HEADERS}
    stage = integrated(
        "HTTP",
        requestParameters=FULL_MAPPING,
        requestTemplates={"application/json": template},
        integrationResponses={"200": {"statusCode": "200", "responseParameters": mapping}},
    )

    answer = stage.call("GET", "/test", headers=tuple(CLIENT_HEADERS.items()))

    (request,) = stage.http.requests
    headers = headers_of(request)
    assert headers.pop("X-Amzn-Trace-Id") == header(answer, "X-Amzn-Trace-Id")
    assert headers.pop("X-Amzn-Apigateway-Api-Id") == API_ID
    assert headers == {**SENT_IF_MAPPED, "Host": CLIENT_HEADERS["Host"]}
    assert json.loads(request.body) == {name: "" if name in HIDDEN else value for name, value in CLIENT_HEADERS.items()}
    passed = {*("Accept", "Accept-Charset", "Accept-Encoding", "Age", "Content-Encoding", "Content-Type", "Pragma")}
    passed |= {*("Range", "Referer", "TE", "Via", "Warn")}
    own = {"X-Amzn-Trace-Id", "x-amzn-RequestId", "x-amz-apigw-id"}
    remapped = {f"x-amzn-Remapped-{name}" for name in CLIENT_HEADERS.keys() - passed - {"Transfer-Encoding"}}
    assert {name for name, _ in answer.headers} == passed | remapped | own
    assert header(answer, "x-amzn-Remapped-WWW-Authenticate") == "mapped WWW-Authenticate"


def test_f112_http_proxy_maps_the_request_alone() -> None:
    mapping = {"method.response.header.X-Mapped": "'never'"}
    stage = integrated(
        "HTTP_PROXY",
        requestParameters=FULL_MAPPING,
        requestTemplates={"application/json": "never"},
        integrationResponses={"200": {"statusCode": "200", "responseParameters": mapping}},
    )

    answer = stage.call("GET", "/test", headers=tuple(CLIENT_HEADERS.items()))

    (request,) = stage.http.requests
    headers = {name: value for name, value in request.headers if not name.startswith("X-")}
    assert headers == {**SENT_IF_MAPPED, "Host": CLIENT_HEADERS["Host"]}
    assert request.body == b""
    assert header(answer, "X-Mapped") is None


def test_http_proxy_passes_all_that_is_not_hidden() -> None:
    request = asked(integrated("HTTP_PROXY"), headers=tuple(CLIENT_HEADERS.items()))

    headers = {name: value for name, value in request.headers if not name.startswith("X-")}
    kept = CLIENT_HEADERS.keys() - HIDDEN - {"Content-Encoding", "Host", "Via"}
    assert headers == {name: CLIENT_HEADERS[name] for name in kept}


@pytest.mark.parametrize(("sent", "passed"), [("Bearer token", True), ("AWS4-HMAC-SHA256 Credential=x", False)])
def test_signature_of_the_caller_is_not_for_the_endpoint(sent: str, *, passed: bool) -> None:
    request = asked(integrated("HTTP_PROXY"), headers=(("authorization", sent),))

    assert ("Authorization" in headers_of(request)) is passed


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        pytest.param("HTTP", "Content-Length", id="F109"),
        pytest.param("HTTP", "Transfer-Encoding", id="HTTP Transfer-Encoding"),
        pytest.param("HTTP_PROXY", "Content-Length", id="F113"),
        pytest.param("HTTP_PROXY", "Transfer-Encoding", id="F114"),
    ],
)
def test_framing_cannot_be_mapped(kind: str, name: str) -> None:
    stage = integrated(kind, requestParameters={f"integration.request.header.{name}": "'0'"})

    answer = stage.call("GET", "/test")

    assert (answer.status, document(answer)) == (500, INTERNAL_SERVER_ERROR)
    assert header(answer, "x-amzn-ErrorType") == "InternalServerErrorException"
    assert stage.http.requests == []


def test_f178_http_proxy_merges_the_queries_of_its_uri_its_caller_and_its_mapping() -> None:
    mapping = {
        "integration.request.header.headerVar": "method.request.header.foobar",
        "integration.request.path.qsVar": "method.request.querystring.testVar",
        "integration.request.path.pathVar": "method.request.path.pathVariable",
        "integration.request.querystring.queryString": "method.request.querystring.testQueryString",
        "integration.request.querystring.testQs": "method.request.querystring.testQueryString",
        "integration.request.querystring.testEmptyQs": "method.request.header.emptyheader",
    }
    uri = f"{URL}?testVar={{pathVar}}&testQs={{qsVar}}"
    stage = integrated("HTTP_PROXY", uri, path="/{pathVariable}", requestParameters=mapping)
    sent = (*JSON, ("foobar", "mapped-value"), ("headerVar", "request-value"))

    request = asked(stage, "POST", "/foobar", query="testQueryString=foo&testVar=bar", headers=sent, body=b"{}")

    assert parse_qsl(urlsplit(request.uri).query) == [
        ("testVar", "foobar"),
        ("testQs", "bar"),
        ("testQueryString", "foo"),
        ("testVar", "bar"),
        ("queryString", "foo"),
        ("testQs", "foo"),
    ]
    assert headers_of(request)["foobar"] == headers_of(request)["headerVar"] == "mapped-value"


def test_http_sends_of_its_callers_query_only_what_is_mapped() -> None:
    mapping = {"integration.request.querystring.q": "method.request.querystring.search"}

    request = asked(integrated("HTTP", requestParameters=mapping), query="search=a%20b%26c&other=1")

    assert request.uri == f"{URL}?q=a%20b%26c"


def test_f170_stage_variable_holds_the_address() -> None:
    variables = {"url": "app.example.com:8080/test-path?qs_key=qs_value"}
    stage = integrated("HTTP", "http://${stageVariables.url}", variables=variables)

    request = asked(stage)

    assert (request.method, request.uri) == ("POST", "http://app.example.com:8080/test-path?qs_key=qs_value")


def test_greedy_path_goes_to_the_server_that_a_stage_variable_names() -> None:
    stage = integrated(
        "HTTP_PROXY",
        "http://${stageVariables.models}/v1/{proxy}",
        path="/models/{proxy+}",
        httpMethod="ANY",
        requestParameters={"integration.request.path.proxy": "method.request.path.proxy"},
        variables={"models": "127.0.0.1:8000"},
    )

    request = asked(stage, "DELETE", "/models/llama3:latest/a%20b", query="x=1&x=2&flag")

    assert (request.method, request.uri) == (
        "DELETE",
        "http://127.0.0.1:8000/v1/llama3:latest/a%20b?x=1&x=2&flag=",
    )


@pytest.mark.parametrize(
    ("uri", "variables"),
    [
        pytest.param("http://${stageVariables.url}/x", {}, id="variable that the stage does not have"),
        pytest.param("http://${stageVariables.url}/x", {"url": "a b"}, id="no host"),
        pytest.param("http://${stageVariables.url}/x", {"url": "host:99999999"}, id="no port"),
        pytest.param("${stageVariables.url}", {"url": "file:///etc/passwd"}, id="not HTTP"),
        pytest.param("http://example.com/{id}", {}, id="path parameter that nothing maps"),
    ],
)
def test_address_that_is_none_is_a_configuration_error(uri: str, variables: dict[str, str]) -> None:
    stage = integrated("HTTP_PROXY", uri, variables=variables)

    answer = stage.call("GET", "/test")

    assert (answer.status, document(answer)) == (500, INTERNAL_SERVER_ERROR)
    assert stage.http.requests == []


@pytest.mark.parametrize(
    ("template_type", "behavior", "sent"),
    [
        pytest.param("application/json", "WHEN_NO_MATCH", True, id="F147 no match"),
        pytest.param("application/json", "WHEN_NO_TEMPLATES", False, id="F147 no templates"),
        pytest.param("application/json", "NEVER", False, id="F147 never"),
        pytest.param(None, "WHEN_NO_TEMPLATES", True, id="no template at all"),
        pytest.param(None, "NEVER", False, id="no template, never"),
    ],
)
def test_body_without_a_template_passes_or_does_not(template_type: str | None, behavior: str, sent: bool) -> None:
    templates = {template_type: "{}"} if template_type else {}
    stage = integrated("HTTP", requestTemplates=templates, passthroughBehavior=behavior)

    answer = stage.call("POST", "/test", headers=(("Content-Type", "application/xml"),), body=b"<a/>")

    if sent:
        assert stage.http.requests[0].body == b"<a/>"
        assert headers_of(stage.http.requests[0])["Content-Type"] == "application/xml"
    else:
        assert (answer.status, document(answer)) == (415, {"message": "Unsupported Media Type"})
        assert stage.http.requests == []


def test_http_proxy_has_no_passthrough_behaviour() -> None:
    stage = integrated("HTTP_PROXY", passthroughBehavior="NEVER")

    assert asked(stage, "POST", body=b"<a/>").body == b"<a/>"


@pytest.mark.parametrize(
    ("binary_types", "received"), [(["image/png"], b"\x89PNG\xff"), ([], "�PNG�".encode())], ids=["binary", "text"]
)
def test_http_proxy_keeps_the_bytes_of_binary_types_alone(binary_types: list[str], received: bytes) -> None:
    png = (("Content-Type", "image/png"), ("Accept", "image/png"))
    outcome = EndpointResponse(200, png, b"\x89PNG\xff")
    stage = integrated("HTTP_PROXY", outcome=outcome, binary_types=binary_types)

    answer = stage.call("POST", "/test", headers=png, body=b"\x89PNG\xff")

    assert stage.http.requests[0].body == received
    assert answer.body == received


@pytest.mark.parametrize(("config", "verifies"), [({}, True), ({"insecureSkipVerification": True}, False)])
def test_certificates_are_verified_unless_that_is_switched_off(config: dict[str, bool], verifies: bool) -> None:
    assert asked(integrated("HTTP_PROXY", tlsConfig=config)).verifies_certificate is verifies


def test_vpc_link_is_called_by_its_uri() -> None:
    stage = integrated("HTTP_PROXY", connectionType="VPC_LINK", connectionId="vpclink1")

    assert asked(stage).uri == URL


def test_header_made_of_a_path_cannot_add_another() -> None:
    mapping = {"integration.request.header.X-Id": "method.request.path.id"}
    stage = integrated("HTTP", path="/{id}", requestParameters=mapping)

    request = asked(stage, "GET", "/a%0d%0aX-Evil:%20b")

    assert headers_of(request)["X-Id"] == "aX-Evil: b"

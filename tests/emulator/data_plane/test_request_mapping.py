"""requestParameters and $context.requestOverride: what an integration's request gets from its caller's."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.data_plane.endpoints import EndpointRequest
from emulator.data_plane.integrations.uris import build_uri, parse_uri
from tests.emulator.data_plane.rest_apis import API_ID, Deployed, method, settings, snapshot

BODY = b'{"user": {"name": "Ada", "tags": ["a", "b"]}, "n": 1.5, "ok": true, "nothing": null}'


def sent(mapping: dict[str, str], template: str | None = None, uri: str = "http://app.test/x", **call: Any) -> Any:
    """What an HTTP integration with this mapping sends for a request that has something everywhere."""
    integration = {
        "type": "HTTP",
        "httpMethod": "POST",
        "uri": uri,
        "requestParameters": mapping,
        "requestTemplates": {"application/json": template} if template else {},
        "integrationResponses": {"200": {"statusCode": "200"}},
    }
    stage = Deployed(snapshot({"/{id}": {"ANY": method(integration)}}), settings(variables={"team": "blue"}))
    headers = (("X-One", "1"), ("X-Many", "a"), ("X-Many", "b"))
    stage.call("POST", "/a%20b", query="q=1&q=2&r=x%26y", headers=headers, **{"body": BODY, **call})
    (request,) = stage.http.requests
    return request


def header_values(request: EndpointRequest, name: str) -> list[str]:
    return [value for given_name, value in request.headers if given_name == name]


def query_values(request: EndpointRequest, name: str) -> list[str]:
    return [value for key, value in parse_qsl(urlsplit(request.uri).query, keep_blank_values=True) if key == name]


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("method.request.path.id", ["a b"]),
        ("method.request.path.other", []),
        ("method.request.querystring.q", ["2"]),
        ("method.request.querystring.r", ["x&y"]),
        ("method.request.multivaluequerystring.q", ["1", "2"]),
        ("method.request.multivaluequerystring.none", []),
        ("method.request.header.X-One", ["1"]),
        ("method.request.header.x-one", []),
        ("method.request.header.X-Many", ["b"]),
        ("method.request.multivalueheader.X-Many", ["a", "b"]),
        ("method.request.body", [BODY.decode()]),
        ("method.request.body.user.name", ["Ada"]),
        ("method.request.body.user.tags[1]", ["b"]),
        ("method.request.body.$.n", ["1.5"]),
        ("method.request.body.ok", ["true"]),
        ("method.request.body.user", ['{"name":"Ada","tags":["a","b"]}']),
        ("method.request.body.nothing", []),
        ("method.request.body.missing", []),
        ("context.apiId", [API_ID]),
        ("context.identity.sourceIp", ["127.0.0.1"]),
        ("context.unheard.of", []),
        ("stageVariables.team", ["blue"]),
        ("stageVariables.none", []),
        ("'a static value'", ["a static value"]),
        ("''", [""]),
        ("no expression", []),
    ],
)
def test_headers_and_query_are_mapped_from(source: str, values: list[str]) -> None:
    mapping = {"integration.request.header.X-Mapped": source, "integration.request.querystring.mapped": source}

    request = sent(mapping)

    assert header_values(request, "X-Mapped") == values
    assert query_values(request, "mapped") == values


def test_body_that_is_no_json_has_no_parts() -> None:
    mapping = {"integration.request.header.X-Name": "method.request.body.user.name"}

    assert header_values(sent(mapping, body=b"<user/>"), "X-Name") == []


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("method.request.path.id", "/v1/a%20b"),
        ("method.request.querystring.r", "/v1/x&y"),
        ("'a/b?c#d%'", "/v1/a/b%3Fc%23d%25"),
    ],
)
def test_path_parameters_are_encoded_for_where_they_go(source: str, path: str) -> None:
    request = sent({"integration.request.path.key": source}, uri="http://app.test/v1/{key}")

    assert urlsplit(request.uri).path == path
    assert urlsplit(request.uri).query == ""


def test_template_overrides_what_is_mapped() -> None:
    template = (
        '#set($context.requestOverride.header.X-Mapped = "overridden")'
        '#set($context.requestOverride.header.X-New = "$stageVariables.team")'
        '#set($context.requestOverride.querystring.mapped = "1&2")'
        '#set($context.requestOverride.path.key = "other")'
        "{}"
    )
    mapping = {
        "integration.request.header.x-mapped": "'mapped'",
        "integration.request.querystring.mapped": "'mapped'",
        "integration.request.path.key": "'mapped'",
    }

    request = sent(mapping, template, uri="http://app.test/{key}")

    assert request.uri == "http://app.test/other?mapped=1%262"
    assert header_values(request, "X-Mapped") == ["overridden"]
    assert header_values(request, "x-mapped") == []
    assert header_values(request, "X-New") == ["blue"]


def test_template_cannot_override_the_framing() -> None:
    template = (
        '#set($context.requestOverride.header.Content-Length = "7")#set($context.requestOverride.header.TE = "x")1'
    )

    request = sent({}, template)

    assert not {"content-length", "te"} & {name.lower() for name, _ in request.headers}


def test_query_is_added_to_that_of_the_uri() -> None:
    mapping = {"integration.request.querystring.b": "'2'"}

    assert sent(mapping, uri="http://app.test/x?a=1").uri == "http://app.test/x?a=1&b=2"
    assert sent(mapping, uri="http://app.test/x?").uri == "http://app.test/x?b=2"


@given(value=st.text(st.characters()))
def test_any_value_stays_where_it_was_put(value: str) -> None:
    uri = build_uri(parse_uri("http://app.test/{p}/end?q={q}"), {"p": value, "q": value}, {}, [("r", value)])

    assert uri is not None
    parts = urlsplit(uri)
    kept = value.encode("utf-8", "replace").decode()
    assert (parts.netloc, unquote(parts.path), parts.fragment) == ("app.test", f"/{kept}/end", "")
    assert parse_qsl(parts.query, keep_blank_values=True) == [("q", kept), ("r", kept)]

"""Gateway responses. The ids are those of the facts about AWS."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from emulator.data_plane.calls import Call, CompiledApi, Services
from emulator.data_plane.compile import compile_api
from emulator.data_plane.gateway import Gateway
from emulator.data_plane.messages import Answer, Headers, Received
from emulator.data_plane.refusals import GatewayResponseType, Refusal
from emulator.data_plane.routes import build_routes, find_route
from emulator.data_plane.stages import DeployedStage, DeployedStages
from tests.emulator.data_plane.fakes import FakeEndpoints, FakeFunctions, FakeUsagePlans
from tests.emulator.data_plane.rest_apis import Deployed, document, header, method, mock, settings, snapshot

DEFAULT_STATUSES = {
    "ACCESS_DENIED": 403,
    "API_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_FAILURE": 500,
    "BAD_REQUEST_BODY": 400,
    "BAD_REQUEST_PARAMETERS": 400,
    "EXPIRED_TOKEN": 403,
    "INTEGRATION_FAILURE": 504,
    "INTEGRATION_TIMEOUT": 504,
    "INVALID_API_KEY": 403,
    "INVALID_SIGNATURE": 403,
    "MISSING_AUTHENTICATION_TOKEN": 403,
    "QUOTA_EXCEEDED": 429,
    "REQUEST_TOO_LARGE": 413,
    "RESOURCE_NOT_FOUND": 404,
    "THROTTLED": 429,
    "UNAUTHORIZED": 401,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "WAF_FILTERED": 403,
}
FACTS = {
    "API_CONFIGURATION_ERROR": "F262",
    "AUTHORIZER_FAILURE": "F264",
    "BAD_REQUEST_PARAMETERS": "F265",
    "EXPIRED_TOKEN": "F267",
    "INTEGRATION_TIMEOUT": "F269",
    "INVALID_API_KEY": "F270",
    "INVALID_SIGNATURE": "F271",
    "REQUEST_TOO_LARGE": "F274",
    "RESOURCE_NOT_FOUND": "F275",
    "UNAUTHORIZED": "F277",
    "UNSUPPORTED_MEDIA_TYPE": "F278",
}
MEMBER = {"ACCESS_DENIED": "Message"}  # of the default body
EVERY_TYPE = [pytest.param(name, status, id=FACTS.get(name, name)) for name, status in DEFAULT_STATUSES.items()]
REQUEST_HEADER = {"gatewayresponse.header.x-request-header": "method.request.header.Accept"}
PUT_5XX: dict[str, dict[str, Any]] = {
    "DEFAULT_5XX": {
        "statusCode": "599",
        "responseTemplates": {"application/json": '{"own": $context.error.messageString}'},
        "responseParameters": REQUEST_HEADER,
    },
    "AUTHORIZER_FAILURE": {"responseParameters": {"gatewayresponse.header.foo": "'bar'"}},
}


@dataclass(frozen=True, slots=True)
class Refusing:
    """An integration that refuses."""

    refusal: Refusal

    async def integrate(self, call: Call, services: Services) -> Refusal:
        return self.refusal


def refusing_api(refusal: Refusal, put: Mapping[str, Mapping[str, Any]]) -> CompiledApi:
    api = compile_api(snapshot({"/a/{id}": {"GET": method(mock())}}, gateway_responses=put))
    found = find_route(api.routes, "GET", "/a/1")
    assert found is not None
    return replace(
        api, routes=build_routes([("/a/{id}", {"GET": replace(found.method, integration=Refusing(refusal))})])
    )


def refused(
    type_: str, put: Mapping[str, Mapping[str, Any]] | None = None, headers: Headers = (), **changes: Any
) -> Answer:
    stages = DeployedStages()
    refusal = Refusal(GatewayResponseType(type_), 'a "message"', **changes)
    stages.put(DeployedStage(refusing_api(refusal, put or {}), settings(variables={"team": "blue"})))
    services = Services(FakeFunctions(), FakeUsagePlans(), FakeEndpoints(), FakeEndpoints())
    gateway = Gateway(stages, services, lambda entry: None, "123456789012", "eu-west-1")
    return asyncio.run(gateway.answer(Received("GET", "host", "abc123", "dev", "/a/seven", "q=two%22", headers)))


@pytest.mark.parametrize(("type_", "status"), EVERY_TYPE)
def test_type_that_was_not_put_has_its_default(type_: str, status: int) -> None:
    answer = refused(type_)

    assert (answer.status, document(answer)) == (status, {MEMBER.get(type_, "message"): 'a "message"'})
    assert header(answer, "Content-Type") == "application/json"
    assert header(answer, "x-amzn-ErrorType")


@pytest.mark.parametrize(("type_", "status"), EVERY_TYPE)
def test_f255_types_of_5xx_inherit_status_template_and_headers(type_: str, status: int) -> None:
    answer = refused(type_, PUT_5XX, headers=(("Accept", "text/html"),))

    inherits = status >= 500 and type_ != "AUTHORIZER_FAILURE"
    assert answer.status == (599 if inherits else status)
    assert list(document(answer)) == (["own"] if inherits else [MEMBER.get(type_, "message")])
    assert header(answer, "x-request-header") == ("text/html" if inherits else None)


def test_f255_type_that_was_put_keeps_its_own_defaults() -> None:
    answer = refused("AUTHORIZER_FAILURE", PUT_5XX)

    assert (answer.status, document(answer)) == (500, {"message": 'a "message"'})
    assert header(answer, "foo") == "bar"


@pytest.mark.parametrize(("put", "status"), [("504", 500), ("503", 503)])
def test_status_that_is_the_type_s_default_is_no_choice_of_the_api_s(put: str, status: int) -> None:
    """A recorded oddity: what a failed proxy integration answers is 500, though its type says 504."""
    own = {"INTEGRATION_FAILURE": {"statusCode": put, "responseParameters": {}}}

    assert refused("INTEGRATION_FAILURE", own, status=500).status == status


def test_status_of_a_family_is_always_a_choice() -> None:
    assert refused("THROTTLED", {"DEFAULT_4XX": {"statusCode": "400"}}).status == 400


def test_f256_status_may_be_put_alone() -> None:
    stage = Deployed(snapshot({"/": {}}, gateway_responses={"MISSING_AUTHENTICATION_TOKEN": {"statusCode": "404"}}))

    answer = stage.call("GET", "/nothing")

    assert (answer.status, document(answer)) == (404, {"message": "Missing Authentication Token"})


def test_f257_headers_may_be_put_alone() -> None:
    own = {"MISSING_AUTHENTICATION_TOKEN": {"responseParameters": REQUEST_HEADER}}
    stage = Deployed(snapshot({"/": {}}, gateway_responses=own))

    answer = stage.call("GET", "/nothing", headers=(("Accept", "application/json"),))

    assert (answer.status, header(answer, "x-request-header")) == (403, "application/json")


def test_status_of_the_default_wins_over_the_refusals_own() -> None:
    assert refused("DEFAULT_5XX", PUT_5XX, status=502).status == 599
    assert refused("DEFAULT_5XX", status=502).status == 502


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'static'", "static"),
        ("'*'", "*"),
        ("method.request.header.X-Mine", "h"),
        ("method.request.path.id", "seven"),
        ("method.request.querystring.q", 'two"'),
        ("context.stage", "dev"),
        ("context.error.responseType", "THROTTLED"),
        ("stageVariables.team", "blue"),
        ("method.request.header.Absent", None),
        ("context.nonsense", None),
        ("nonsense", None),
    ],
)
def test_headers_come_from_mappings(expression: str, value: str | None) -> None:
    own = {"THROTTLED": {"responseParameters": {"gatewayresponse.header.X": expression}}}

    answer = refused("THROTTLED", own, headers=(("X-Mine", "h"),))

    assert header(answer, "X") == value


def test_template_substitutes_variables_as_json() -> None:
    template = (
        '{"m": $context.error.messageString, "m2": "$context.error.message", "t": "$context.error.responseType",'
        ' "v": "${context.error.validationErrorString}", "id": "$context.requestId", "s": "$stageVariables.team",'
        ' "q": "$method.request.querystring.q", "none": "$context.nonsense", "$other": "$5"}'
    )

    answer = refused(
        "BAD_REQUEST_BODY",
        {"DEFAULT_4XX": {"responseTemplates": {"application/json": template}}},
        validation_error='["x"]',
    )

    assert document(answer) == {
        "m": 'a "message"',
        "m2": 'a "message"',
        "t": "BAD_REQUEST_BODY",
        "v": '["x"]',
        "id": header(answer, "x-amzn-RequestId"),
        "s": "blue",
        "q": 'two"',
        "none": "",
        "$other": "$5",
    }


@pytest.mark.parametrize(
    ("templates", "accept", "content_type"),
    [
        (["application/problem+json"], "*/*", "application/problem+json"),
        (["application/json", "text/html"], "text/html", "text/html"),
        (["application/json", "text/html"], "text/plain,text/html", "application/json"),
        (["text/html", "application/json"], "*/*", "application/json"),
    ],
)
def test_template_is_chosen_by_the_first_accepted_type(templates: list[str], accept: str, content_type: str) -> None:
    own = {"THROTTLED": {"responseTemplates": {type_: type_ for type_ in templates}}}

    answer = refused("THROTTLED", own, headers=(("Accept", accept),))

    assert header(answer, "Content-Type") == content_type
    assert answer.body.decode() == content_type


def test_content_type_may_be_a_header_of_the_gateway_response() -> None:
    own = {"THROTTLED": {"responseParameters": {"gatewayresponse.header.Content-Type": "'application/problem+json'"}}}

    assert header(refused("THROTTLED", own), "Content-Type") == "application/problem+json"


def test_challenge_of_a_gateway_response_keeps_its_name_and_no_other_kept_header_does() -> None:
    put = {f"gatewayresponse.header.{name}": "'Bearer'" for name in ("WWW-Authenticate", "Server")}
    own = {"UNAUTHORIZED": {"responseParameters": put}}

    answer = refused("UNAUTHORIZED", own)

    assert header(answer, "WWW-Authenticate") == header(answer, "x-amzn-Remapped-Server") == "Bearer"
    assert header(answer, "x-amzn-Remapped-WWW-Authenticate") is header(answer, "Server") is None


def test_type_that_is_unheard_of_is_ignored() -> None:
    assert refused("THROTTLED", {"UNHEARD_OF": {"statusCode": "400"}}).status == 429


def test_validation_faults_are_told_where_the_template_asks() -> None:
    own = {
        "BAD_REQUEST_BODY": {"responseTemplates": {"application/json": '{"v": "$context.error.validationErrorString"}'}}
    }
    declared = method(mock(), requestModels={"application/json": "Pet"})
    models = {"Pet": {"type": "object", "required": ["name"]}}
    stage = Deployed(snapshot({"/": {"POST": declared}}, models=models, gateway_responses=own))

    answer = stage.call("POST", "/", body=b"{}")

    assert document(answer) == {"v": '[object has missing required properties (["name"])]'}

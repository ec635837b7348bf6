"""Lambda authorizers: who is asked, about what, and what becomes of the answers. The ids are those of the facts."""

from typing import Any

import pytest

from emulator.functions.invocation import Invocation, Refusal
from emulator.snapshot import UsagePlan
from tests.emulator.data_plane.access.authorizers import (
    AUTHORIZER_ARN,
    AUTHORIZER_URI,
    STAGE_ARN,
    TOKEN,
    answering,
    policy,
    request_authorizer,
    said,
    secured,
    token_authorizer,
)
from tests.emulator.data_plane.fakes import FakeFunctions, failed
from tests.emulator.data_plane.rest_apis import Deployed, document, header, mock

UNAUTHORIZED = (401, {"message": "Unauthorized"}, "UnauthorizedException")
FAILED = (500, {"message": None}, "AuthorizerConfigurationException")
PLAN = UsagePlan("plan", throttle=None, quota=None, method_throttles={})


def refusal(answer: Any) -> tuple[int, Any, str | None]:
    return answer.status, document(answer), header(answer, "x-amzn-ErrorType")


def test_f281_token_authorizers_get_the_token_and_the_method_arn() -> None:
    stage = answering(said())(secured(token_authorizer()))

    answer = stage.call("GET", "/pets/7", headers=(TOKEN,))

    assert answer.status == 200
    assert stage.functions.arns == [AUTHORIZER_ARN]
    assert stage.functions.events == [
        {"type": "TOKEN", "methodArn": f"{STAGE_ARN}/GET/pets/7", "authorizationToken": "let-me-in"}
    ]


def test_the_method_arn_of_the_root_ends_with_a_slash() -> None:
    stage = answering(said())(secured(token_authorizer()))

    stage.call("GET", "/", headers=(TOKEN,))

    assert stage.functions.events[0]["methodArn"] == f"{STAGE_ARN}/GET/"


@pytest.mark.parametrize(
    ("path", "named"),
    [("/%70ets/7", "pets/7"), ("/p%65ts/%37/", "pets/%37"), ("/pets/7/", "pets/7"), ("//%70ets/a%2Fb", "pets/a%2Fb")],
)
def test_what_a_resource_declares_has_one_name_for_policies(path: str, named: str) -> None:
    stage = answering(said("Deny", f"{STAGE_ARN}/GET/pets/*"))(secured(token_authorizer()))

    answer = stage.call("GET", path, headers=(TOKEN,))

    assert answer.status == 403
    assert stage.functions.events[0]["methodArn"] == f"{STAGE_ARN}/GET/{named}"


def test_request_authorizers_get_what_a_proxy_integration_gets_without_the_body() -> None:
    stage = answering(said(), variables={"color": "red"})(secured(request_authorizer("method.request.header.auth")))

    stage.call("GET", "/pets/7", query="a=1&a=2", headers=(("Auth", "x"), ("X-A", "1"), ("X-A", "2")), body=b"secret")

    event = stage.functions.events[0]
    assert {name: event[name] for name in ("type", "methodArn", "resource", "path", "httpMethod")} == {
        "type": "REQUEST",
        "methodArn": f"{STAGE_ARN}/GET/pets/7",
        "resource": "/pets/{id}",
        "path": "/pets/7",
        "httpMethod": "GET",
    }
    assert (event["headers"]["X-A"], event["multiValueHeaders"]["X-A"]) == ("2", ["1", "2"])
    assert event["queryStringParameters"] == {"a": "2"}
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"]}
    assert (event["pathParameters"], event["stageVariables"]) == ({"id": "7"}, {"color": "red"})
    assert event["requestContext"]["identity"]["sourceIp"] == "127.0.0.1"
    assert "body" not in event


def test_maps_without_entries_are_empty_for_a_request_authorizer() -> None:
    stage = answering(said())(secured(request_authorizer()))

    stage.call("GET", "/")

    event = stage.functions.events[0]
    names = ("queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables")
    assert [event[name] for name in names] == [{}, {}, {}, {}]


@pytest.mark.parametrize(
    ("authorizer", "headers", "query"),
    [
        pytest.param(token_authorizer(), (), "", id="F282 TOKEN missing"),
        pytest.param(token_authorizer(), (("Authorization", ""),), "", id="F282 TOKEN empty"),
        pytest.param(
            token_authorizer(identityValidationExpression="Bearer [a-z]+"), (TOKEN,), "", id="F282 TOKEN not valid"
        ),
        pytest.param(
            token_authorizer(identityValidationExpression="let"), (TOKEN,), "", id="F282 TOKEN matched as a whole"
        ),
        pytest.param(request_authorizer("method.request.header.auth"), (), "", id="F282 REQUEST missing"),
        pytest.param(request_authorizer("method.request.header.auth"), (("auth", ""),), "", id="F282 REQUEST empty"),
        pytest.param(
            request_authorizer("method.request.header.auth", "method.request.querystring.key"),
            (("auth", "x"),),
            "",
            id="F282 REQUEST one of two missing",
        ),
        pytest.param(
            request_authorizer("stageVariables.nothing", authorizerResultTtlInSeconds=300),
            (),
            "",
            id="F282 REQUEST stage variable missing",
        ),
        pytest.param(
            request_authorizer("method.request.querystring.Key"), (), "key=1", id="F282 REQUEST other case in a query"
        ),
    ],
)
def test_without_an_identity_nobody_is_asked(authorizer: Any, headers: Any, query: str) -> None:
    stage = answering(said())(secured(authorizer))

    answer = stage.call("GET", "/pets/7", headers=headers, query=query)

    assert refusal(answer) == UNAUTHORIZED
    assert stage.functions.events == []


@pytest.mark.parametrize(
    "source",
    [
        "method.request.header.x-identity",
        "method.request.header.X-IDENTITY",
        "method.request.multivalueheader.x-identity",
        "method.request.querystring.identity",
        "method.request.multivaluequerystring.identity",
        "stageVariables.identity",
        "context.identity.sourceIp",
        "context.httpMethod",
    ],
)
def test_identity_is_found_wherever_a_mapping_expression_leads(source: str) -> None:
    stage = answering(said(), variables={"identity": "me"})(secured(request_authorizer(source)))

    answer = stage.call("GET", "/pets/7", query="identity=me", headers=(("X-Identity", "me"),))

    assert (answer.status, len(stage.functions.events)) == (200, 1)


def test_a_request_authorizer_without_identity_sources_is_asked_about_everybody() -> None:
    stage = answering(said())(secured(request_authorizer(authorizerResultTtlInSeconds=300)))

    answers = [stage.call("GET", "/pets/7").status for _ in range(2)]

    assert (answers, len(stage.functions.events)) == ([200, 200], 2)


def test_the_validation_expression_lets_matching_tokens_through() -> None:
    stage = answering(said())(secured(token_authorizer(identityValidationExpression=r"let-\w\w-in")))

    assert stage.call("GET", "/pets/7", headers=(TOKEN,)).status == 200


def test_a_validation_expression_that_never_ends_is_ended() -> None:
    stage = answering(said())(secured(token_authorizer(identityValidationExpression="(a|aa)+(?!x)b")))

    answer = stage.call("GET", "/pets/7", headers=(("Authorization", "a" * 8_000),))

    assert refusal(answer) == UNAUTHORIZED


@pytest.mark.parametrize(
    "changes",
    [{"identityValidationExpression": "("}, {"authorizerUri": "arn:aws:nothing"}, {"identitySource": "anything"}],
)
def test_an_authorizer_that_cannot_be_asked_is_misconfigured(changes: dict[str, str]) -> None:
    stage = answering(said())(secured(token_authorizer(**changes)))

    assert refusal(stage.call("GET", "/pets/7", headers=(TOKEN,))) == FAILED


def test_a_method_without_the_authorizer_of_its_type_is_misconfigured() -> None:
    stage = answering(said())(secured(token_authorizer(), kind="COGNITO_USER_POOLS"))

    assert refusal(stage.call("GET", "/pets/7", headers=(TOKEN,))) == FAILED


def test_the_function_of_an_authorizer_may_depend_on_the_stage() -> None:
    uri = AUTHORIZER_URI.replace(":authorizer/", ":${stageVariables.who}/")
    stage = answering(said(), variables={"who": "doorman"})(secured(token_authorizer(authorizerUri=uri)))

    stage.call("GET", "/pets/7", headers=(TOKEN,))

    assert stage.functions.arns == [AUTHORIZER_ARN.replace(":authorizer", ":doorman")]


def test_a_function_that_does_not_let_the_authorizer_in_is_500_without_a_message() -> None:
    stage = answering(said())(secured(token_authorizer()))
    stage.functions.forbidden = True

    answer = stage.call("GET", "/pets/7", headers=(TOKEN,))

    assert refusal(answer) == FAILED
    assert stage.functions.sources == ["arn:aws:execute-api:eu-west-1:123456789012:abc123/authorizers/a1"]


def test_an_authorizer_with_a_role_needs_no_permission_of_the_function() -> None:
    role = "arn:aws:iam::123456789012:role/invoker"
    stage = answering(said())(secured(token_authorizer(authorizerCredentials=role)))
    stage.functions.forbidden = True

    assert stage.call("GET", "/pets/7", headers=(TOKEN,)).status == 200


def test_f285_authorizer_that_raises_unauthorized_is_401() -> None:
    functions = FakeFunctions(failed({"errorMessage": "Unauthorized", "errorType": "Exception"}))
    stage = Deployed(secured(token_authorizer()), functions=functions)

    assert refusal(stage.call("GET", "/pets/7", headers=(TOKEN,))) == UNAUTHORIZED


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(failed({"errorMessage": "Unauthorized: expired"}), id="F285 another error"),
        pytest.param(failed(["Unauthorized"]), id="F285 an error of no form"),
        pytest.param(Invocation(b"{", None, "", "id", 1.0, "1"), id="F285 no JSON"),
        pytest.param(Refusal(404, "ResourceNotFoundException", "Function not found"), id="no function"),
        pytest.param(Refusal(429, "TooManyRequestsException", "Rate Exceeded."), id="no room for the function"),
    ],
)
def test_an_authorizer_that_fails_is_500_without_a_message(outcome: Any) -> None:
    stage = Deployed(secured(token_authorizer()), functions=FakeFunctions(outcome))

    assert refusal(stage.call("GET", "/pets/7", headers=(TOKEN,))) == FAILED


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(None, id="F285 null"),
        pytest.param({}, id="F285 empty"),
        pytest.param({"statusCode": 401}, id="F285 a proxy integration's result"),
        pytest.param(said(other=1), id="an unknown member"),
        pytest.param({"policyDocument": policy()}, id="F285 without principalId"),
        pytest.param({"principalId": "", "policyDocument": policy()}, id="F285 empty principalId"),
        pytest.param({"principalId": "ada"}, id="F285 without policyDocument"),
        pytest.param({"principalId": "ada", "policyDocument": {}}, id="F285 policy without Statement"),
        pytest.param(said("Permit"), id="F285 policy with another Effect"),
        pytest.param(said(resource="x" * 513), id="F280 resource of more than 512 characters"),
        pytest.param(said(context={"nested": {"a": 1}}), id="F280 object in the context"),
        pytest.param(said(context={"list": [1]}), id="F280 array in the context"),
        pytest.param(said(context="text"), id="F280 context that is none"),
        pytest.param(said(usageIdentifierKey=1), id="F280 key that is none"),
    ],
)
def test_a_result_of_another_form_is_500_without_a_message(result: object) -> None:
    stage = answering(result)(secured(token_authorizer()))

    assert refusal(stage.call("GET", "/pets/7", headers=(TOKEN,))) == FAILED


@pytest.mark.parametrize(
    ("effect", "resource", "message"),
    [
        pytest.param(
            "Deny", "*", "User is not authorized to access this resource with an explicit deny", id="F283 explicit"
        ),
        pytest.param("Allow", f"{STAGE_ARN}/GET/cats/*", "User is not authorized to access this resource", id="F284"),
        pytest.param("Deny", f"{STAGE_ARN}/PUT/*", "User is not authorized to access this resource", id="F284 silent"),
    ],
)
def test_whom_the_policy_does_not_allow_is_403(effect: str, resource: str, message: str) -> None:
    stage = answering(said(effect, resource))(secured(token_authorizer()))

    answer = stage.call("GET", "/pets/7", headers=(TOKEN,))

    assert refusal(answer) == (403, {"Message": message}, "AccessDeniedException")


def test_f280_a_method_arn_of_more_than_1600_bytes_is_414() -> None:
    stage = answering(said())(secured(token_authorizer()))

    longest = "x" * (1600 - len(f"{STAGE_ARN}/GET/pets/"))
    fits = stage.call("GET", f"/pets/{longest}", headers=(TOKEN,))
    exceeds = stage.call("GET", f"/pets/{longest}x", headers=(TOKEN,))

    assert fits.status == 200
    assert (exceeds.status, document(exceeds)) == (414, {"message": "Request URI too long"})


def test_f280_context_reaches_a_proxy_integration_as_texts() -> None:
    context = {"text": "a", "number": 1, "fraction": 1.5, "boolean": True, "nothing": None}
    stage = answering(said(context=context))(secured(token_authorizer()))

    stage.call("GET", "/function", headers=(TOKEN,))

    assert stage.functions.events[1]["requestContext"]["authorizer"] == {
        "principalId": "ada",
        "integrationLatency": 0,
        "text": "a",
        "number": "1",
        "fraction": "1.5",
        "boolean": "true",
    }


def test_methods_without_an_authorizer_ask_nobody() -> None:
    stage = answering(said())(secured(token_authorizer()))

    stage.call("GET", "/open", headers=(TOKEN,))

    assert stage.functions.events == []


def test_f280_context_is_what_templates_and_logs_have_of_an_authorizer() -> None:
    template = '{"who": "$context.authorizer.principalId", "number": "$context.authorizer.number"}'
    api = secured(token_authorizer())
    api.resources[0]["resourceMethods"]["GET"]["methodIntegration"] = mock(response=template)
    logs = {
        "access_log_format": "$context.authorizer.principalId $context.authorizer.number $context.authorizer.status "
        "$context.authorizer.integrationStatus $context.authorize.status $context.authorizer.other",
        "access_log_destination_arn": "arn:aws:logs:eu-west-1:123456789012:log-group:access",
    }
    stage = answering(said(context={"number": 7}), **logs)(api)

    answer = stage.call("GET", "/", headers=(TOKEN,))

    assert document(answer) == {"who": "ada", "number": "7"}
    assert stage.log[0].line == "ada 7 200 200 200 -"


def test_gateway_responses_can_show_why_an_authorizer_denied() -> None:
    responses = {
        "ACCESS_DENIED": {"responseTemplates": {"application/json": '{"why":"$context.authorizer.why"}'}},
        "UNAUTHORIZED": {"responseTemplates": {"application/json": '{"error":"$context.authorizer.error"}'}},
    }
    stage = answering(said("Deny", context={"why": "too young"}))(
        secured(token_authorizer(), gateway_responses=responses)
    )

    denied, unauthorized = stage.call("GET", "/", headers=(TOKEN,)), stage.call("GET", "/")

    assert (document(denied), document(unauthorized)) == ({"why": "too young"}, {"error": "Unauthorized"})


def test_integrations_can_be_sent_what_an_authorizer_has_said() -> None:
    parameters = {
        "integration.request.header.X-Who": "context.authorizer.principalId",
        "integration.request.querystring.plan": "context.authorizer.plan",
    }
    api = secured(token_authorizer())
    api.resources[0]["resourceMethods"]["GET"]["methodIntegration"] = {
        "type": "HTTP",
        "httpMethod": "GET",
        "uri": "https://example.com/pets",
        "requestParameters": parameters,
        "integrationResponses": {"200": {"statusCode": "200"}},
    }
    stage = answering(said(context={"plan": "gold"}))(api)

    stage.call("GET", "/", headers=(TOKEN,))

    sent = stage.http.requests[0]
    assert (dict(sent.headers)["X-Who"], sent.uri) == ("ada", "https://example.com/pets?plan=gold")


@pytest.mark.parametrize("kind", ["AUTHORIZER_CONFIGURATION_ERROR", "DEFAULT_5XX"])
def test_failures_of_authorizers_are_gateway_responses(kind: str) -> None:
    stage = answering({})(secured(token_authorizer(), gateway_responses={kind: {"statusCode": "503"}}))

    answer = stage.call("GET", "/", headers=(TOKEN,))

    assert (answer.status, document(answer)) == (503, {"message": None})


def test_an_authorizer_that_is_throttled_has_failed() -> None:
    functions = FakeFunctions(Refusal(429, "TooManyRequestsException", "Rate Exceeded."))
    responses = {"AUTHORIZER_FAILURE": {"statusCode": "502"}}
    stage = Deployed(secured(token_authorizer(), gateway_responses=responses), functions=functions)

    assert stage.call("GET", "/", headers=(TOKEN,)).status == 502


def test_f283_denials_written_by_a_default_template_of_the_api_are_lower_case() -> None:
    template = {"application/json": '{"message":$context.error.messageString}'}
    responses = {"DEFAULT_4XX": {"responseTemplates": template}}
    stage = answering(said("Deny"))(secured(token_authorizer(), gateway_responses=responses))

    answer = stage.call("GET", "/", headers=(TOKEN,))

    assert list(document(answer)) == ["message"]


def test_f098_keys_of_authorizers_need_not_be_sent() -> None:
    stage = answering(said(usageIdentifierKey="the-key-of-ada-0123456789"))(
        secured(token_authorizer(), key=True, apiKeySource="AUTHORIZER")
    )
    stage.grant(PLAN, "the-key-of-ada-0123456789")

    answer = stage.call("GET", "/function", headers=(TOKEN,))

    assert answer.status == 200
    identity = stage.functions.events[1]["requestContext"]["identity"]
    assert identity["apiKey"] == "the-key-of-ada-0123456789"


@pytest.mark.parametrize("members", [{}, {"usageIdentifierKey": "another"}])
def test_f098_keys_that_are_sent_do_not_count_then(members: dict[str, str]) -> None:
    stage = answering(said(**members))(secured(token_authorizer(), key=True, apiKeySource="AUTHORIZER"))
    stage.grant(PLAN, "sent-by-the-client-01234")

    answer = stage.call("GET", "/", headers=(TOKEN, ("x-api-key", "sent-by-the-client-01234")))

    assert refusal(answer) == (403, {"message": "Forbidden"}, "ForbiddenException")


def test_authorizers_are_shown_the_key_that_was_sent() -> None:
    stage = answering(said())(secured(request_authorizer(), key=True))

    stage.call("GET", "/", headers=(("x-api-key", "sent"),))

    assert stage.functions.events[0]["requestContext"]["identity"]["apiKey"] == "sent"


def test_conditions_of_an_authorizers_policy_count() -> None:
    from_elsewhere = policy(Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})
    stage = answering({"principalId": "ada", "policyDocument": from_elsewhere})(secured(token_authorizer()))

    answers = [stage.call("GET", "/", headers=(TOKEN,), client_ip=ip).status for ip in ("192.0.2.7", "198.51.100.7")]

    assert answers == [200, 403]

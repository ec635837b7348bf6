"""Cognito authorizers: whose tokens let their bearers in, and what an API learns from them."""

import json
from typing import Any

import pytest

from tests.emulator.data_plane.access.authorizers import policy
from tests.emulator.data_plane.fakes import Clock, FakeFunctions
from tests.emulator.data_plane.rest_apis import Deployed, document, header, lambda_proxy, method, mock, snapshot

POOL = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_pool"
NOW = int(Clock().now)
ID_CLAIMS = {"sub": "1-2-3", "token_use": "id", "aud": "client", "exp": NOW + 600, "iat": NOW}
ACCESS_CLAIMS = {"sub": "1-2-3", "token_use": "access", "scope": "openid pets/read", "exp": NOW + 600}
UNAUTHORIZED = (401, {"message": "Unauthorized"}, "UnauthorizedException")


def pooled_stage(claims: dict[str, Any], scopes: tuple[str, ...] = (), **authorizer: Any) -> Deployed:
    """The token is "token"."""
    access = {"authorizationType": "COGNITO_USER_POOLS", "authorizerId": "a1", "authorizationScopes": list(scopes)}
    template = '{"sub": "$context.authorizer.claims.sub"}'
    paths = {
        "/me": {"GET": method(mock(response=template), **access)},
        "/function": {"GET": method(lambda_proxy(), **access)},
    }
    api = {"policy": authorizer.pop("policy")} if "policy" in authorizer else {}
    wire = {"type": "COGNITO_USER_POOLS", "providerARNs": ["arn:of:another", POOL], **authorizer}
    wire.setdefault("identitySource", "method.request.header.Authorization")
    stage = Deployed(snapshot(paths, authorizers={"a1": wire}, **api), functions=FakeFunctions())
    stage.user_pools.claims[POOL, "token"] = claims
    return stage


@pytest.mark.parametrize("value", ["token", "Bearer token", "bearer token"])
def test_an_identity_token_lets_its_bearer_in(value: str) -> None:
    stage = pooled_stage(ID_CLAIMS)

    answer = stage.call("GET", "/me", headers=(("Authorization", value),))

    assert (answer.status, document(answer)) == (200, {"sub": "1-2-3"})


@pytest.mark.parametrize(
    ("claims", "scopes"),
    [
        pytest.param(ACCESS_CLAIMS, (), id="access token where no scope is asked for"),
        pytest.param(ID_CLAIMS, ("openid",), id="identity token where a scope is asked for"),
        pytest.param(ACCESS_CLAIMS, ("pets/write",), id="another scope"),
        pytest.param({**ACCESS_CLAIMS, "scope": ""}, ("pets/write",), id="no scope"),
        pytest.param({"token_use": "id"}, (), id="no expiry"),
    ],
)
def test_tokens_for_something_else_do_not(claims: dict[str, Any], scopes: tuple[str, ...]) -> None:
    stage = pooled_stage(claims, scopes)

    answer = stage.call("GET", "/me", headers=(("Authorization", "token"),))

    assert (answer.status, document(answer), header(answer, "x-amzn-ErrorType")) == UNAUTHORIZED


@pytest.mark.parametrize("headers", [(), (("Authorization", ""),), (("Authorization", "Bearer another"),)])
def test_without_a_token_of_the_pool_nobody_gets_in(headers: Any) -> None:
    answer = pooled_stage(ID_CLAIMS).call("GET", "/me", headers=headers)

    assert (answer.status, document(answer), header(answer, "x-amzn-ErrorType")) == UNAUTHORIZED


def test_one_of_the_scopes_is_enough() -> None:
    stage = pooled_stage(ACCESS_CLAIMS, ("pets/write", "pets/read"))

    assert stage.call("GET", "/me", headers=(("Authorization", "token"),)).status == 200


def test_an_expired_token_is_told_so() -> None:
    stage = pooled_stage({**ID_CLAIMS, "exp": NOW - 1})

    answer = stage.call("GET", "/me", headers=(("Authorization", "token"),))

    assert (answer.status, document(answer)) == (401, {"message": "The incoming token has expired"})


@pytest.mark.parametrize(("expression", "status"), [("cli.*", 200), ("cli", 401)])
def test_the_validation_expression_is_for_the_audience(expression: str, status: int) -> None:
    stage = pooled_stage(ID_CLAIMS, identityValidationExpression=expression)

    assert stage.call("GET", "/me", headers=(("Authorization", "token"),)).status == status


def test_the_token_is_where_the_identity_source_says() -> None:
    stage = pooled_stage(ID_CLAIMS, identitySource="method.request.header.X-Token")

    assert stage.call("GET", "/me", headers=(("x-token", "token"),)).status == 200


def test_claims_reach_a_function_as_texts() -> None:
    claims = {**ID_CLAIMS, "cognito:groups": ["admins", "users"], "email_verified": True, "auth_time": NOW}
    stage = pooled_stage(claims)

    stage.call("GET", "/function", headers=(("Authorization", "token"),))

    assert stage.functions.events[0]["requestContext"]["authorizer"] == {
        "claims": {
            "sub": "1-2-3",
            "token_use": "id",
            "aud": "client",
            "exp": "Sat Nov 22 20:10:00 UTC 2025",
            "iat": "Sat Nov 22 20:00:00 UTC 2025",
            "cognito:groups": "admins,users",
            "email_verified": "true",
            "auth_time": str(NOW),
        }
    }


def test_a_token_is_read_once_and_forgotten_when_it_expires() -> None:
    stage = pooled_stage({**ID_CLAIMS, "exp": NOW + 60})

    statuses = []
    for later in (0, 59, 2):
        stage.clock.now += later
        statuses.append(stage.call("GET", "/me", headers=(("Authorization", "token"),)).status)

    assert statuses == [200, 200, 401]
    assert stage.user_pools.asked == 4  # each time both pools


@pytest.mark.parametrize(("resource", "status"), [("execute-api:/*", 200), ("execute-api:/prod/*", 403)])
def test_a_resource_policy_has_to_allow_the_bearer(resource: str, status: int) -> None:
    stage = pooled_stage(ID_CLAIMS, policy=json.dumps(policy(resource=resource, Principal="*")))

    assert stage.call("GET", "/me", headers=(("Authorization", "token"),)).status == status

"""Imports: security schemes and requirements. Cases that AWS has recorded are named by their fact."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.emulator.control_plane.in_memory import KEY_SCHEME, LAMBDA_URI, openapi, operation, resource_at

_POOL = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a"


_AUTHORIZER_SCHEME = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "x-amazon-apigateway-authtype": "custom",
    "x-amazon-apigateway-authorizer": {
        "type": "token",
        "authorizerUri": LAMBDA_URI,
        "authorizerResultTtlInSeconds": 60,
        "identityValidationExpression": "^x-[a-z]+",
    },
}


_POOL_SCHEME = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "x-amazon-apigateway-authtype": "cognito_user_pools",
    "x-amazon-apigateway-authorizer": {"type": "cognito_user_pools", "providerARNs": [_POOL]},
}


def test_security_by_api_key_makes_the_key_required(imported: Callable[..., Any]) -> None:
    method = imported(
        "/",
        "GET",
        {"/": {"get": operation(security=[{"key": []}])}},
        components={"securitySchemes": {"key": KEY_SCHEME}},
    )

    assert (method["apiKeyRequired"], method["authorizationType"]) == (True, "NONE")


def test_f309_root_security_is_every_operations(client: Any) -> None:
    body = openapi(
        {"/pets": {"get": operation(), "post": operation(security=[])}},
        security=[{"token": []}],
        components={"securitySchemes": {"token": _AUTHORIZER_SCHEME}},
    )

    api_id = client.import_rest_api(body=body)["id"]

    authorizer = client.get_authorizers(restApiId=api_id)["items"][0]
    methods = resource_at(client, api_id, "/pets")["resourceMethods"]
    assert methods["GET"]["authorizationType"] == "CUSTOM"
    assert methods["GET"]["authorizerId"] == authorizer["id"]
    assert methods["GET"]["apiKeyRequired"] is False
    assert methods["POST"]["authorizationType"] == "NONE"


def test_authorizer_extension_becomes_an_authorizer(client: Any) -> None:
    body = openapi({}, components={"securitySchemes": {"token": _AUTHORIZER_SCHEME}})

    api_id = client.import_rest_api(body=body)["id"]

    authorizer = client.get_authorizers(restApiId=api_id)["items"][0]
    assert authorizer.pop("id")
    assert authorizer == {
        "name": "token",
        "type": "TOKEN",
        "authType": "custom",
        "authorizerUri": LAMBDA_URI,
        "authorizerResultTtlInSeconds": 60,
        "identitySource": "method.request.header.Authorization",
        "identityValidationExpression": "^x-[a-z]+",
    }


def test_f311_operations_scopes_take_the_place_of_the_roots(imported: Callable[..., Any]) -> None:
    method = imported(
        "/",
        "GET",
        {"/": {"get": operation(security=[{"pool": ["openid"]}])}},
        security=[{"pool": ["email"]}],
        components={"securitySchemes": {"pool": _POOL_SCHEME}},
    )

    assert (method["authorizationType"], method["authorizationScopes"]) == ("COGNITO_USER_POOLS", ["openid"])


def test_key_and_authorizer_may_both_be_required(imported: Callable[..., Any]) -> None:
    method = imported(
        "/",
        "GET",
        {"/": {"get": operation(security=[{"key": [], "token": []}])}},
        components={"securitySchemes": {"key": KEY_SCHEME, "token": _AUTHORIZER_SCHEME}},
    )

    assert (method["apiKeyRequired"], method["authorizationType"]) == (True, "CUSTOM")


@pytest.mark.parametrize(
    "members",
    [
        {"security": [{"iam": []}]},
        {"x-amazon-apigateway-auth": {"type": "AWS_IAM"}},
    ],
)
def test_iam_is_said_by_a_scheme_or_an_extension(imported: Callable[..., Any], members: dict[str, Any]) -> None:
    scheme = {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4"}

    method = imported("/", "GET", {"/": {"get": operation(**members)}}, components={"securitySchemes": {"iam": scheme}})

    assert method["authorizationType"] == "AWS_IAM"

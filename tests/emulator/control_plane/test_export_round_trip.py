"""What is exported with all extensions is imported as the same API."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.emulator.control_plane.in_memory import KEY_SCHEME, LAMBDA_URI, openapi, reference

_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
_SEGMENTS = st.sampled_from(["pets", "cats", "{id}", "v1"])
_SCHEMES: Mapping[str, Any] = {
    "key": KEY_SCHEME,
    "caller": {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "x-amazon-apigateway-authtype": "custom",
        "x-amazon-apigateway-authorizer": {
            "type": "token",
            "authorizerUri": LAMBDA_URI,
            "authorizerResultTtlInSeconds": 60,
            "identityValidationExpression": "a+",
        },
    },
    "signed": {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4"},
}
_SCHEMAS = {
    "Pet": {"type": "object", "description": "a pet", "properties": {"owner": reference("Owner")}},
    "Owner": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "pets": {"type": "array", "items": reference("Pet")}},
    },
}
_JSON_OF_PET = {"application/json": {"schema": reference("Pet")}}


@st.composite
def _integrations(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["mock", "http", "http_proxy", "aws_proxy"]))
    uris = {"http": "http://example.com/{id}", "http_proxy": "http://example.com", "aws_proxy": LAMBDA_URI}
    integration: dict[str, Any] = {
        "type": kind,
        "passthroughBehavior": draw(st.sampled_from(["when_no_match", "when_no_templates", "never"])),
        "timeoutInMillis": draw(st.sampled_from([29_000, 50, 1000])),
    }
    if kind != "mock":
        integration |= {"httpMethod": draw(st.sampled_from(["GET", "POST"])), "uri": uris[kind]}
    if draw(st.booleans()):
        integration["requestTemplates"] = {"application/json": draw(_TEXTS) + "{}"}
    if draw(st.booleans()):
        integration["requestParameters"] = {"integration.request.header.a": "'b'"}
    if draw(st.booleans()):
        integration["contentHandling"] = draw(st.sampled_from(["CONVERT_TO_TEXT", "CONVERT_TO_BINARY"]))
    patterns = draw(st.lists(st.sampled_from(["default", r"4\d\d", "5.*"]), unique=True, max_size=3))
    integration["responses"] = {
        pattern: {"statusCode": str(200 + index), "responseTemplates": {"application/json": draw(_TEXTS) + "{}"}}
        for index, pattern in enumerate(patterns)
    }
    return integration


@st.composite
def _operations(draw: st.DrawFn) -> dict[str, Any]:
    described: dict[str, Any] = {
        "responses": {
            "200": {
                "description": "200 response",
                "headers": {"Location": {"schema": {"type": "string"}}} if draw(st.booleans()) else {},
                "content": _JSON_OF_PET if draw(st.booleans()) else {},
            }
        },
        "parameters": [
            {"name": name, "in": place, "required": draw(st.booleans()), "schema": {"type": "string"}}
            for name, place in draw(st.lists(st.sampled_from([("a", "query"), ("b", "header")]), unique=True))
        ],
        "security": draw(
            st.sampled_from([[], [{"key": []}], [{"caller": []}], [{"signed": []}], [{"caller": []}, {"key": []}]])
        ),
        "x-amazon-apigateway-integration": draw(_integrations()),
    }
    if draw(st.booleans()):
        described["operationId"] = draw(st.sampled_from(["getPet", "putPet"]))
    if draw(st.booleans()):
        described["requestBody"] = {"content": _JSON_OF_PET, "required": True}
    return described


@st.composite
def _documents(draw: st.DrawFn) -> bytes:
    paths = {
        "/" + "/".join(segments): {
            name: draw(_operations())
            for name in draw(
                st.lists(st.sampled_from(["get", "post", "x-amazon-apigateway-any-method"]), min_size=1, unique=True)
            )
        }
        for segments in draw(
            st.lists(st.lists(_SEGMENTS, max_size=3, unique=True), min_size=1, max_size=4, unique_by=tuple)
        )
    }
    return openapi(
        paths,
        info={"title": "pets", "version": "1"},
        components={"schemas": _SCHEMAS, "securitySchemes": _SCHEMES},
        **{
            "x-amazon-apigateway-request-validators": {
                "all": {"validateRequestBody": True, "validateRequestParameters": True}
            },
            "x-amazon-apigateway-request-validator": "all",
            "x-amazon-apigateway-gateway-responses": {
                "DEFAULT_4XX": {"responseTemplates": {"application/json": draw(_TEXTS)}}
            },
            "x-amazon-apigateway-binary-media-types": draw(st.sampled_from([[], ["image/png"]])),
        },
    )


@pytest.mark.parametrize("kind", ["swagger", "oas30"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=_documents())
def test_export_is_imported_as_the_same_api(client: Any, kind: str, document: bytes) -> None:
    api_id = client.import_rest_api(body=document)["id"]
    client.create_deployment(restApiId=api_id, stageName="dev")

    export = client.get_export(
        restApiId=api_id, stageName="dev", exportType=kind, parameters={"extensions": "apigateway"}
    )
    again = client.import_rest_api(body=export["body"].read(), failOnWarnings=True)["id"]

    assert _described(client, again) == _described(client, api_id)


def _described(client: Any, api_id: str) -> Any:
    """All that an API consists of, with names instead of ids."""
    api = client.get_rest_api(restApiId=api_id)
    authorizers = client.get_authorizers(restApiId=api_id)["items"]
    validators = client.get_request_validators(restApiId=api_id)["items"]
    names = {each["id"]: each["name"] for each in (*authorizers, *validators)}
    resources = client.get_resources(restApiId=api_id, embed=["methods"], limit=500)["items"]
    methods = {
        (resource["path"], name): _named(method, names)
        for resource in resources
        for name, method in resource.get("resourceMethods", {}).items()
    }
    used = json.dumps([list(methods.items())], default=str)
    return {
        "api": {name: api.get(name) for name in ("name", "version", "binaryMediaTypes", "apiKeySource")},
        "methods": methods,
        "models": {
            model["name"]: model["schema"].replace(api_id, "")
            for model in client.get_models(restApiId=api_id)["items"]
            if '"Pet"' in used
        },
        "authorizers": [{**each, "id": ""} for each in authorizers if f'"authorizerId": "{each["name"]}"' in used],
        "validators": [{**each, "id": ""} for each in validators],
        "gateway_responses": client.get_gateway_responses(restApiId=api_id)["items"],
    }


def _named(method: Mapping[str, Any], names: Mapping[str, str]) -> Any:
    """Without the name of the cache, which is the resource's id."""
    integration = {name: value for name, value in method["methodIntegration"].items() if name != "cacheNamespace"}
    references = {name: names[method[name]] for name in ("authorizerId", "requestValidatorId") if name in method}
    return {**method, **references, "methodIntegration": integration}

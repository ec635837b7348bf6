"""Models, request validators and authorizers: what methods name."""

import json
from typing import Any

import pytest

from tests.emulator.control_plane.in_memory import LAMBDA_URI, refused

_INVALID_SCHEMA = (
    "Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified{}]"
)


def _put_method(client: Any, api_id: str, root_id: str, **members: Any) -> None:
    client.put_method(
        restApiId=api_id, resourceId=root_id, httpMethod="POST", **{"authorizationType": "NONE", **members}
    )


def test_model_is_made_read_patched_and_deleted(client: Any, api_id: str) -> None:
    client.create_model(restApiId=api_id, name="Pet", contentType="application/json", schema='{"type": "object"}')

    client.update_model(
        restApiId=api_id, modelName="Pet", patchOperations=[{"op": "replace", "path": "/schema", "value": "{}"}]
    )
    model = client.get_model(restApiId=api_id, modelName="Pet")
    client.delete_model(restApiId=api_id, modelName="Pet")

    assert (model["name"], model["schema"], model["contentType"]) == ("Pet", "{}", "application/json")
    assert refused(client.get_model, restApiId=api_id, modelName="Pet")[0] == 404


def test_models_are_listed_by_name(client: Any, api_id: str) -> None:
    for name in ("testSchema", "CalcOutput"):
        client.create_model(restApiId=api_id, name=name, contentType="application/json", schema="{}")

    names = [model["name"] for model in client.get_models(restApiId=api_id)["items"]]

    assert names == ["CalcOutput", "Empty", "Error", "testSchema"]


def test_f303_model_name_is_alphanumeric(client: Any, api_id: str) -> None:
    refusal = refused(client.create_model, restApiId=api_id, name="body_1", contentType="application/json", schema="{}")

    assert refusal == (400, "BadRequestException", "Model name must be alphanumeric: body_1")


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ("{", ""),
        ("[]", ""),
        ('{"discriminator": {"propertyName": "x"}}', '. Unsupported keyword(s): ["discriminator"]'),
        ('{"properties": {"x": {"example": 1}}}', '. Unsupported keyword(s): ["example"]'),
    ],
)
def test_f301_schema_that_aws_cannot_hold_is_refused(client: Any, api_id: str, schema: str, why: str) -> None:
    refusal = refused(client.create_model, restApiId=api_id, name="Pet", contentType="application/json", schema=schema)

    assert refusal == (400, "BadRequestException", _INVALID_SCHEMA.format(why))


def test_property_may_be_called_like_an_unsupported_keyword(client: Any, api_id: str) -> None:
    schema = '{"properties": {"example": {"type": "string"}}, "enum": [{"example": 1}]}'

    client.create_model(restApiId=api_id, name="Pet", contentType="application/json", schema=schema)

    assert client.get_model(restApiId=api_id, modelName="Pet")["schema"] == schema


def test_model_in_use_stays(client: Any, api_id: str, root_id: str) -> None:
    _put_method(client, api_id, root_id, requestModels={"application/json": "Empty"})

    status, code, message = refused(client.delete_model, restApiId=api_id, modelName="Empty")

    assert (status, code) == (409, "ConflictException")
    assert message == "Cannot delete model 'Empty', is referenced in method request: //POST"


def test_flattened_model_holds_the_models_it_refers_to(client: Any, api_id: str) -> None:
    reference = f"https://apigateway.amazonaws.com/restapis/{api_id}/models/Pet"
    schema = json.dumps({"type": "array", "items": {"$ref": reference}})
    client.create_model(restApiId=api_id, name="Pet", contentType="application/json", schema='{"type": "object"}')
    client.create_model(restApiId=api_id, name="Pets", contentType="application/json", schema=schema)

    model = client.get_model(restApiId=api_id, modelName="Pets", flatten=True)

    assert json.loads(model["schema"]) == {
        "type": "array",
        "items": {"$ref": "#/definitions/Pet"},
        "definitions": {"Pet": {"type": "object"}},
    }


def test_validator_is_made_patched_and_deleted(client: Any, api_id: str) -> None:
    validator = client.create_request_validator(restApiId=api_id, name="body", validateRequestBody=True)
    address = {"restApiId": api_id, "requestValidatorId": validator["id"]}

    client.update_request_validator(
        **address, patchOperations=[{"op": "replace", "path": "/validateRequestParameters", "value": "true"}]
    )
    patched = client.get_request_validator(**address)
    client.delete_request_validator(**address)

    assert (patched["validateRequestBody"], patched["validateRequestParameters"]) == (True, True)
    assert refused(client.get_request_validator, **address)[0] == 404


def test_validator_in_use_stays(client: Any, api_id: str, root_id: str) -> None:
    validator = client.create_request_validator(restApiId=api_id, name="body")
    _put_method(client, api_id, root_id, requestValidatorId=validator["id"])

    refusal = refused(client.delete_request_validator, restApiId=api_id, requestValidatorId=validator["id"])

    assert refusal[:2] == (409, "ConflictException")


@pytest.mark.parametrize(("kind", "auth_type"), [("TOKEN", "custom"), ("REQUEST", "custom")])
def test_authorizer_shows_no_time_to_live_but_its_kind_of_authorization(
    client: Any, api_id: str, kind: str, auth_type: str
) -> None:
    """As recorded."""
    authorizer = client.create_authorizer(restApiId=api_id, name="token", type=kind, authorizerUri=LAMBDA_URI)

    assert "authorizerResultTtlInSeconds" not in authorizer
    assert authorizer["authType"] == auth_type


def test_user_pools_of_an_authorizer_are_added_and_removed(client: Any, api_id: str) -> None:
    pools = [f"arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_{name}" for name in "ab"]
    authorizer = client.create_authorizer(
        restApiId=api_id, name="pool", type="COGNITO_USER_POOLS", providerARNs=pools[:1]
    )
    operations = [
        {"op": "add", "path": "/providerARNs", "value": pools[1]},
        {"op": "remove", "path": "/providerARNs", "value": pools[0]},
    ]

    changed = client.update_authorizer(restApiId=api_id, authorizerId=authorizer["id"], patchOperations=operations)

    assert changed["providerARNs"] == pools[1:]


@pytest.mark.parametrize(
    "sent",
    [
        {"type": "TOKEN"},
        {"type": "COGNITO_USER_POOLS"},
        {"type": "TOKEN", "authorizerUri": LAMBDA_URI, "authorizerResultTtlInSeconds": 3601},
    ],
    ids=["no uri", "no user pool", "too long a cache"],
)
def test_authorizer_without_what_its_type_needs_is_refused(client: Any, api_id: str, sent: dict[str, Any]) -> None:
    assert refused(client.create_authorizer, restApiId=api_id, name="x", **sent)[:2] == (400, "BadRequestException")


def test_authorizer_in_use_stays(client: Any, api_id: str, root_id: str) -> None:
    authorizer = client.create_authorizer(restApiId=api_id, name="token", type="TOKEN", authorizerUri=LAMBDA_URI)
    _put_method(client, api_id, root_id, authorizationType="CUSTOM", authorizerId=authorizer["id"])

    refusal = refused(client.delete_authorizer, restApiId=api_id, authorizerId=authorizer["id"])

    assert refusal[:2] == (409, "ConflictException")

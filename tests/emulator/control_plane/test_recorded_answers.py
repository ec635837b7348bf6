"""Answers that AWS has recorded, word by word: defaults, tags, and refusals in their order."""

from collections.abc import Mapping
from typing import Any

import pytest
from botocore.config import Config

from tests.emulator.control_plane.in_memory import ACCOUNT, LAMBDA_URI, NLB_ARN, client_of, refused

_ENUM = "failed to satisfy constraint: Member must satisfy"
_TYPES = (
    f"Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' {_ENUM} constraint: "
    "[Member must satisfy enum value set: [PRIVATE, EDGE, REGIONAL]]"
)
_ADDRESSES = (
    f"Value 'wrong' at 'createRestApiInput.endpointConfiguration.ipAddressType' {_ENUM} "
    "enum value set: [ipv4, dualstack]"
)
_OPS = f"{_ENUM} enum value set: [add, remove, move, test, replace, copy]"
_STATUS = rf"Value 'wrong' at 'statusCode' {_ENUM} regular expression pattern: [1-5]\d\d"


@pytest.fixture
def unchecked(control_plane: Any) -> Any:
    """A client that sends whatever it is given."""
    return client_of(control_plane, Config(parameter_validation=False))


@pytest.mark.parametrize(
    ("sent", "endpoint"),
    [
        ({}, {"types": ["EDGE"], "ipAddressType": "ipv4"}),
        ({"types": ["REGIONAL"]}, {"types": ["REGIONAL"], "ipAddressType": "ipv4"}),
        ({"types": ["PRIVATE"]}, {"types": ["PRIVATE"], "ipAddressType": "dualstack"}),
        ({"types": ["EDGE"], "ipAddressType": "dualstack"}, {"types": ["EDGE"], "ipAddressType": "dualstack"}),
        ({"types": ["EDGE"], "ipAddressType": ""}, {"types": ["EDGE"], "ipAddressType": "ipv4"}),
    ],
)
def test_endpoint_is_completed(client: Any, sent: dict[str, Any], endpoint: dict[str, Any]) -> None:
    api = client.create_rest_api(name="pets", endpointConfiguration=sent)

    assert api["endpointConfiguration"] == endpoint


@pytest.mark.parametrize(
    ("endpoint", "message"),
    [
        ({"types": []}, "REGIONAL Configuration and EDGE Configuration cannot be both DISABLED."),
        ({"types": ["EDGE", "REGIONAL"]}, "Cannot create an api with multiple Endpoint Types."),
        (
            {"types": ["PRIVATE"], "ipAddressType": "ipv4"},
            "Only dualstack ipAddressType is supported for Private APIs.",
        ),
    ],
)
def test_endpoint_that_cannot_be_is_refused(client: Any, endpoint: dict[str, Any], message: str) -> None:
    refusal = refused(client.create_rest_api, name="pets", endpointConfiguration=endpoint)

    assert refusal == (400, "BadRequestException", message)


@pytest.mark.parametrize(
    ("endpoint", "message"),
    [
        ({"types": ["EDGE"], "ipAddressType": "wrong"}, f"1 validation error detected: {_ADDRESSES}"),
        ({"types": ["wrong"]}, f"1 validation error detected: {_TYPES}"),
        ({"ipAddressType": "wrong", "types": ["wrong"]}, f"2 validation errors detected: {_TYPES}; {_ADDRESSES}"),
    ],
)
def test_values_of_no_enumeration_are_told_all_at_once(client: Any, endpoint: dict[str, Any], message: str) -> None:
    refusal = refused(client.create_rest_api, name="pets", description="", endpointConfiguration=endpoint)

    assert refusal == (400, "ValidationException", message)


def test_empty_description_is_told_before_the_endpoint(client: Any) -> None:
    refusal = refused(client.create_rest_api, name="pets", description="", endpointConfiguration={"types": []})

    assert refusal == (400, "BadRequestException", "Description cannot be an empty string")


def test_identifiers_of_apis_tell_upper_case_from_lower(client: Any, api_id: str) -> None:
    upper = f"{api_id}A"

    refusal = refused(client.get_rest_api, restApiId=upper)

    assert refusal == (404, "NotFoundException", f"Invalid API identifier specified {ACCOUNT}:{upper}")


def test_no_tags_are_shown_by_get_and_update_only(client: Any, api_id: str) -> None:
    made, listed = client.create_rest_api(name="cats"), client.get_rest_apis()["items"]
    updated = client.update_rest_api(restApiId=api_id, patchOperations=[])

    assert "tags" not in made
    assert all("tags" not in api for api in listed)
    assert (client.get_rest_api(restApiId=api_id)["tags"], updated["tags"]) == ({}, {})


def test_no_tags_of_plans_keys_and_links_are_shown_by_get_and_update_only(client: Any) -> None:
    plan, key = client.create_usage_plan(name="plan"), client.create_api_key(name="key")
    link = client.create_vpc_link(name="link", targetArns=[NLB_ARN])

    assert [resource for resource in (plan, key, link) if "tags" in resource] == []
    assert client.get_usage_plan(usagePlanId=plan["id"])["tags"] == {}
    assert client.update_api_key(apiKey=key["id"], patchOperations=[])["tags"] == {}
    assert client.get_vpc_link(vpcLinkId=link["id"])["tags"] == {}


def test_no_tags_of_a_stage_are_never_shown(client: Any, deployed_id: str) -> None:
    assert "tags" not in client.get_stage(restApiId=deployed_id, stageName="dev")


@pytest.mark.parametrize(
    ("operations", "places"),
    [
        (["wrong_op"], [1]),
        (["wrong_op", "wrong_op"], [1, 2]),
        (["wrong_op", "remove", "wrong_op"], [1, 3]),
    ],
)
def test_wrong_patch_operations_are_counted_from_one(
    unchecked: Any, api_id: str, operations: list[str], places: list[int]
) -> None:
    sent = [{"op": op, "path": "/name", "value": "cats"} for op in operations]

    refusal = refused(unchecked.update_rest_api, restApiId=api_id, patchOperations=sent)

    said = "; ".join(
        f"Value 'wrong_op' at 'updateRestApiInput.patchOperations.{place}.member.op' {_OPS}" for place in places
    )
    noun = "error" if len(places) == 1 else "errors"
    assert refusal == (400, "ValidationException", f"{len(places)} validation {noun} detected: {said}")


def test_wrong_status_in_the_path_is_told_after_what_is_wrong_in_the_body(
    unchecked: Any, api_id: str, root_id: str
) -> None:
    where = {"restApiId": api_id, "resourceId": root_id, "httpMethod": "GET", "statusCode": "wrong"}

    alone = refused(unchecked.get_integration_response, **where)
    both = refused(unchecked.update_method_response, **where, patchOperations=[{"op": "wrong_op", "path": "/a"}])

    op = f"Value 'wrong_op' at 'updateMethodResponseInput.patchOperations.1.member.op' {_OPS}"
    assert alone == (400, "ValidationException", f"1 validation error detected: {_STATUS}")
    assert both == (400, "ValidationException", f"2 validation errors detected: {op}; {_STATUS}")


def test_wrong_gateway_response_type_is_told_with_those_that_there_are(unchecked: Any, api_id: str) -> None:
    status, code, message = refused(unchecked.get_gateway_response, restApiId=api_id, responseType="FAKE")

    assert (status, code) == (400, "ValidationException")
    assert message.startswith(
        f"1 validation error detected: Value 'FAKE' at 'responseType' {_ENUM} enum value set: [REQUEST_TOO_LARGE, "
        "RESOURCE_NOT_FOUND, AUTHORIZER_CONFIGURATION_ERROR, MISSING_AUTHENTICATION_TOKEN, "
    )


def test_wrong_integration_type_is_told_before_the_method_that_is_not_there(
    unchecked: Any, api_id: str, root_id: str
) -> None:
    refusal = refused(
        unchecked.put_integration, restApiId=api_id, resourceId=root_id, httpMethod="GET", type="HTTPS_PROXY"
    )

    place = "Value 'HTTPS_PROXY' at 'putIntegrationInput.type'"
    listed = "[HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]"
    assert refusal == (
        400,
        "ValidationException",
        f"1 validation error detected: {place} {_ENUM} enum value set: {listed}",
    )


_IDS = {"restApiId": "none", "resourceId": "none", "httpMethod": "GET"}
_NO_RESOURCE = (404, "NotFoundException", "Invalid Resource identifier specified")
_NO_API = (404, "NotFoundException", f"Invalid API identifier specified {ACCOUNT}:none")


@pytest.mark.parametrize(
    ("operation", "asked", "refusal"),
    [
        ("get_resources", {}, _NO_API),
        ("create_resource", {"parentId": "a", "pathPart": "b"}, _NO_RESOURCE),
        ("put_method", {**_IDS, "httpMethod": "WRONG", "authorizationType": "NONE"}, _NO_RESOURCE),
        ("update_method", _IDS, _NO_RESOURCE),
        ("get_integration", _IDS, _NO_RESOURCE),
        ("put_integration_response", {**_IDS, "statusCode": "200"}, _NO_RESOURCE),
        ("get_integration_response", {**_IDS, "statusCode": "200"}, _NO_RESOURCE),
        ("delete_integration_response", {**_IDS, "statusCode": "200"}, _NO_RESOURCE),
        ("get_models", {}, _NO_API),
        ("get_model", {"modelName": "Pet"}, (404, "NotFoundException", "Invalid model name specified: Pet")),
        ("update_model", {"modelName": "Pet"}, (404, "NotFoundException", "Invalid model name specified: Pet")),
        ("delete_model", {"modelName": "Pet"}, (404, "NotFoundException", "Invalid model name specified: Pet")),
        ("get_request_validators", {}, _NO_API),
        ("create_request_validator", {}, (400, "BadRequestException", "Invalid REST API identifier specified")),
        (
            "get_request_validator",
            {"requestValidatorId": "a"},
            (404, "NotFoundException", "Invalid Request Validator identifier specified"),
        ),
        ("get_authorizers", {}, _NO_API),
        (
            "create_authorizer",
            {"name": "a", "type": "TOKEN", "authorizerUri": LAMBDA_URI},
            (
                409,
                "ConflictException",
                ("Unable to complete operation due to concurrent modification. Please try again later."),
            ),
        ),
        ("get_gateway_response", {"responseType": "DEFAULT_4XX"}, _NO_API),
        ("create_documentation_part", {"location": {"type": "API"}, "properties": "{}"}, _NO_API),
        (
            "get_documentation_part",
            {"documentationPartId": "a"},
            (404, "NotFoundException", "Invalid Documentation part identifier specified"),
        ),
        ("delete_documentation_part", {"documentationPartId": "a"}, _NO_API),
    ],
)
def test_of_an_api_that_is_not_there_is_told_what_was_sought_in_it(
    client: Any, operation: str, asked: Mapping[str, Any], refusal: tuple[int, str, str]
) -> None:
    assert refused(getattr(client, operation), **{"restApiId": "none", **asked}) == refusal


def test_integration_response_is_sought_in_the_integration(client: Any, api_id: str, root_id: str) -> None:
    where = {"restApiId": api_id, "resourceId": root_id, "httpMethod": "GET"}
    no_method = refused(client.delete_integration_response, **where, statusCode="200")
    sought = refused(client.put_integration_response, **where, statusCode="200")
    client.put_method(**where, authorizationType="NONE")

    no_integration = refused(client.get_integration_response, **where, statusCode="200")
    client.put_integration(**where, type="MOCK")
    no_status = refused(client.delete_integration_response, **where, statusCode="201")

    assert no_method[2] == no_integration[2] == "Invalid Integration identifier specified"
    assert sought[2] == "Invalid Method identifier specified"
    assert no_status[2] == "Invalid Response status code specified"


def test_keys_of_a_plan_that_is_not_there_are_none(client: Any) -> None:
    assert client.get_usage_plan_keys(usagePlanId="bad-id")["items"] == []


def test_key_without_a_name_or_with_an_empty_value_is_made(client: Any) -> None:
    nameless, valueless = client.create_api_key(name=""), client.create_api_key(value="")

    assert "name" not in nameless
    assert len(valueless["value"]) >= 20


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"name": "a" * 1025}, "Invalid API Key name, can be at most 1024 characters."),
        ({"description": "a" * 125_001}, "Invalid API Key description specified."),
    ],
)
def test_too_long_texts_of_a_key_are_refused(client: Any, sent: dict[str, str], message: str) -> None:
    assert refused(client.create_api_key, **sent) == (400, "BadRequestException", message)


def test_limit_below_one_is_no_limit(client: Any) -> None:
    client.create_api_key(name="key")

    assert len(client.get_api_keys(limit=-1)["items"]) == 1

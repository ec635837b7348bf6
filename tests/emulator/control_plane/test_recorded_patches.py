"""Patches as AWS has recorded them: each kind of resource refuses in its own words."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.emulator.control_plane.in_memory import LAMBDA_URI, refused

Operation = Mapping[str, str]

_REPLACE_ONLY = "Invalid patch operation specified. Must be one of: [replace]"
_COMPRESSION = "Invalid minimum compression size, must be between 0 and 10485760"
_NEEDS_AUTHORIZER = (
    "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid "
    "authorizer."
)


def _op(op: str, path: str, value: str | None = None) -> dict[str, str]:
    return {"op": op, "path": path} | ({} if value is None else {"value": value})


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (_op("add", "/minimumCompressionSize", "10"), _REPLACE_ONLY),
        (_op("replace", "/minimumCompressionSize", "-1"), _COMPRESSION),
        (_op("replace", "/minimumCompressionSize", "test"), _COMPRESSION),
        (_op("add", "/binaryMediaTypes", "image/gif"), "Invalid patch path /binaryMediaTypes"),
        (_op("remove", "/binaryMediaTypes"), "Invalid patch path /binaryMediaTypes"),
        (
            _op("replace", "/endpointConfiguration/ipAddressType", "wrong"),
            "ipAddressType must be either ipv4 or dualstack.",
        ),
        (
            _op("replace", "/endpointConfiguration/types/EDGE", "wrong"),
            "Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE",
        ),
        (_op("remove", "/endpointConfiguration/ipAddressType"), _REPLACE_ONLY),
        (
            _op("move", "/endpointConfiguration/types/EDGE"),
            "Invalid patch operation specified. Must be 'add'|'remove'|'replace'",
        ),
    ],
)
def test_patch_of_an_api_is_refused(client: Any, api_id: str, operation: Operation, message: str) -> None:
    refusal = refused(client.update_rest_api, restApiId=api_id, patchOperations=[operation])

    assert refusal == (400, "BadRequestException", message)


def test_private_api_keeps_both_kinds_of_addresses(client: Any, api_id: str) -> None:
    private = client.update_rest_api(
        restApiId=api_id, patchOperations=[_op("replace", "/endpointConfiguration/types/EDGE", "PRIVATE")]
    )

    refusal = refused(
        client.update_rest_api,
        restApiId=api_id,
        patchOperations=[_op("replace", "/endpointConfiguration/ipAddressType", "ipv4")],
    )

    assert private["endpointConfiguration"] == {"types": ["PRIVATE"], "ipAddressType": "dualstack"}
    assert refusal == (400, "BadRequestException", "Only dualstack ipAddressType is supported for Private APIs.")


def test_media_type_that_takes_the_place_of_another_comes_last(client: Any, api_id: str) -> None:
    client.update_rest_api(
        restApiId=api_id,
        patchOperations=[_op("add", f"/binaryMediaTypes/image~1{kind}") for kind in ("png", "jpeg")],
    )

    api = client.update_rest_api(
        restApiId=api_id, patchOperations=[_op("replace", "/binaryMediaTypes/image~1png", "image/gif")]
    )

    assert api["binaryMediaTypes"] == ["image/jpeg", "image/gif"]


def test_media_types_are_no_array_to_patches(client: Any, api_id: str) -> None:
    api = client.update_rest_api(restApiId=api_id, patchOperations=[_op("add", "/binaryMediaTypes/-", "image/png")])

    assert api["binaryMediaTypes"] == ["-"]


@pytest.mark.parametrize("value", ["", None])
def test_compression_ends_without_a_value(client: Any, api_id: str, value: str | None) -> None:
    client.update_rest_api(restApiId=api_id, patchOperations=[_op("replace", "/minimumCompressionSize", "0")])
    compressed = client.get_rest_api(restApiId=api_id)

    api = client.update_rest_api(restApiId=api_id, patchOperations=[_op("replace", "/minimumCompressionSize", value)])

    assert compressed["minimumCompressionSize"] == 0
    assert "minimumCompressionSize" not in api


@pytest.fixture
def pets(client: Any, api_id: str, root_id: str) -> dict[str, str]:
    """Where the resource /pets is."""
    created = client.create_resource(restApiId=api_id, parentId=root_id, pathPart="pets")
    return {"restApiId": api_id, "resourceId": created["id"]}


@pytest.mark.parametrize(
    ("operation", "refusal"),
    [
        (
            _op("replace", "/invalid", "dogs"),
            (
                400,
                "BadRequestException",
                ("Invalid patch path  '/invalid' specified for op 'replace'. Must be one of: [/parentId, /pathPart]"),
            ),
        ),
        (
            _op("remove", "/pathPart"),
            (
                400,
                "BadRequestException",
                "Invalid patch path  '/pathPart' specified for op 'remove'. Please choose supported operations",
            ),
        ),
        (
            _op("replace", "/parentId", "fake"),
            (404, "NotFoundException", "Invalid Resource identifier specified"),
        ),
    ],
)
def test_patch_of_a_resource_is_refused(
    client: Any, pets: dict[str, str], operation: Operation, refusal: tuple[int, str, str]
) -> None:
    assert refused(client.update_resource, **pets, patchOperations=[operation]) == refusal


def test_resource_does_not_move_below_itself(client: Any, pets: dict[str, str]) -> None:
    below = client.create_resource(restApiId=pets["restApiId"], parentId=pets["resourceId"], pathPart="subpets")

    refusal = refused(client.update_resource, **pets, patchOperations=[_op("replace", "/parentId", below["id"])])

    assert refusal == (400, "BadRequestException", "Resources cannot be cyclical.")


@pytest.mark.parametrize("member", ["pathPart", "parentId"])
def test_root_is_not_patched(client: Any, api_id: str, root_id: str, member: str) -> None:
    operations = [_op("replace", f"/{member}", "dogs")]

    refusal = refused(client.update_resource, restApiId=api_id, resourceId=root_id, patchOperations=operations)

    assert refusal == (400, "BadRequestException", f"Root resource cannot update its {member}.")


@pytest.fixture
def get(client: Any, pets: dict[str, str]) -> dict[str, str]:
    """Where a method is that needs a key."""
    where = {**pets, "httpMethod": "GET"}
    client.put_method(**where, authorizationType="NONE", apiKeyRequired=True)
    return where


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (_op("add", "/operationName", "name"), _REPLACE_ONLY),
        (_op("add", "/requestValidatorId", "wrong"), _REPLACE_ONLY),
        (_op("add", "/httpMethod", "PUT"), "Invalid patch path /httpMethod"),
        (_op("replace", "/requestParameters", "a=b"), "Invalid patch path /requestParameters"),
        (
            _op("add", "/requestModels/application/json", "Empty"),
            "Invalid patch path /requestModels/application/json",
        ),
        (_op("replace", "/authorizationType", "CUSTOM"), _NEEDS_AUTHORIZER),
        (_op("replace", "/requestValidatorId", "fake"), "Invalid Request Validator identifier specified"),
    ],
)
def test_patch_of_a_method_is_refused(client: Any, get: dict[str, str], operation: Operation, message: str) -> None:
    refusal = refused(client.update_method, **get, patchOperations=[operation])

    assert refusal == (400, "BadRequestException", message)


def test_what_is_not_true_is_false(client: Any, get: dict[str, str]) -> None:
    method = client.update_method(**get, patchOperations=[_op("replace", "/apiKeyRequired", "whatever")])

    assert method["apiKeyRequired"] is False


def test_authorizer_of_a_method_without_authorization_is_ignored(client: Any, get: dict[str, str]) -> None:
    method = client.update_method(**get, patchOperations=[_op("replace", "/authorizerId", "abc123")])

    assert "authorizerId" not in method


def test_method_gets_an_authorizer_and_loses_its_parameters(client: Any, get: dict[str, str]) -> None:
    authorizer = client.create_authorizer(
        restApiId=get["restApiId"], name="token", type="TOKEN", authorizerUri=LAMBDA_URI
    )
    parameter = "/requestParameters/method.request.querystring.optional"

    changed = client.update_method(
        **get,
        patchOperations=[
            _op("add", parameter, "true"),
            _op("replace", "/authorizerId", authorizer["id"]),
            _op("replace", "/authorizationType", "CUSTOM"),
        ],
    )
    emptied = client.update_method(**get, patchOperations=[_op("remove", parameter, "true")])

    assert changed["authorizerId"] == authorizer["id"]
    assert changed["requestParameters"] == {"method.request.querystring.optional": True}
    assert "requestParameters" not in emptied


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"method.request.querystring.optional": False, "method.request.header.optional": False},
            "Parameter names must be unique across querystring, header and path",
        ),
        (
            {"true": True},
            (
                "Invalid mapping expression specified: Validation Result: warnings : [], errors : "
                "[Invalid mapping expression specified: true]"
            ),
        ),
    ],
)
def test_parameters_of_a_method_are_refused(
    client: Any, pets: dict[str, str], parameters: dict[str, bool], message: str
) -> None:
    refusal = refused(
        client.put_method, **pets, httpMethod="GET", authorizationType="NONE", requestParameters=parameters
    )

    assert refusal == (400, "BadRequestException", message)


@pytest.fixture
def response(client: Any, get: dict[str, str]) -> dict[str, str]:
    """Where a method response is."""
    where = {**get, "statusCode": "200"}
    client.put_method_response(**where, responseParameters={}, responseModels={})
    return where


def test_method_response_keeps_empty_maps_until_they_lose_an_entry(client: Any, response: dict[str, str]) -> None:
    entries = {
        "/responseParameters/method.response.header.my-header": "true",
        "/responseModels/application~1json": "Empty",
    }
    made = client.get_method_response(**response)

    added = client.update_method_response(
        **response, patchOperations=[_op("add", path, value) for path, value in entries.items()]
    )
    removed = client.update_method_response(
        **response, patchOperations=[_op("remove", path, value) for path, value in entries.items()]
    )

    assert (made["responseModels"], made["responseParameters"]) == ({}, {})
    assert added["responseParameters"] == {"method.response.header.my-header": True}
    assert added["ResponseMetadata"]["HTTPStatusCode"] == 201
    assert removed.keys() == {"statusCode", "ResponseMetadata"}


@pytest.mark.parametrize("op", ["replace", "remove"])
@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        ("/responseParameters/wrong", (404, "NotFoundException", "Invalid parameter name specified")),
        ("/responseModels/wrong", (404, "NotFoundException", "Content-Type specified was not found")),
        ("/wrong/a", (400, "BadRequestException", "Invalid patch path /wrong/a")),
    ],
)
def test_patch_of_a_method_response_is_refused(
    client: Any, response: dict[str, str], op: str, path: str, refusal: tuple[int, str, str]
) -> None:
    operations = [_op(op, path, "Empty")]

    assert refused(client.update_method_response, **response, patchOperations=operations) == refusal


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (
            _op("add", "/wrong-path", "a"),
            "Invalid patch path  '/wrong-path' specified for op 'add'. Please choose supported operations",
        ),
        (
            _op("replace", "/name", "a"),
            "Invalid patch path  '/name' specified for op 'replace'. Must be one of: [/description, /schema]",
        ),
        (_op("replace", "/schema", ""), "Model schema must have at least 1 property or array items defined"),
    ],
)
def test_patch_of_a_model_is_refused(client: Any, api_id: str, operation: Operation, message: str) -> None:
    refusal = refused(client.update_model, restApiId=api_id, modelName="Empty", patchOperations=[operation])

    assert refusal == (400, "BadRequestException", message)


def test_empty_description_of_a_model_is_none(client: Any, api_id: str) -> None:
    made = client.create_model(
        restApiId=api_id, name="Pet", contentType="application/json", description="", schema='{"type": "object"}'
    )

    changed = client.update_model(
        restApiId=api_id, modelName="Empty", patchOperations=[_op("replace", "/description", "")]
    )

    assert "description" not in made
    assert "description" not in changed


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"name": ""}, "Model name must be non-empty"),
        ({"schema": ""}, "Model schema must have at least 1 property or array items defined"),
    ],
)
def test_model_needs_a_name_and_a_schema(client: Any, api_id: str, members: dict[str, str], message: str) -> None:
    asked = {"name": "Pet", "contentType": "application/json", "schema": '{"type": "object"}', **members}

    assert refused(client.create_model, restApiId=api_id, **asked) == (400, "BadRequestException", message)


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (
            _op("add", "/validateRequestBody", "true"),
            "Invalid patch path  '/validateRequestBody' specified for op 'add'. Please choose supported operations",
        ),
        (
            _op("replace", "/invalidPath", "true"),
            (
                "Invalid patch path  '/invalidPath' specified for op 'replace'. Must be one of: "
                "[/name, /validateRequestParameters, /validateRequestBody]"
            ),
        ),
        (_op("replace", "/name"), "Request Validator name cannot be blank"),
    ],
)
def test_patch_of_a_validator_is_refused(client: Any, api_id: str, operation: Operation, message: str) -> None:
    validator_id = client.create_request_validator(restApiId=api_id, name="all")["id"]

    refusal = refused(
        client.update_request_validator,
        restApiId=api_id,
        requestValidatorId=validator_id,
        patchOperations=[operation],
    )

    assert refusal == (400, "BadRequestException", message)


def test_validator_without_a_value_validates_nothing(client: Any, api_id: str) -> None:
    made = client.create_request_validator(restApiId=api_id, name="all", validateRequestBody=True)

    changed = client.update_request_validator(
        restApiId=api_id, requestValidatorId=made["id"], patchOperations=[_op("replace", "/validateRequestBody")]
    )

    assert changed["validateRequestBody"] is False


@pytest.mark.parametrize(
    ("operation", "refusal"),
    [
        (_op("add", "/statusCode", "444"), (400, "BadRequestException", "Invalid patch path /statusCode")),
        (_op("remove", "/statusCode"), (400, "BadRequestException", "Invalid patch path /statusCode")),
        ({"op": "add", "value": "'a'"}, (400, "BadRequestException", "Invalid patch path null")),
        (_op("add", "/wrongPath", "'a'"), (400, "BadRequestException", "Invalid patch path /wrongPath")),
        (
            _op("replace", "/responseParameters/gatewayresponse.header.a", "'b'"),
            (404, "NotFoundException", "Invalid parameter name specified"),
        ),
        (
            _op("replace", "/responseTemplates/application~1xml"),
            (400, "BadRequestException", "Invalid null or empty value in responseTemplates"),
        ),
        (
            _op("replace", "/responseParameters/gatewayresponse.header.a"),
            (400, "BadRequestException", "Invalid null or empty value in responseParameters"),
        ),
    ],
)
def test_patch_of_a_gateway_response_is_refused(
    client: Any, api_id: str, operation: Operation, refusal: tuple[int, str, str]
) -> None:
    asked = {"restApiId": api_id, "responseType": "DEFAULT_5XX", "patchOperations": [operation]}

    assert refused(client.update_gateway_response, **asked) == refusal


def test_patch_of_a_key_is_refused(client: Any) -> None:
    key_id = client.create_api_key(name="key")["id"]

    refusal = refused(client.update_api_key, apiKey=key_id, patchOperations=[_op("replace", "/id", "new")])

    message = (
        "Invalid patch path  '/id' specified for op 'replace'. Must be one of: "
        "[/customerId, /description, /enabled, /labels, /name, /stages]"
    )
    assert refusal == (400, "BadRequestException", message)


@pytest.mark.parametrize("value", [None, "none"])
def test_stage_that_joins_a_plan_is_named_with_its_api(client: Any, plan_id: str, value: str | None) -> None:
    operations = [_op("add", "/apiStages", value)]

    refusal = refused(client.update_usage_plan, usagePlanId=plan_id, patchOperations=operations)

    assert refusal == (400, "BadRequestException", "Invalid API Stage specified")


def test_settings_of_all_methods_are_removed_once(client: Any, deployed_id: str) -> None:
    dev = {"restApiId": deployed_id, "stageName": "dev"}
    set_all = client.update_stage(**dev, patchOperations=[_op("replace", "/*/*/caching/enabled", "true")])

    reset = client.update_stage(**dev, patchOperations=[_op("remove", "/*/*")])
    again = refused(client.update_stage, **dev, patchOperations=[_op("remove", "/*/*")])

    assert set_all["methodSettings"]["*/*"]["cachingEnabled"] is True
    assert reset["methodSettings"] == {}
    assert again == (
        400,
        "BadRequestException",
        "Cannot remove method setting */* because there is no method setting for this method ",
    )


def test_settings_of_a_method_begin_as_those_of_all(client: Any, deployed_id: str) -> None:
    stage = client.update_stage(
        restApiId=deployed_id,
        stageName="dev",
        patchOperations=[
            _op("replace", "/*/*/throttling/burstLimit", "123"),
            _op("replace", "/*/*/caching/enabled", "true"),
            _op("replace", "/test/GET/throttling/burstLimit", "124"),
        ],
    )

    own = stage["methodSettings"]["test/GET"]
    assert (own["cachingEnabled"], own["throttlingBurstLimit"]) == (True, 124)

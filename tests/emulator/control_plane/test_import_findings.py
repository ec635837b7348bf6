"""Errors and warnings of imports, in the words of AWS. Cases that AWS has recorded are named by their fact."""

from typing import Any

import pytest

from tests.emulator.control_plane.in_memory import LAMBDA_URI, MOCK, openapi, operation, refused, resource_at

_PATH_PART = (
    "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning "
    "and the end."
)


def _with_integration(**extension: Any) -> dict[str, Any]:
    return {"/pets": {"get": operation(**{"x-amazon-apigateway-integration": extension})}}


def _with_request(schema: dict[str, Any]) -> dict[str, Any]:
    return {"/pets": {"put": operation(requestBody={"content": {"application/json": {"schema": schema}}})}}


def _with_response(schema: dict[str, Any]) -> dict[str, Any]:
    responses = {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    return {"/pets": {"get": operation(responses=responses)}}


def _with_schemas(**schemas: Any) -> dict[str, Any]:
    return {"components": {"schemas": schemas}}


# A document's paths and other members, and what AWS says after "Errors found during import:".
ERRORS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "model name": (
        {},
        _with_schemas(body_1={"type": "object"}),
        "Unable to create model for 'body_1': Model name must be alphanumeric: body_1",
    ),
    "unsupported keyword": (
        {},
        _with_schemas(Pet={"properties": {"a": {"example": 1}}}),
        (
            "Unable to create model for 'Pet': Invalid model specified: Validation Result: warnings : [], errors : "
            '[Invalid model schema specified. Unsupported keyword(s): ["example"]]'
        ),
    ),
    "reference to nothing": (
        {},
        _with_schemas(Pet={"properties": {"a": {"$ref": "tags.yaml#/Tag"}}}),
        (
            "Unable to create model for 'Pet': Invalid model specified: Validation Result: warnings : [], errors : "
            "[Invalid model schema specified]"
        ),
    ),
    "F302 path": ({"/pets/{id}.json": {}}, {}, f"Unable to create resource at path '/pets/{{id}}.json': {_PATH_PART}"),
    "sibling variables": (
        {"/{petId}": {}, "/{id}/toys": {}},
        {},
        (
            "Unable to create resource at path '/{id}': A sibling ({petId}) of this resource already has a variable "
            "path part -- only one is allowed"
        ),
    ),
    "uri": (
        _with_integration(type="http_proxy", httpMethod="GET", uri="example"),
        {},
        "Unable to put integration on 'GET' for resource at path '/pets': Invalid HTTP endpoint specified for URI",
    ),
    "unreplaced placeholder": (
        _with_integration(type="aws_proxy", httpMethod="POST", uri="${run_task.invoke_arn}"),
        {},
        "Unable to put integration on 'GET' for resource at path '/pets': Invalid ARN specified in the request",
    ),
    "undeclared parameter": (
        _with_integration(
            type="aws_proxy",
            httpMethod="POST",
            uri=LAMBDA_URI,
            requestParameters={"integration.request.header.A": "method.request.header.Authorization"},
        ),
        {},
        (
            "Unable to put integration on 'GET' for resource at path '/pets': Invalid mapping expression specified: "
            "Validation Result: warnings : [], errors : "
            "[Invalid mapping expression parameter specified: method.request.header.Authorization]"
        ),
    ),
    "undeclared header": (
        _with_integration(
            type="mock",
            responses={
                "default": {"statusCode": "200", "responseParameters": {"method.response.header.Location": "''"}}
            },
        ),
        {},
        (
            "Unable to put integration response on 'GET' for resource at path '/pets': Invalid mapping expression "
            "specified: Validation Result: warnings : [], errors : "
            "[Invalid mapping expression parameter specified: method.response.header.Location]"
        ),
    ),
    "malformed integration": (
        _with_integration(type={"Fn::Sub": "mock"}),
        {},
        "Unable to parse API definition because of a malformed integration at path /pets.",
    ),
    "validator": (
        {"/pets": {"get": operation(**{"x-amazon-apigateway-request-validator": "none"})}},
        {},
        "Unable to put method 'GET' on resource at path '/pets': Invalid Request Validator identifier specified",
    ),
    "authorizer": (
        {},
        {
            "components": {
                "securitySchemes": {
                    "jwt": {"type": "apiKey", "name": "A", "in": "header", "x-amazon-apigateway-authtype": "custom"}
                }
            }
        },
        (
            "Unable to create authorizer from security definition: 'jwt'. Extension x-amazon-apigateway-authorizer is "
            "required. Any methods with security: 'jwt' will not be created. If this security definition is not a "
            "custom authorizer, remove the x-amazon-apigateway-authtype extension and it will be ignored."
        ),
    ),
}

# The same for "Warnings found during import:".
WARNINGS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "composed response": (
        _with_response({"allOf": [{"type": "object"}]}),
        {},
        "Unsupported model type 'ComposedSchema' in 200 response to method 'GET /pets'. Ignoring.",
    ),
    "text response": (
        _with_response({"type": "string"}),
        {},
        "Unsupported model type 'StringSchema' in 200 response to method 'GET /pets'. Ignoring.",
    ),
    "composed within a response": (
        _with_response({"properties": {"a": {"anyOf": [{"$ref": "#/components/schemas/Pet"}]}}}),
        {},
        "Unsupported model type 'ComposedSchema' in 200 response to method 'GET /pets'. Ignoring.",
    ),
    "composed request": (
        _with_request({"oneOf": [{"type": "object"}]}),
        {},
        "Unsupported model type 'Content' in request schema for 'PUT /pets'. Ignoring.",
    ),
    "composed model": (
        {},
        _with_schemas(Pet={"properties": {"a": {"oneOf": [{"$ref": "#/components/schemas/Cat"}]}}}, Cat={}),
        "Unsupported model type 'ComposedSchema' in model 'Pet'. Ignoring.",
    ),
    "unknown model": (
        _with_response({"$ref": "#/components/schemas/Pet"}),
        {},
        "Reference to model 'Pet' not found. Ignoring.",
    ),
    "default response": (
        {"/pets": {"get": operation(responses={"default": {"description": ""}})}},
        {},
        "API Gateway does not support Swagger's 'default' method response (found on 'GET /pets')",
    ),
    "F305 security scheme": (
        {},
        {"components": {"securitySchemes": {"oauth": {"type": "oauth2", "flows": {}}}}},
        "Unsupported security definition type 'oauth2' for 'oauth'. Ignoring.",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_error_fails_the_import(client: Any, name: str) -> None:
    paths, members, message = ERRORS[name]

    refusal = refused(client.import_rest_api, body=openapi(paths, **members))

    assert refusal == (400, "BadRequestException", f"Errors found during import:\n\t{message}")


@pytest.mark.parametrize("name", WARNINGS)
def test_warning_fails_the_import_where_it_is_told_to(client: Any, name: str) -> None:
    paths, members, message = WARNINGS[name]

    refusal = refused(client.import_rest_api, body=openapi(paths, **members), failOnWarnings=True)

    assert refusal == (400, "BadRequestException", f"Warnings found during import:\n\t{message}")


@pytest.mark.parametrize("name", WARNINGS)
def test_warning_comes_with_the_api_otherwise(client: Any, name: str) -> None:
    paths, members, message = WARNINGS[name]

    api = client.import_rest_api(body=openapi(paths, **members))

    assert api["warnings"] == [message]


def test_one_import_tells_everything_that_is_wrong(client: Any) -> None:
    paths: dict[str, Any] = {**ERRORS["uri"][0], "/a b": {}, "/cats": WARNINGS["default response"][0]["/pets"]}

    message = refused(client.import_rest_api, body=openapi(paths))[2]

    assert message == (
        "Errors found during import:\n"
        "\tUnable to put integration on 'GET' for resource at path '/pets': Invalid HTTP endpoint specified for URI\n"
        f"\tUnable to create resource at path '/a b': {_PATH_PART}\n"
        "Additionally, these warnings were found:\n"
        "\tAPI Gateway does not support Swagger's 'default' method response (found on 'GET /cats')"
    )


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"a: [",
        b"",
        b"text",
        b"[]",
        b"\xff\xfe",
        b'{"openapi": "3.0.0", "info": {"title": "x"}}',
        b'{"openapi": "3.1.0", "info": {"title": "x"}, "paths": {}}',
        b'{"swagger": "1.2", "info": {"title": "x"}, "paths": {}}',
        b'{"openapi": "3.0.0", "paths": []}',
        b'{"openapi": "3.0.0", "paths": {"/": []}}',
        b'{"openapi": "3.0.0", "paths": {"/": {"get": {"responses": []}}}}',
        b"openapi: 3.0.0\npaths: &a\n  /: *a\n",
    ],
    ids=[
        "F315 JSON",
        "F314 YAML",
        "nothing",
        "text",
        "list",
        "not UTF-8",
        "no paths",
        "3.1",
        "1.2",
        "list of paths",
        "list of methods",
        "list of responses",
        "alias within itself",
    ],
)
def test_what_is_no_openapi_document_is_invalid(client: Any, api_id: str, body: bytes) -> None:
    for call, asked in ((client.import_rest_api, {}), (client.put_rest_api, {"restApiId": api_id})):
        assert refused(call, body=body, **asked) == (400, "BadRequestException", "Invalid OpenAPI input.")


def test_import_of_over_300_resources_is_refused(client: Any) -> None:
    paths: dict[str, Any] = {f"/r{number}": {} for number in range(300)}

    message = refused(client.import_rest_api, body=openapi(paths))[2]

    assert "Maximum number of Resources for this API has been reached." in message


def test_parameter_that_is_mapped_to_no_text_is_left_out_with_a_warning(client: Any) -> None:
    """As recorded."""
    parameters = {"integration.request.header.nothing": True, "integration.request.header.double-single": "'True'"}
    described = operation(**{"x-amazon-apigateway-integration": {**MOCK, "requestParameters": parameters}})

    api = client.import_rest_api(body=openapi({"/test": {"get": described}}))

    integration = resource_at(client, api["id"], "/test")["resourceMethods"]["GET"]["methodIntegration"]
    assert integration["requestParameters"] == {"integration.request.header.double-single": "'True'"}
    [warning] = api["warnings"]
    assert warning == (
        "Invalid format for 'requestParameters'. Expected type string for property "
        "'integration.request.header.nothing' of resource '/test' and method 'GET' but got 'true'"
    )

"""Imports: operations as methods and their integrations. Cases that AWS has recorded are named by their fact."""

from collections.abc import Callable
from typing import Any

from tests.emulator.control_plane.in_memory import LAMBDA_URI, openapi, operation, reference


def test_resources_above_a_path_are_made_with_it(client: Any) -> None:
    api_id = client.import_rest_api(body=openapi({"/pets/{petId}/toys": {"get": operation()}}))["id"]

    resources = client.get_resources(restApiId=api_id)["items"]

    assert [resource["path"] for resource in resources] == ["/", "/pets", "/pets/{petId}", "/pets/{petId}/toys"]


def test_operation_becomes_a_method(imported: Callable[..., Any]) -> None:
    method = imported("/", "GET", {"/": {"get": operation(operationId="listPets")}})

    integration = method.pop("methodIntegration")
    assert method == {
        "httpMethod": "GET",
        "authorizationType": "NONE",
        "apiKeyRequired": False,
        "operationName": "listPets",
        "methodResponses": {"200": {"statusCode": "200"}},
    }
    assert integration.pop("cacheNamespace")
    assert integration == {
        "type": "MOCK",
        "requestTemplates": {"application/json": '{"statusCode": 200}'},
        "passthroughBehavior": "WHEN_NO_MATCH",
        "timeoutInMillis": 29000,
        "cacheKeyParameters": [],
    }


def test_any_method_extension_is_the_method_any(imported: Callable[..., Any]) -> None:
    method = imported("/{proxy+}", "ANY", {"/{proxy+}": {"x-amazon-apigateway-any-method": operation()}})

    assert method["httpMethod"] == "ANY"


def test_parameters_of_path_and_operation_are_required_or_not(imported: Callable[..., Any]) -> None:
    shared = [
        {"name": "petId", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}},
    ]
    own = [
        {"name": "q", "in": "query", "schema": {"type": "string"}},
        {"$ref": "#/components/parameters/Trace"},
        {"name": "session", "in": "cookie", "schema": {"type": "string"}},
    ]

    method = imported(
        "/{petId}",
        "GET",
        {"/{petId}": {"parameters": shared, "get": operation(parameters=own)}},
        components={"parameters": {"Trace": {"name": "X-Trace", "in": "header", "required": True}}},
    )

    assert method["requestParameters"] == {
        "method.request.path.petId": True,
        "method.request.querystring.q": False,
        "method.request.header.X-Trace": True,
    }


def test_f304_of_a_parameter_nothing_is_kept_but_where_it_is_and_whether_it_is_required(
    imported: Callable[..., Any],
) -> None:
    schema = {"type": "integer", "minimum": 1, "enum": [1, 2], "default": 1, "format": "int32"}
    sort = {"name": "sort", "in": "query", "required": True, "schema": schema, "style": "form", "deprecated": True}

    method = imported("/", "GET", {"/": {"get": operation(parameters=[sort])}})

    assert method["requestParameters"] == {"method.request.querystring.sort": True}
    assert "requestModels" not in method


def test_integration_keeps_every_member_of_its_extension(imported: Callable[..., Any]) -> None:
    extension = {
        "type": "http",
        "httpMethod": "post",
        "uri": "https://example.com/{petId}",
        "credentials": "arn:aws:iam::123456789012:role/pets",
        "connectionType": "VPC_LINK",
        "connectionId": "link",
        "passthroughBehavior": "when_no_templates",
        "contentHandling": "convert_to_text",
        "cacheNamespace": "pets",
        "cacheKeyParameters": ["method.request.path.petId"],
        "timeoutInMillis": 1000,
        "tlsConfig": {"insecureSkipVerification": True},
        "requestParameters": {"integration.request.path.petId": "method.request.path.petId"},
        "requestTemplates": {"application/json": "{}"},
        "responses": {
            "default": {"statusCode": 200},
            "5\\d{2}": {
                "statusCode": "500",
                "responseParameters": {"method.response.header.X": "'y'"},
                "responseTemplates": {"application/json": None},
                "contentHandling": "convert_to_binary",
            },
        },
    }
    responses = {"200": {"description": "done"}, "500": {"description": "not", "headers": {"X": {"schema": {}}}}}
    parameters = [{"name": "petId", "in": "path", "required": True}]

    method = imported(
        "/{petId}",
        "POST",
        {
            "/{petId}": {
                "post": {
                    "parameters": parameters,
                    "responses": responses,
                    "x-amazon-apigateway-integration": extension,
                }
            }
        },
    )

    assert method["methodIntegration"] == {
        "type": "HTTP",
        "httpMethod": "POST",
        "uri": "https://example.com/{petId}",
        "credentials": "arn:aws:iam::123456789012:role/pets",
        "connectionType": "VPC_LINK",
        "connectionId": "link",
        "passthroughBehavior": "WHEN_NO_TEMPLATES",
        "contentHandling": "CONVERT_TO_TEXT",
        "cacheNamespace": "pets",
        "cacheKeyParameters": ["method.request.path.petId"],
        "timeoutInMillis": 1000,
        "tlsConfig": {"insecureSkipVerification": True},
        "requestParameters": {"integration.request.path.petId": "method.request.path.petId"},
        "requestTemplates": {"application/json": "{}"},
        "integrationResponses": {
            "200": {"statusCode": "200"},
            "500": {
                "statusCode": "500",
                "selectionPattern": "5\\d{2}",
                "responseParameters": {"method.response.header.X": "'y'"},
                "responseTemplates": {"application/json": None},
                "contentHandling": "CONVERT_TO_BINARY",
            },
        },
    }


def test_streamed_response_is_kept(imported: Callable[..., Any]) -> None:
    uri = LAMBDA_URI.replace("2015-03-31", "2021-11-15").replace("/invocations", "/response-streaming-invocations")
    extension = {"type": "aws_proxy", "httpMethod": "POST", "uri": uri, "responseTransferMode": "STREAM"}

    method = imported("/", "GET", {"/": {"get": operation(**{"x-amazon-apigateway-integration": extension})}})

    assert method["methodIntegration"]["responseTransferMode"] == "STREAM"


def test_f319_asynchronous_function_is_kept_as_it_was_recorded(imported: Callable[..., Any]) -> None:
    extension = {
        "type": "aws",
        "httpMethod": "POST",
        "uri": LAMBDA_URI,
        "passthroughBehavior": "when_no_templates",
        "contentHandling": "CONVERT_TO_TEXT",
        "requestParameters": {"integration.request.header.X-Amz-Invocation-Type": "'Event'"},
        "requestTemplates": {"application/json": "{}"},
        "responses": {"default": {"statusCode": "200"}},
    }
    described = {"200": {"description": "ok", "content": {"application/json": {"schema": reference("Empty")}}}}

    method = imported(
        "/",
        "GET",
        {"/": {"get": {"responses": described, "x-amazon-apigateway-integration": extension}}},
        components={"schemas": {"Empty": {"type": "object"}}},
    )

    assert method["methodIntegration"].pop("cacheNamespace")
    assert method == {
        "apiKeyRequired": False,
        "authorizationType": "NONE",
        "httpMethod": "GET",
        "methodIntegration": {
            "cacheKeyParameters": [],
            "contentHandling": "CONVERT_TO_TEXT",
            "httpMethod": "POST",
            "integrationResponses": {"200": {"statusCode": "200"}},
            "passthroughBehavior": "WHEN_NO_TEMPLATES",
            "requestParameters": {"integration.request.header.X-Amz-Invocation-Type": "'Event'"},
            "requestTemplates": {"application/json": "{}"},
            "timeoutInMillis": 29000,
            "type": "AWS",
            "uri": LAMBDA_URI,
        },
        "methodResponses": {"200": {"responseModels": {"application/json": "Empty"}, "statusCode": "200"}},
    }


def test_operation_without_extension_has_no_integration(imported: Callable[..., Any]) -> None:
    assert "methodIntegration" not in imported("/", "GET", {"/": {"get": {"responses": {}}}})

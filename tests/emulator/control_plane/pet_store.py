"""A pet store in OpenAPI 2.0, of which AWS has recorded imports and exports, and what it is as exported."""

from collections.abc import Mapping
from typing import Any

WELCOME = '<html><a href="/$context.stage/pets/">pets</a></html>'
DESCRIPTION = (
    "Your first API with Amazon API Gateway. "
    "This is a sample API that integrates via HTTP with our demo Pet Store endpoints"
)
STORE_URL = "http://petstore.execute-api.us-east-1.amazonaws.com/petstore/pets"
_ORIGIN = "method.response.header.Access-Control-Allow-Origin"


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/definitions/{name}"}


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"type": "string"} for name in names}


def _mock(parameters: Mapping[str, str], templates: Mapping[str, str] | None = None) -> dict[str, Any]:
    response: dict[str, Any] = {"statusCode": "200", "responseParameters": dict(parameters)}
    if templates:
        response["responseTemplates"] = dict(templates)
    return {
        "type": "mock",
        "responses": {"default": response},
        "requestTemplates": {"application/json": '{"statusCode": 200}'},
        "passthroughBehavior": "when_no_match",
    }


def _http(method: str, uri: str, **mapped: str) -> dict[str, Any]:
    integration = {
        "type": "http",
        "httpMethod": method,
        "uri": uri,
        "responses": {"default": {"statusCode": "200", "responseParameters": {_ORIGIN: "'*'"}}},
        "passthroughBehavior": "when_no_match",
    }
    parameters = {f"integration.request.{name}": value for name, value in _dotted(mapped).items()}
    return integration | ({"requestParameters": parameters} if parameters else {})


def _dotted(mapped: Mapping[str, str]) -> dict[str, str]:
    names = {name.replace("__", "."): value for name, value in mapped.items()}
    return {name: f"method.request.{value}" for name, value in names.items()}


def _response(schema: str | None, *headers: str) -> dict[str, Any]:
    referred = {} if schema is None else {"schema": _reference(schema)}
    return {"200": {"description": "200 response", **referred, "headers": _headers(*headers)}}


_ALLOWED = ("Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers")
_PET_ID = {"name": "petId", "in": "path", "required": True, "type": "string"}
_JSON = ["application/json"]


def _preflight(methods: str, *parameters: Mapping[str, Any]) -> dict[str, Any]:
    allowed = {
        "method.response.header.Access-Control-Allow-Methods": f"'{methods}'",
        "method.response.header.Access-Control-Allow-Headers": "'Content-Type,X-Amz-Date,Authorization,X-Api-Key'",
        _ORIGIN: "'*'",
    }
    return {
        "consumes": _JSON,
        "produces": _JSON,
        **({"parameters": list(parameters)} if parameters else {}),
        "responses": _response("Empty", *_ALLOWED),
        "x-amazon-apigateway-integration": _mock(allowed),
    }


PATHS: Mapping[str, Any] = {
    "/": {
        "get": {
            "consumes": _JSON,
            "produces": ["text/html"],
            "responses": _response(None, "Content-Type"),
            "x-amazon-apigateway-integration": _mock(
                {"method.response.header.Content-Type": "'text/html'"}, {"text/html": WELCOME}
            ),
        }
    },
    "/pets": {
        "get": {
            "produces": _JSON,
            "parameters": [
                {"name": "type", "in": "query", "required": False, "type": "string"},
                {"name": "page", "in": "query", "required": False, "type": "string"},
            ],
            "responses": _response("Pets", "Access-Control-Allow-Origin"),
            "x-amazon-apigateway-integration": _http(
                "GET", STORE_URL, querystring__page="querystring.page", querystring__type="querystring.type"
            ),
        },
        "post": {
            "operationId": "CreatePet",
            "consumes": _JSON,
            "produces": _JSON,
            "parameters": [{"in": "body", "name": "NewPet", "required": True, "schema": _reference("NewPet")}],
            "responses": _response("NewPetResponse", "Access-Control-Allow-Origin"),
            "x-amazon-apigateway-integration": _http("POST", STORE_URL),
        },
        "options": _preflight("POST,GET,OPTIONS"),
    },
    "/pets/{petId}": {
        "get": {
            "operationId": "GetPet",
            "produces": _JSON,
            "parameters": [_PET_ID],
            "responses": _response("Pet", "Access-Control-Allow-Origin"),
            "x-amazon-apigateway-integration": _http("GET", f"{STORE_URL}/{{petId}}", path__petId="path.petId"),
        },
        "options": _preflight("GET,OPTIONS", _PET_ID),
    },
}

DEFINITIONS: Mapping[str, Any] = {
    "Pets": {"type": "array", "items": _reference("Pet")},
    "Empty": {"type": "object"},
    "NewPetResponse": {
        "type": "object",
        "properties": {"pet": _reference("Pet"), "message": {"type": "string"}},
    },
    "Pet": {
        "type": "object",
        "properties": {"id": {"type": "integer"}, "type": {"type": "string"}, "price": {"type": "number"}},
    },
    "NewPet": {"type": "object", "properties": {"type": _reference("PetType"), "price": {"type": "number"}}},
    "PetType": {"type": "string", "enum": ["dog", "cat", "fish", "bird", "gecko"]},
}
DOCUMENT: Mapping[str, Any] = {
    "swagger": "2.0",
    "info": {"description": DESCRIPTION, "title": "PetStore"},
    "schemes": ["https"],
    "paths": PATHS,
    "definitions": DEFINITIONS,
}
SIMPLE_URL = "http://petstore-demo-endpoint.execute-api.com/petstore/pets"


def simple_integration(uri: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "httpMethod": "GET",
        "uri": uri,
        "responses": {"default": {"statusCode": "200"}},
        "passthroughBehavior": "when_no_match",
        **more,
    }


# The lesser one.
SIMPLE_DOCUMENT: Mapping[str, Any] = {
    "swagger": "2.0",
    "info": {"version": "1.0.0", "title": "Simple PetStore (Swagger)"},
    "schemes": ["https"],
    "paths": {
        "/pets": {
            "get": {
                "responses": {"200": {"description": "200 response"}},
                "x-amazon-apigateway-integration": simple_integration(SIMPLE_URL),
            }
        },
        "/pets/{petId}": {
            "get": {
                "parameters": [_PET_ID],
                "responses": {"200": {"description": "200 response"}},
                "x-amazon-apigateway-integration": simple_integration(
                    f"{SIMPLE_URL}/{{id}}",
                    requestParameters={"integration.request.path.id": "method.request.path.petId"},
                ),
            }
        },
    },
    "x-amazon-apigateway-binary-media-types": ["image/png", "image/jpg"],
}

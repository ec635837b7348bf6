"""A deployment for tests: of a contract as small as can be, or of the project's own."""

from collections.abc import Mapping
from typing import Any

from contract import Document, function_ids, gateway_body
from mutation.deployed import Deployment, Throttle

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:stage-{}"
INVOKE = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{}/invocations"

PETS: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1"},
    "x-amazon-apigateway-api-key-source": "AUTHORIZER",
    "x-amazon-apigateway-request-validators": {"all": {"validateRequestBody": True, "validateRequestParameters": True}},
    "x-amazon-apigateway-request-validator": "all",
    "paths": {
        "/pets": {
            "get": {
                "operationId": "listPets",
                "security": [{"Token": ["pets.read"]}],
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer"}},
                    {"name": "tag", "in": "query", "schema": {"type": "string"}},
                ],
                "responses": {"200": {"description": "Pets"}},
                "x-amazon-apigateway-integration": {
                    "type": "aws_proxy",
                    "httpMethod": "POST",
                    "uri": "${list_pets.invoke_arn}",
                },
            },
            "post": {
                "operationId": "createPet",
                "security": [{"Token": ["pets.write"]}],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewPet"}}},
                },
                "responses": {"200": {"description": "Pet"}},
                "x-amazon-apigateway-integration": {
                    "type": "aws_proxy",
                    "httpMethod": "POST",
                    "uri": "${create_pet.invoke_arn}",
                },
            },
        },
        "/vets/{rest}": {
            "get": {
                "operationId": "askVet",
                "security": [],
                "parameters": [{"name": "rest", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {"200": {"description": "What the vet says"}},
                "x-amazon-apigateway-integration": {
                    "type": "http_proxy",
                    "httpMethod": "GET",
                    "uri": "http://${stageVariables.vet}/{rest}",
                    "requestParameters": {"integration.request.path.rest": "method.request.path.rest"},
                    "passthroughBehavior": "when_no_match",
                },
            }
        },
    },
    "components": {
        "securitySchemes": {
            "Token": {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {
                        "tokenUrl": "/token",
                        "scopes": {"pets.read": "Read.", "pets.write": "Write."},
                    }
                },
                "x-amazon-apigateway-authtype": "custom",
                "x-amazon-apigateway-authorizer": {
                    "type": "request",
                    "identitySource": "method.request.header.Authorization",
                    "authorizerUri": "${authorize.invoke_arn}",
                },
            }
        },
        "schemas": {
            "NewPet": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name", "tag"],
                "properties": {"name": {"type": "string"}, "tag": {"type": "string"}},
            }
        },
    },
}


def values_of(document: Document) -> dict[str, str]:
    arns = {f"{each}.invoke_arn": INVOKE.format(FUNCTION.format(each)) for each in function_ids(document)}
    return {**arns, "model_server.scheme": "http", "model_server.authorization": "none"}


def deployment_of(root: Mapping[str, Any]) -> Deployment:
    document = Document("pets", root)
    functions = function_ids(document)
    return Deployment(
        contract=document,
        body=gateway_body(document, values_of(document), authorizer_cache=False),
        variables={"url": "http://127.0.0.1:1/stage", "vet": "127.0.0.1:2"},
        throttle=Throttle(100, 100),
        plans=("standard", "trial"),
        permitted=frozenset(functions),
        environments={each: {"TABLE": "pets", "OF": each} for each in functions},
    )

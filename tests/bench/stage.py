"""The REST API that is measured: one method for each kind of work that the gateway does."""

import json
from dataclasses import dataclass
from typing import Any

from tests.bench.load import Request
from tests.emulator.functions.archives import zip_of

ROLE_NAME = "functions"
ECHO = 'def handle(event, context): return {"statusCode": 200, "body": "{\\"status\\":\\"ok\\"}"}'
AUTHORIZER = """
def handle(event, context):
    return {
        "principalId": "user",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": "*"}],
        },
    }
"""
BODY = json.dumps({"task": "embed", "texts": ["one short text", "another one"], "limit": 3}).encode()
MODEL = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "required": ["task", "texts"],
    "properties": {
        "task": {"type": "string", "enum": ["embed", "classify"]},
        "texts": {"type": "array", "minItems": 1, "items": {"type": "string", "maxLength": 8192}},
        "limit": {"type": "integer", "minimum": 1},
    },
}
_TEMPLATE = """#set($body = $input.path('$'))
{"task": "$body.task", "texts": [#foreach($text in $body.texts)"$util.escapeJavaScript($text)"#if($foreach.hasNext),#end
#end],
"requestId": "$context.requestId"}"""
_MOCK = {"application/json": '{"statusCode": 200}'}


@dataclass(frozen=True, slots=True)
class Stage:
    """What to send where, and the functions behind it."""

    path: str
    function_name: str

    def request(self, name: str) -> Request:
        headers = {"Content-Type": "application/json", "Authorization": "Bearer token"}
        return Request("POST", f"{self.path}/{name}", headers, BODY)


def invoke_request(function_name: str, event: bytes) -> Request:
    """As an SDK sends it."""
    return Request("POST", f"/2015-03-31/functions/{function_name}/invocations", {}, event)


def deploy(client: Any, region: str = "us-east-1") -> Stage:
    """`client` makes a boto3 client of a service's name."""
    echo = _create_function(client("lambda"), "echo", ECHO)
    authorizer = _create_function(client("lambda"), "authorizer", AUTHORIZER)
    gateway = client("apigateway")
    document = _document(_invocations(echo, region), _invocations(authorizer, region))
    api_id = gateway.import_rest_api(body=json.dumps(document).encode())["id"]
    gateway.create_deployment(restApiId=api_id, stageName="bench")
    return Stage(f"/_aws/execute-api/{api_id}/bench", "echo")


def _create_function(client: Any, name: str, source: str) -> str:
    created = client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="app.handle",
        Role=f"arn:aws:iam::123456789012:role/{ROLE_NAME}",
        Code={"ZipFile": zip_of({"app.py": source})},
    )
    client.add_permission(
        FunctionName=name, StatementId="gateway", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    arn: str = created["FunctionArn"]
    return arn


def _invocations(arn: str, region: str) -> str:
    return f"arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations"


def _document(echo_uri: str, authorizer_uri: str) -> dict[str, Any]:
    mock = {
        "type": "mock",
        "requestTemplates": _MOCK,
        "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": '{"status":"ok"}'}}},
    }
    vtl = {
        **mock,
        "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": _TEMPLATE}}},
    }
    proxy = {"type": "aws_proxy", "httpMethod": "POST", "uri": echo_uri}
    validated = {
        "x-amazon-apigateway-request-validator": "body",
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Task"}}}},
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "bench", "version": "1"},
        "paths": {
            "/mock": _post(mock),
            "/validated": _post(mock, **validated),
            "/vtl": _post(vtl),
            "/authorized": _post(mock, security=[{"token": []}]),
            "/lambda": _post(proxy),
        },
        "x-amazon-apigateway-request-validators": {"body": {"validateRequestBody": True}},
        "components": {
            "schemas": {"Task": MODEL},
            "securitySchemes": {
                "token": {
                    "type": "apiKey",
                    "name": "Authorization",
                    "in": "header",
                    "x-amazon-apigateway-authtype": "custom",
                    "x-amazon-apigateway-authorizer": {
                        "type": "token",
                        "authorizerUri": authorizer_uri,
                        "authorizerResultTtlInSeconds": 300,
                    },
                }
            },
        },
    }


def _post(integration: dict[str, Any], **more: Any) -> dict[str, Any]:
    operation = {"responses": {"200": {"description": "OK"}}, "x-amazon-apigateway-integration": integration, **more}
    return {"post": operation}

"""Calls of the handlers as API Gateway makes them, and what the contract says about the answers."""

import base64
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema_rs import Draft4Validator

from handlers import get_contract, run_task
from handlers.gateway.contract import contract
from handlers.gateway.responses import ProxyResponse
from handlers.gateway.schemas import draft4, resolve

REQUEST_ID = "5f0f0f3e-6a57-4b0c-9d6a-3c9d5f0d4b1a"
TENANT = "tenant"
JSON_TYPE = {"Content-Type": "application/json"}
GATEWAYS_OWN = "x-amzn-RequestId"


def proxy_event(body: str | bytes | None, headers: Mapping[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    """Payload format 1.0, with what the handlers read; bytes become base64, as for a binary media type.

    The caller is known: operations that need nobody ignore that.
    """
    is_bytes = isinstance(body, bytes)
    return {
        "resource": "/ai-service",
        "path": "/ai-service",
        "httpMethod": "POST",
        "headers": dict(JSON_TYPE if headers is None else headers) or None,
        "queryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "requestId": REQUEST_ID,
            "domainName": "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com",
            "stage": "dev",
            "authorizer": {"tenant": TENANT},
        },
        "body": base64.b64encode(body).decode() if isinstance(body, bytes) else body,
        "isBase64Encoded": is_bytes,
        **changes,
    }


def post(body: str | bytes | None, headers: Mapping[str, str] | None = None, **changes: Any) -> ProxyResponse:
    return run_task.handle(proxy_event(body, headers, **changes), None)


def run(**document: Any) -> dict[str, Any]:
    """The result of a task that succeeds."""
    response = post(json.dumps(document))
    assert response["statusCode"] == 200, response["body"]
    assert_keeps_contract(response)
    result: dict[str, Any] = json.loads(response["body"])
    return result


def get(stage_variables: Mapping[str, str] | None, headers: Mapping[str, str] | None = None) -> ProxyResponse:
    return get_contract.handle(proxy_event(None, headers or {}, stageVariables=stage_variables), None)


def operation_event(
    body: Any = None,
    *,
    tenant: str = TENANT,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The event of an operation that asks for a token; `body` is a JSON document, None for no body."""
    event = proxy_event(
        None if body is None else json.dumps(body),
        {**JSON_TYPE, **(headers or {})},
        pathParameters=path,
        queryStringParameters=query,
    )
    event["requestContext"]["authorizer"] = {"tenant": tenant}
    return event


def problem(response: ProxyResponse) -> dict[str, Any]:
    """The document of an answer that is a problem of the contract."""
    assert response["headers"]["Content-Type"] == "application/problem+json"
    assert_keeps_contract(response)
    document: dict[str, Any] = json.loads(response["body"])
    assert document["status"] == response["statusCode"]
    assert document["requestId"] == REQUEST_ID
    return document


def assert_keeps_contract(response: ProxyResponse, path: str = "/ai-service", method: str = "post") -> None:
    """Status, media type, headers and body are documented for the operation."""
    media_type = response["headers"]["Content-Type"]
    validator = _response_validator(path, method, str(response["statusCode"]), media_type)
    errors = [error.message[:300] for error in validator.iter_errors(json.loads(response["body"]))]
    assert errors == []
    assert response["isBase64Encoded"] is False
    assert_keeps_headers(response, path, method)


def assert_keeps_headers(response: ProxyResponse, path: str, method: str) -> None:
    """The status is documented, and the headers of that answer are as it says; those of its own the gateway adds."""
    sent = response["headers"]
    documented = _documented(path, method, str(response["statusCode"]))["headers"]
    headers = {name: resolve(header, contract()) for name, header in documented.items() if name != GATEWAYS_OWN}
    assert [name for name, header in headers.items() if header.get("required") and name not in sent] == []
    for name in headers.keys() & sent.keys():
        schema = headers[name]["schema"]
        value = int(sent[name]) if schema["type"] == "integer" else sent[name]
        assert Draft4Validator(draft4(schema)).is_valid(value), (name, value)


@cache
def _response_validator(path: str, method: str, status: str, media_type: str) -> Draft4Validator:
    schema = draft4(_documented(path, method, status)["content"][media_type]["schema"])
    components = {"schemas": draft4(contract()["components"]["schemas"])}
    return Draft4Validator({"allOf": [schema], "components": components}, validate_formats=True)


def _documented(path: str, method: str, status: str) -> Mapping[str, Any]:
    return resolve(contract()["paths"][path][method]["responses"][status], contract())

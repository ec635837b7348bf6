"""APIs with authorizers, for tests: `/pets/{id}` asks one before a MOCK, `/function` before a function."""

from collections.abc import Callable, Mapping
from typing import Any

from emulator.snapshot import Snapshot
from tests.emulator.data_plane.fakes import FakeFunctions
from tests.emulator.data_plane.rest_apis import API_ID, STAGE, Deployed, lambda_proxy, method, mock, settings, snapshot

AUTHORIZER_ARN = "arn:aws:lambda:eu-west-1:123456789012:function:authorizer"
AUTHORIZER_URI = f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{AUTHORIZER_ARN}/invocations"
TOKEN = ("Authorization", "let-me-in")
STAGE_ARN = f"arn:aws:execute-api:eu-west-1:123456789012:{API_ID}/{STAGE}"


def token_authorizer(**more: Any) -> dict[str, Any]:
    source = {"identitySource": "method.request.header.Authorization"}
    return {"type": "TOKEN", "authorizerUri": AUTHORIZER_URI, "authorizerResultTtlInSeconds": 0, **source, **more}


def request_authorizer(*sources: str, **more: Any) -> dict[str, Any]:
    return token_authorizer(type="REQUEST", identitySource=", ".join(sources), **more)


def policy(effect: str = "Allow", resource: object = "*", **statement: Any) -> dict[str, Any]:
    element = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource, **statement}
    return {"Version": "2012-10-17", "Statement": [element]}


def said(effect: str = "Allow", resource: object = "*", **members: Any) -> dict[str, Any]:
    """What an authorizer returns."""
    return {"principalId": "ada", "policyDocument": policy(effect, resource), **members}


def secured(authorizer: Mapping[str, Any], *, kind: str = "CUSTOM", key: bool = False, **api: Any) -> Snapshot:
    access = {"authorizationType": kind, "authorizerId": "a1", "apiKeyRequired": key}
    paths = {
        "/": {"GET": method(mock(), **access)},
        "/pets/{id}": {"GET": method(mock(), **access), "DELETE": method(mock(), **access)},
        "/function": {"GET": method(lambda_proxy(), **access)},
        "/open": {"GET": method(mock())},
    }
    return snapshot(paths, authorizers={"a1": authorizer}, **api)


def answering(result: object, **stage: Any) -> Callable[[Snapshot], Deployed]:
    """Deploys APIs whose authorizer returns `result`, which may be made of the event."""

    def handle(event: Any) -> object:
        if "type" not in event:
            return {"statusCode": 200}
        return result(event) if callable(result) else result

    return lambda api: Deployed(api, settings(**stage), functions=FakeFunctions(handler=handle))

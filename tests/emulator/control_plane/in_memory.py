"""boto3's own client for API Gateway, whose requests a control plane in this process answers: no sockets."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError

from emulator.control_plane import ControlPlane
from emulator.data_plane.calls import CompiledApi
from emulator.data_plane.stages import DeployedStage
from emulator.snapshot import Snapshot

REGION, ACCOUNT = "us-east-1", "123456789012"
LAMBDA_URI = (
    f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/"
    f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:run_task/invocations"
)
NLB_ARN = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/net/pets/0123456789abcdef"
KEY_SCHEME = {"type": "apiKey", "name": "X-Api-Key", "in": "header"}
KEY_VALUE = "0123456789abcdefghij"
# A mock integration of an OpenAPI operation, the least that deploys.
MOCK = {"type": "mock", "requestTemplates": {"application/json": '{"statusCode": 200}'}}


def keep_snapshot(snapshot: Snapshot) -> CompiledApi:
    """Stands in for the data plane's compiler: what is deployed is the snapshot itself."""
    return cast("CompiledApi", snapshot)


def snapshot_of(stage: DeployedStage | None) -> Snapshot:
    assert stage is not None
    return cast("Snapshot", stage.api)


def handled(
    control_plane: ControlPlane, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    return asyncio.run(control_plane.handle(method, path, query, headers, body))


def client_of(control_plane: ControlPlane, config: Config | None = None) -> Any:
    client = boto3.client(
        "apigateway",
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        endpoint_url="http://in-memory",
        config=config,
    )

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        path, _, query = request.url.removeprefix("http://in-memory").partition("?")
        body = request.body if isinstance(request.body, bytes) else (request.body or "").encode()
        status, headers, content = handled(
            control_plane,
            request.method,
            path,
            query,
            {name: _text(value) for name, value in request.headers.items()},
            body,
        )
        return AWSResponse(request.url, status, headers, _Raw(content))

    client.meta.events.register("before-send.apigateway.*", answer)
    return client


def refused(call: Callable[..., Any], **asked: Any) -> tuple[int, str, str]:
    """Status, code and message of the refusal that the call meets."""
    with pytest.raises(ClientError) as caught:
        call(**asked)
    response: Mapping[str, Any] = caught.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"], response["Error"]["Message"]


def openapi(paths: Mapping[str, Any], **members: Any) -> bytes:
    return json.dumps(
        {"openapi": "3.0.3", "info": {"title": "pets", "version": "1"}, "paths": paths, **members}
    ).encode()


def operation(**members: Any) -> dict[str, Any]:
    """An operation that can be deployed."""
    return {"responses": {"200": {"description": "done"}}, "x-amazon-apigateway-integration": MOCK, **members}


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def deployable_api(client: Any) -> str:
    """The id of an API with GET /pets."""
    api_id: str = client.import_rest_api(body=openapi({"/pets": {"get": operation()}}))["id"]
    return api_id


def patch_plan(client: Any, plan_id: str, *operations: tuple[str, str, str | None]) -> Any:
    sent = [{"op": op, "path": path} | ({} if value is None else {"value": value}) for op, path, value in operations]
    return client.update_usage_plan(usagePlanId=plan_id, patchOperations=sent)


def resource_at(client: Any, api_id: str, path: str) -> dict[str, Any]:
    resources = client.get_resources(restApiId=api_id, embed=["methods"], limit=500)["items"]
    return next(resource for resource in resources if resource["path"] == path)


class _Raw:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content

    def read(self, amount: int | None = None) -> bytes:
        """Once: whoever reads, reads it all."""
        content, self._content = self._content, b""
        return content


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value

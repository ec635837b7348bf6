"""The lean clients ask AWS for the same, at the same address and signed the same, as botocore's own."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.session import Session

from handlers.aws import clients
from handlers.aws.service_models import SERVICES

REGIONS = ("us-east-1", "eu-west-1", "cn-north-1")
MADE = {
    "apigateway": clients.apigateway,
    "dynamodb": clients.dynamodb,
    "s3": clients.s3,
    "sqs": clients.queues,
    "stepfunctions": clients.stepfunctions,
}
ARN = "arn:aws:states:eu-west-1:123456789012:execution:ingest:run"
KEY = {"TableName": "records", "Key": {"pk": {"S": "a"}}}
CALLS = (
    ("apigateway", "get_usage", {"usagePlanId": "a", "keyId": "b", "startDate": "2026-11-23", "endDate": "2026-11-23"}),
    ("dynamodb", "get_item", KEY),
    ("dynamodb", "transact_write_items", {"TransactItems": [{"Delete": KEY}], "ClientRequestToken": "token"}),
    ("s3", "put_object", {"Bucket": "data", "Key": "a/ä b", "Body": b"content"}),
    ("s3", "put_object", {"Bucket": "data", "Key": "a", "Body": b"content", "IfNoneMatch": "*"}),
    ("s3", "copy_object", {"Bucket": "data", "Key": "a", "CopySource": {"Bucket": "data", "Key": "b"}}),
    ("s3", "list_objects_v2", {"Bucket": "with.dots", "Prefix": "a/"}),
    ("s3", "delete_objects", {"Bucket": "data", "Delete": {"Objects": [{"Key": "a"}]}}),
    ("sqs", "send_message", {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/1/purge", "MessageBody": "{}"}),
    ("stepfunctions", "start_execution", {"stateMachineArn": ARN, "name": "run", "input": "{}"}),
    ("stepfunctions", "describe_execution", {"executionArn": ARN}),
)
# What differs from one moment to the next.
MOMENT = re.compile(rb"Signature=[0-9a-f]+|\d{8}T\d{6}Z|\d{8}(?=/)|amz-sdk-invocation-id=\S+")


@pytest.fixture(params=REGIONS, scope="module")
def region(request: pytest.FixtureRequest) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        patch.setenv("AWS_DEFAULT_REGION", request.param)
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        _forget()
        yield request.param
    _forget()


def _forget() -> None:
    for made in (*MADE.values(), clients._session):
        made.cache_clear()


@cache
def botocores(service: str, region: str) -> Any:
    settings = {"signature_version": "s3v4", "s3": clients.REGIONAL} if service == "s3" else {}
    return Session().create_client(service, region, config=Config(retries={"mode": "standard"}, **settings))


def sent(client: Any, operation: str, parameters: dict[str, Any]) -> tuple[bytes, ...]:
    """What would go to AWS."""
    requests: list[AWSPreparedRequest] = []

    def keep(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        requests.append(request)
        return AWSResponse(request.url, 200, {}, _Raw())

    client.meta.events.register("before-send", keep, unique_id="kept")
    getattr(client, operation)(**parameters)
    client.meta.events.unregister("before-send", unique_id="kept")
    [request] = requests
    headers = sorted(
        f"{name}: {value.decode() if isinstance(value, bytes) else value}"
        for name, value in request.headers.items()
        if name.lower() not in {"user-agent", "amz-sdk-invocation-id", "amz-sdk-request"}
    )
    lines = [request.method, request.url, *headers]
    return tuple(MOMENT.sub(b"", line.encode()) for line in lines)


class _Raw:
    """The body of an answer, empty."""

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        return iter(())


@pytest.mark.parametrize(("service", "operation", "parameters"), CALLS)
def test_a_call_goes_where_botocores_does(
    region: str, service: str, operation: str, parameters: dict[str, Any]
) -> None:
    lean = sent(MADE[service](), operation, parameters)

    assert lean == sent(botocores(service, region), operation, parameters)
    assert region.encode() in b"".join(lean)


def test_a_link_is_signed_as_botocores_is(region: str) -> None:
    def link(client: Any) -> str:
        url: str = client.generate_presigned_url("get_object", Params={"Bucket": "data", "Key": "a b"}, ExpiresIn=900)
        return re.sub(r"Signature=\w+|\d{8}T\d{6}Z|\d{8}(?=%2F)", "", url)

    assert link(clients.s3()) == link(botocores("s3", region))


def test_every_service_that_clients_are_made_for_is_compared() -> None:
    assert {service for service, _, _ in CALLS} == set(SERVICES) == set(MADE)


@pytest.mark.usefixtures("region")
def test_a_call_tells_which_application_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", "ai-facade-search")
    _forget()

    user_agent = clients.dynamodb().meta.config.user_agent

    assert re.fullmatch(r"Botocore/[\d.]+ .* app/ai-facade-search", user_agent)

"""Requests that are not as AWS describes its services: refused with 400, whatever moto makes of them.

The ids say what is wrong; fuzzing found each of them answered with 500.
"""

import json
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
import requests

from emulator.http_messages import HttpRequest
from emulator.malformed_requests import fault_of
from tests.emulator.running import RunningEmulator

JSON, FORM = "application/x-amz-json-1.0", "application/x-www-form-urlencoded"


def signed(service: str, region: str = "us-east-1") -> str:
    scope = f"Credential=test/20261123/{region}/{service}/aws4_request"
    return f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"


def asked(target: str, service: str, body: Any, **headers: str) -> tuple[Mapping[str, str], bytes]:
    """A request of a service that takes JSON."""
    named = {"X-Amz-Target": target, "Content-Type": JSON, "Authorization": signed(service)}
    return {**named, **headers}, body if isinstance(body, bytes) else json.dumps(body).encode()


def form(service: str, body: bytes, authorization: str = "") -> tuple[Mapping[str, str], bytes]:
    return {"Content-Type": FORM, "Authorization": authorization or signed(service)}, body


GET_ITEM = "DynamoDB_20120810.GetItem"
ITEM = {"TableName": "none", "Key": {"k": {"S": "a"}}}

MALFORMED = {
    "no table": asked(GET_ITEM, "dynamodb", {"Key": {"k": {"S": "a"}}}),
    "no key": asked("DynamoDB_20120810.UpdateItem", "dynamodb", {"TableName": "none"}),
    "an operation that is none": asked("DynamoDB_20120810.0", "dynamodb", ITEM),
    "a target that is none": asked("DynamoDB", "dynamodb", ITEM),
    "an old version's target": asked("DynamoDB_20060405.UpdateItem", "dynamodb", ITEM),
    "another service's target": asked("Logs_20140328.CreateLogGroup", "dynamodb", ITEM),
    "no target": ({"Content-Type": JSON, "Authorization": signed("dynamodb")}, b"{}"),
    "a body that is no object": asked(GET_ITEM, "dynamodb", b"[]"),
    "a body that is not text": asked(GET_ITEM, "dynamodb", b"\xff{}"),
    "a region that is none": asked(GET_ITEM, "dynamodb", ITEM, Authorization=signed("dynamodb", "us-e'st-1")),
    "half a credential": asked(
        GET_ITEM, "dynamodb", ITEM, Authorization="AWS4-HMAC-SHA256 Credential=a/b, Signature=0"
    ),
    "a resource, with a credential within a credential": asked(
        "CloudApiService.CreateResource",
        "cloudcontrolapi",
        {"TypeName": "AWS::SQS::Queue", "DesiredState": "{}"},
        Authorization=signed("cloudcontrolapi", "us-east-1 Credential=A"),
    ),
    "no pool's name": asked("AWSCognitoIdentityProviderService.CreateUserPool", "cognito-idp", {}),
    "no log group's name": asked("Logs_20140328.CreateLogGroup", "logs", {}),
    "a number for a name": asked("Logs_20140328.CreateLogGroup", "logs", {"logGroupName": 1}),
    "no message": asked("AmazonSQS.SendMessage", "sqs", {"QueueUrl": "QUEUE"}),
    "no state machine": asked("AWSStepFunctions.StartExecution", "states", {"stateMachin": "arn"}),
    "a value of no type": asked(GET_ITEM, "dynamodb", {"TableName": "TABLE", "Key": {"k": {"Q": "a"}}}),
    "a condition that is none": asked(
        "DynamoDB_20120810.DeleteItem",
        "dynamodb",
        {**ITEM, "TableName": "TABLE", "ConditionExpression": "attribute_exists(k-"},
    ),
    "a condition of unknown functions": asked(
        "DynamoDB_20120810.DeleteItem",
        "dynamodb",
        {**ITEM, "TableName": "TABLE", "ConditionExpression": "attbibute_exists(k)"},
    ),
    "an action that is none": form("monitoring", b"Action=PutMetricDqta&Namespace=n"),
    "no metric's name": form("monitoring", b"Action=PutMetricData&Namespace=n&MetricData.member.1.Value=1"),
}


@pytest.mark.parametrize(("headers", "body"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_malformed_is_the_senders_fault(
    emulator: RunningEmulator, there: Mapping[str, str], headers: Mapping[str, str], body: bytes
) -> None:
    for stands_for, name in there.items():
        body = body.replace(stands_for.encode(), name.encode())

    answer = requests.post(emulator.url, data=body, headers=dict(headers), timeout=10)

    assert answer.status_code in {400, 404}, answer.text


@pytest.fixture(scope="module")
def there(emulator: RunningEmulator) -> Mapping[str, str]:
    """A queue and a table, by what stands for their names in requests."""
    name = f"test-{uuid.uuid4().hex[:8]}"
    emulator.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return {"QUEUE": emulator.client("sqs").create_queue(QueueName=name)["QueueUrl"], "TABLE": name}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/2015-03-31/functions/f/invo"),
        ("POST", "/2021-11-15/functions/f/response-streaming-inv?upload%EF"),
        ("GET", "/2015-03-31/functions/f/nothing"),
    ],
)
def test_a_path_of_no_operation_is_the_senders_fault(emulator: RunningEmulator, method: str, path: str) -> None:
    answer = requests.request(method, emulator.url + path, headers={"Authorization": signed("lambda")}, timeout=10)

    assert answer.status_code in {400, 404}, answer.text


WELL_FORMED = {
    "an item": asked(GET_ITEM, "dynamodb", ITEM),
    "what is not in the description": asked(GET_ITEM, "dynamodb", {**ITEM, "New": 1}),
    "null": asked(GET_ITEM, "dynamodb", {**ITEM, "ConsistentRead": None}),
    "a stream's operation": asked("DynamoDBStreams_20120810.ListStreams", "dynamodb", {}),
    "a pseudo-region": asked("AWSOrganizationsV20161128.ListAccounts", "organizations", {}),
    "a form": form("monitoring", b"Action=PutMetricData&Namespace=n&MetricData.member.1.MetricName=m"),
}


@pytest.mark.parametrize(("headers", "body"), WELL_FORMED.values(), ids=WELL_FORMED)
def test_what_is_well_formed_is_not(headers: Mapping[str, str], body: bytes) -> None:
    request = HttpRequest("POST", "/", "", tuple(headers.items()), body, "127.0.0.1", ("127.0.0.1", 80), "HTTP/1.1")

    assert fault_of(request) is None

"""Emulator: a request to any of its planes, by its URL, its signature or its target, as the server sees it."""

import asyncio
import logging
from typing import TYPE_CHECKING

from emulator.http_messages import HttpRequest
from fuzzing.failures import first_failure
from fuzzing.sent import Sent, assert_sendable, sent_of
from fuzzing.target import Check, Target, Targets

if TYPE_CHECKING:
    from emulator.server import Emulator

_NO_PORT = 1  # nobody listens there: what moto would ask of the emulator over HTTP fails
_TABLE = (
    b'{"TableName": "t", "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}], "AttributeDefinitions": '
    b'[{"AttributeName": "k", "AttributeType": "S"}], "BillingMode": "PAY_PER_REQUEST"}'
)


def _open() -> Check:
    """The emulator is one for all inputs: what they make stays, as it would in an emulator that is up."""
    from emulator.server import Settings, build  # noqa: PLC0415 - takes a second and 100 MB, which others save

    loop = asyncio.new_event_loop()
    emulator = build(Settings(port=_NO_PORT))
    for made in (_json("dynamodb", "DynamoDB_20120810.CreateTable", _TABLE), b"PUT /bucket\n" + _signature("s3")):
        loop.run_until_complete(_ask(emulator, sent_of(made)))
    return lambda data: loop.run_until_complete(_ask(emulator, sent_of(data)))


async def _ask(emulator: "Emulator", sent: Sent) -> None:
    request = HttpRequest(
        sent.method,
        sent.path,
        sent.query,
        (("Host", "127.0.0.1:4566"), *sent.headers),
        sent.body,
        "127.0.0.1",
        ("127.0.0.1", 4566),
        "HTTP/1.1",
    )
    with first_failure(logging.ERROR):
        answer = await asyncio.wait_for(emulator.answer(request), 10)
    assert_sendable(answer.status, answer.headers)
    assert answer.status < 500 or answer.status == 501, (answer.status, answer.body)
    if answer.stream is not None:
        async for _ in answer.stream:
            pass


def _signature(service: str) -> bytes:
    scope = f"Credential=AKIA/20260101/us-east-1/{service}/aws4_request"
    return f"Authorization: AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0\n".encode()


def _json(service: str, target: str, body: bytes) -> bytes:
    head = f"POST /\nX-Amz-Target: {target}\nContent-Type: application/x-amz-json-1.0\n".encode()
    return head + _signature(service) + b"\n" + body


def _form(service: str, body: bytes) -> bytes:
    return b"POST /\nContent-Type: application/x-www-form-urlencoded\n" + _signature(service) + b"\n" + body


TARGETS: Targets = {
    "services": Target(
        "an answer that can be sent, below 500, or 501",
        _open,
        (
            _json("dynamodb", "DynamoDB_20120810.GetItem", b'{"TableName": "t", "Key": {"k": {"S": "a"}}}'),
            _json(
                "dynamodb",
                "DynamoDB_20120810.PutItem",
                b'{"TableName": "t", "Item": {"k": {"S": "a"}, "n": {"N": "1"}}}',
            ),
            _json(
                "dynamodb",
                "DynamoDB_20120810.UpdateItem",
                b'{"TableName": "t", "Key": {"k": {"S": "a"}}, "UpdateExpression": "SET n = n + :v", '
                b'"ExpressionAttributeValues": {":v": {"N": "1"}}, "ConditionExpression": "attribute_exists(k)"}',
            ),
            _json(
                "dynamodb",
                "DynamoDB_20120810.Query",
                (
                    b'{"TableName": "t", "KeyConditionExpression": "k = :k", "ExpressionAttributeValues": {":k": '
                    b'{"S": "a"}}}'
                ),
            ),
            _json("sqs", "AmazonSQS.CreateQueue", b'{"QueueName": "q", "Attributes": {"DelaySeconds": "0"}}'),
            _json(
                "sqs",
                "AmazonSQS.SendMessage",
                b'{"QueueUrl": "http://127.0.0.1:4566/123456789012/q", "MessageBody": "a"}',
            ),
            _form("sqs", b"Action=ListQueues&Version=2012-11-05&QueueNamePrefix=q"),
            _form(
                "monitoring",
                b"Action=PutMetricData&Namespace=n&MetricData.member.1.MetricName=m&MetricData.member.1.Value=1",
            ),
            _json("logs", "Logs_20140328.CreateLogGroup", b'{"logGroupName": "g"}'),
            _json("logs", "Logs_20140328.FilterLogEvents", b'{"logGroupName": "g", "filterPattern": "{ $.a = 1 }"}'),
            _json(
                "states",
                "AWSStepFunctions.StartExecution",
                b'{"stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:m"}',
            ),
            _json("states", "AWSStepFunctions.ValidateStateMachineDefinition", b'{"definition": "{}"}'),
            _json("cognito-idp", "AWSCognitoIdentityProviderService.CreateUserPool", b'{"PoolName": "p"}'),
            _json(
                "cloudcontrolapi",
                "CloudApiService.CreateResource",
                b'{"TypeName": "AWS::SQS::Queue", "DesiredState": "{}"}',
            ),
            _form("iam", b"Action=CreateRole&RoleName=r&AssumeRolePolicyDocument=%7B%7D&Version=2010-05-08"),
            _form("sts", b"Action=GetCallerIdentity&Version=2011-06-15"),
            b"PUT /bucket/key\nContent-Type: text/plain\n" + _signature("s3") + b"\nbody",
            b"GET /bucket?list-type=2&prefix=k&max-keys=1\n" + _signature("s3"),
            (
                b"GET /bucket/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&"
                b"X-Amz-Credential=A%2F20260101%2Fus-east-1%2Fs3%2Faws4_request"
                b"&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=0"
            ),
            b"POST /2015-03-31/functions/f/invocations\nX-Amz-Client-Context: e30=\n" + _signature("lambda") + b"\n{}",
            b"POST /2021-11-15/functions/f/response-streaming-invocations\n" + _signature("lambda") + b"\n{}",
            b"GET /2015-03-31/functions/?MaxItems=1\n" + _signature("lambda"),
            b"GET /_aws/execute-api/a/dev/x?y=z\nHost: a",
            b"GET /dev/x\nHost: a.execute-api.eu-west-1.amazonaws.com",
            (
                b"POST /_aws/cognito-idp/d/oauth2/token\nContent-Type: "
                b"application/x-www-form-urlencoded\n\ngrant_type=client_credentials"
            ),
            b"GET /us-east-1_abc/.well-known/jwks.json",
            b"GET /_emulator/dashboards/x?range=1h\nHost: 127.0.0.1:4566",
            b"GET /_emulator/requests/1\nHost: localhost",
            b"GET /restapis\n" + _signature("apigateway"),
        ),
        (
            *b"""
            Action= & = .member.1. null {} [] -1 1e999 \\ud800 %00 % /2015-03-31/functions/ /_aws/execute-api/
            /_emulator/ .execute-api. "S" "N" "NULL" X-Amz-Credential= ?acl ?delete ?uploads ?tagging true arn:aws:
            """.split(),
            b"X-Amz-Target: ",
            b"Content-Type: application/x-www-form-urlencoded",
            b"Host: ",
            b"Content-Encoding: aws-chunked",
            b"Range: bytes=",
            b"x-amz-copy-source: ",
        ),
    ),
}

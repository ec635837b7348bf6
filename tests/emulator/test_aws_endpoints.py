"""The services behind AWS integrations: what the emulator is asked, and how Query services answer in JSON."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import pytest

from emulator.aws_endpoints import OwnServices
from emulator.data_plane.endpoints import EndpointFailure, EndpointRequest, EndpointResponse
from emulator.execution_names import with_execution_name
from emulator.http_messages import HttpAnswer, HttpRequest

JSON = ("Accept", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
XML = (("Content-Type", "text/xml"), ("x-amzn-requestid", "r-1"), ("Access-Control-Allow-Origin", "*"))


@dataclass
class Emulated:
    """Answers everything with `answer`."""

    answer: HttpAnswer
    requests: list[HttpRequest] = field(default_factory=list)

    async def __call__(self, request: HttpRequest) -> HttpAnswer:
        self.requests.append(request)
        return self.answer


def send(
    emulated: Any, service: str, uri: str, headers: tuple[tuple[str, str], ...] = (JSON,), body: bytes = b""
) -> EndpointResponse | EndpointFailure:
    services = OwnServices()
    services.answer_by(emulated)
    request = EndpointRequest("POST", uri, headers, body)
    return asyncio.run(services.send(service, "eu-west-1", request, seconds=0.2))


def document(response: EndpointResponse | EndpointFailure) -> Any:
    assert isinstance(response, EndpointResponse)
    return json.loads(response.body)


@pytest.mark.parametrize(
    ("service", "signed"),
    [
        ("s3", "s3"),
        ("bucket.s3", "s3"),
        ("states", "states"),
        ("runtime.sagemaker", "sagemaker"),
        ("monitoring", "monitoring"),
        ("abc.appsync-api", "appsync-api"),
    ],
)
def test_request_is_signed_for_the_service_and_region(service: str, signed: str) -> None:
    emulated = Emulated(HttpAnswer(200, (), b"x"))

    response = send(emulated, service, f"https://{service}.eu-west-1.amazonaws.com/a%20b?c=d", (("Host", "mine"),))

    (request,) = emulated.requests
    assert request.signed_for is not None
    assert (request.signed_for.service, request.signed_for.region) == (signed, "eu-west-1")
    assert (request.raw_path, request.query) == ("/a%20b", "c=d")
    assert request.header["host"] == f"{service}.eu-west-1.amazonaws.com"
    assert response == EndpointResponse(200, (), b"x")


def test_no_answer_in_time_is_a_timeout() -> None:
    async def never(_: HttpRequest) -> HttpAnswer:
        await asyncio.Event().wait()
        raise AssertionError

    response = send(never, "s3", "https://s3.eu-west-1.amazonaws.com/")

    assert isinstance(response, EndpointFailure)
    assert response.timed_out


def test_api_that_calls_itself_comes_to_an_end() -> None:
    services = OwnServices()
    asked = 0

    async def again(_: HttpRequest) -> HttpAnswer:
        nonlocal asked
        asked += 1
        request = EndpointRequest("GET", "https://abc.execute-api.eu-west-1.amazonaws.com/dev", (), b"")
        answered = await services.send("abc.execute-api", "eu-west-1", request, seconds=5)
        return HttpAnswer(502 if isinstance(answered, EndpointFailure) else answered.status, (), b"")

    services.answer_by(again)
    request = EndpointRequest("GET", "https://abc.execute-api.eu-west-1.amazonaws.com/dev", (), b"")
    response = asyncio.run(services.send("abc.execute-api", "eu-west-1", request, seconds=5))

    assert isinstance(response, EndpointResponse)
    assert (response.status, asked) == (502, 8)


def test_parameters_of_url_and_form_are_one() -> None:
    emulated = Emulated(HttpAnswer(200, XML, b"<SendMessageResponse/>"))
    body = b"MessageBody=a%26b&MessageAttributes.1.Name=n&MessageAttribute.2.Name=m"

    send(emulated, "sqs", "https://sqs.eu-west-1.amazonaws.com/1/q?Action=SendMessage", (JSON, FORM), body)

    (request,) = emulated.requests
    assert (request.raw_path, request.query) == ("/1/q", "")
    assert parse_qsl(request.body.decode()) == [
        ("Action", "SendMessage"),
        ("MessageBody", "a&b"),
        ("MessageAttribute.1.Name", "n"),
        ("MessageAttribute.2.Name", "m"),
    ]


SENT = b"""<SendMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><SendMessageResult>
<MD5OfMessageBody>9aa0</MD5OfMessageBody><MessageId>m-1</MessageId></SendMessageResult>
<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></SendMessageResponse>"""


def test_query_service_answers_in_json_with_every_member() -> None:
    response = send(
        Emulated(HttpAnswer(200, XML, SENT)), "sqs", "https://sqs.eu-west-1.amazonaws.com/?Action=SendMessage"
    )

    assert document(response) == {
        "SendMessageResponse": {
            "SendMessageResult": {
                "MD5OfMessageAttributes": None,
                "MD5OfMessageBody": "9aa0",
                "MD5OfMessageSystemAttributes": None,
                "MessageId": "m-1",
                "SequenceNumber": None,
            },
            "ResponseMetadata": {"RequestId": "r-1"},
        }
    }
    assert isinstance(response, EndpointResponse)
    assert dict(response.headers) == {"Content-Type": "application/json", "x-amzn-requestid": "r-1"}


@pytest.mark.parametrize(
    ("headers", "uri"),
    [
        ((("Accept", "application/xml"),), "https://sqs.eu-west-1.amazonaws.com/?Action=SendMessage"),
        ((JSON,), "https://sqs.eu-west-1.amazonaws.com/?Action=UnheardOf"),
        ((JSON,), "https://sqs.eu-west-1.amazonaws.com/1/q"),
        ((JSON,), "https://ec2.eu-west-1.amazonaws.com/?Action=DescribeVpcs"),
    ],
    ids=["asks for XML", "no such action", "no action", "EC2"],
)
def test_other_answers_stay_xml(headers: tuple[tuple[str, str], ...], uri: str) -> None:
    service = uri.removeprefix("https://").partition(".")[0]

    response = send(Emulated(HttpAnswer(200, XML, SENT)), service, uri, headers)

    assert isinstance(response, EndpointResponse)
    assert response.body == SENT


def test_received_messages_are_a_list() -> None:
    """SQS spells the list of its Query answer with a small letter."""
    body = b"""<ReceiveMessageResponse><ReceiveMessageResult><Message><MessageId>m-1</MessageId><Body>b</Body>
    <Attribute><Name>SenderId</Name><Value>s</Value></Attribute></Message></ReceiveMessageResult>
    <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></ReceiveMessageResponse>"""

    response = send(
        Emulated(HttpAnswer(200, XML, body)), "sqs", "https://sqs.eu-west-1.amazonaws.com/?Action=ReceiveMessage"
    )

    (message,) = document(response)["ReceiveMessageResponse"]["ReceiveMessageResult"]["messages"]
    assert (message["MessageId"], message["Attributes"]) == ("m-1", {"SenderId": "s"})
    assert message["MessageAttributes"] is None


def test_members_are_of_their_own_types() -> None:
    body = b"""<ListRolesResponse><ListRolesResult><IsTruncated>false</IsTruncated><Roles><member><RoleName>a</RoleName>
    <CreateDate>2024-01-01T00:00:00Z</CreateDate><MaxSessionDuration>3600</MaxSessionDuration></member></Roles>
    </ListRolesResult></ListRolesResponse>"""

    response = send(Emulated(HttpAnswer(200, XML, body)), "iam", "https://iam.amazonaws.com/?Action=ListRoles")

    result = document(response)["ListRolesResponse"]["ListRolesResult"]
    assert result["IsTruncated"] is False
    assert (result["Roles"][0]["CreateDate"], result["Roles"][0]["MaxSessionDuration"]) == (1704067200.0, 3600)


def test_error_of_a_query_service_is_json_too() -> None:
    body = b"""<ErrorResponse><Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>
    <Message>The specified queue does not exist.</Message></Error><RequestId>r</RequestId></ErrorResponse>"""

    response = send(
        Emulated(HttpAnswer(400, XML, body)), "sqs", "https://sqs.eu-west-1.amazonaws.com/?Action=SendMessage"
    )

    assert document(response) == {
        "Error": {
            "Code": "AWS.SimpleQueueService.NonExistentQueue",
            "Message": "The specified queue does not exist.",
            "Type": "Sender",
        },
        "RequestId": "r",
    }


def test_ssm_is_asked_in_its_older_protocol() -> None:
    """As recorded: the URL's parameters are the call, and what has no value is null."""
    said = {"Parameter": {"Name": "p", "Type": "String", "Value": "123", "Version": 1, "DataType": "text"}}
    emulated = Emulated(HttpAnswer(200, (("x-amzn-requestid", "r-1"),), json.dumps(said).encode()))

    response = send(emulated, "ssm", "https://ssm.eu-west-1.amazonaws.com/?Action=GetParameter&Name=p", body=b"ignored")

    (request,) = emulated.requests
    assert (request.header["x-amz-target"], json.loads(request.body)) == ("AmazonSSM.GetParameter", {"Name": "p"})
    parameter = document(response)["GetParameterResponse"]["GetParameterResult"]["Parameter"]
    nothing = dict.fromkeys(("ARN", "LastModifiedDate", "Selector", "SourceResult"))
    assert parameter == {**said["Parameter"], **nothing}
    assert document(response)["GetParameterResponse"]["ResponseMetadata"] == {"RequestId": "r-1"}


def test_parameters_of_a_query_are_read_by_their_shapes() -> None:
    emulated = Emulated(HttpAnswer(200, (), b"{}"))
    query = (
        "Action=GetParametersByPath&Path=/a&Recursive=true&MaxResults=7"
        "&ParameterFilters.member.2.Key=l&ParameterFilters.member.1.Key=k&ParameterFilters.member.1.Values.member.1=v"
    )

    send(emulated, "ssm", f"https://ssm.eu-west-1.amazonaws.com/?{query}")

    assert json.loads(emulated.requests[0].body) == {
        "Path": "/a",
        "Recursive": True,
        "MaxResults": 7,
        "ParameterFilters": [{"Key": "k", "Values": ["v"]}, {"Key": "l"}],
    }


def test_error_of_a_json_service_is_that_of_the_older_protocol() -> None:
    body = b'{"__type": "com.amazonaws.ssm#ParameterNotFound", "message": "Parameter p not found."}'

    response = send(
        Emulated(HttpAnswer(400, (), body)), "ssm", "https://ssm.eu-west-1.amazonaws.com/?Action=GetParameter&Name=p"
    )

    error = {"Code": "ParameterNotFound", "Message": "Parameter p not found.", "Type": "Sender"}
    assert document(response) == {"Error": error, "RequestId": None}


@pytest.mark.parametrize(
    ("service", "query", "asked"),
    [
        ("s3", "Action=GetObject&Bucket=b&Key=k/x y", "GET /b/k/x%20y?"),
        ("s3", "Action=ListObjectsV2&Bucket=b&Prefix=x&MaxKeys=7", "GET /b?list-type=2&max-keys=7&prefix=x"),
        ("lambda", "Action=GetFunction&FunctionName=f", "GET /2015-03-31/functions/f?"),
        ("s3", "Action=GetObject&Bucket=b", "POST /?Action=GetObject&Bucket=b"),
    ],
)
def test_action_of_a_rest_service_is_the_request_that_its_model_describes(service: str, query: str, asked: str) -> None:
    emulated = Emulated(HttpAnswer(200, (), b"x"))

    response = send(emulated, service, f"https://{service}.eu-west-1.amazonaws.com/?{query}")

    (request,) = emulated.requests
    assert f"{request.method} {request.raw_path}?{request.query}" == asked
    assert response == EndpointResponse(200, (), b"x")


def test_json_call_is_left_as_it_is() -> None:
    emulated = Emulated(HttpAnswer(200, (), b'{"MessageId": "m"}'))
    target = ("X-Amz-Target", "AmazonSQS.SendMessage")

    response = send(
        emulated, "sqs", "https://sqs.eu-west-1.amazonaws.com/1/q?Action=SendMessage", (JSON, target), b"{}"
    )

    assert (document(response), emulated.requests[0].body) == ({"MessageId": "m"}, b"{}")


def started(body: bytes, target: str = "AWSStepFunctions.StartExecution") -> bytes:
    headers = (("X-Amz-Target", target),)
    request = HttpRequest("POST", "/", "", headers, body, "127.0.0.1", ("127.0.0.1", 1), "HTTP/1.1")
    return with_execution_name(request).body


def test_each_execution_without_a_name_gets_its_own() -> None:
    order = b'{"stateMachineArn": "arn", "input": "{}"}'

    first, second = json.loads(started(order)), json.loads(started(order))

    assert first["name"] != second["name"]
    assert first | {"name": ""} == {"stateMachineArn": "arn", "input": "{}", "name": ""}


@pytest.mark.parametrize("body", [b'{"name": "mine"}', b"[]", b"{", b""])
def test_other_orders_stay_as_they_are(body: bytes) -> None:
    assert started(body) == body
    assert started(b"{}", "AWSStepFunctions.StopExecution") == b"{}"

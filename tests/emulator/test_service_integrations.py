"""AWS integrations end to end: a deployed API in front of the emulator's own services, as recorded on AWS."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
import requests

from tests.emulator.running import ROLE, RunningEmulator

ARN = "arn:aws:apigateway:us-east-1"
ACCOUNT = "123456789012"
FORM = {"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"}


def integration(uri: str, template: str | None = None, **settings: Any) -> dict[str, Any]:
    templates = {} if template is None else {"application/json": template}
    return {
        "type": "aws",
        "httpMethod": "POST",
        "credentials": ROLE,
        "uri": f"{ARN}:{uri}",
        "requestTemplates": templates,
        "responses": {"default": {"statusCode": "200"}},
        **settings,
    }


DECLARED = (
    {"name": "key", "in": "path", "required": True, "type": "string"},
    {"name": "Content-Type", "in": "header", "required": False, "type": "string"},
    {"name": "text", "in": "query", "required": False, "type": "string"},
)


def deploy(emulator: RunningEmulator, integrations: Mapping[str, dict[str, Any]], **settings: Any) -> str:
    """One path each, for any method. Returns the stage's URL."""
    gateway = emulator.client("apigateway")
    paths = {
        path: {
            "x-amazon-apigateway-any-method": {
                "responses": {"200": {"description": "ok"}},
                "x-amazon-apigateway-integration": integrated,
                "parameters": [each for each in DECLARED if each["in"] != "path" or "{key+}" in path],
            }
        }
        for path, integrated in integrations.items()
    }
    document = {"swagger": "2.0", "info": {"title": "services", "version": "1"}, "paths": paths, **settings}
    api_id = gateway.import_rest_api(body=json.dumps(document).encode())["id"]
    gateway.create_deployment(restApiId=api_id, stageName="dev")
    return f"{emulator.url}/_aws/execute-api/{api_id}/dev"


@pytest.mark.parametrize("attribute", ["MessageAttribute", "MessageAttributes"])
def test_sqs_takes_a_form_and_answers_json(emulator: RunningEmulator, attribute: str) -> None:
    sqs = emulator.client("sqs")
    queue = sqs.create_queue(QueueName=f"form-{attribute}")["QueueUrl"]
    template = (
        f"Action=SendMessage&MessageBody=$input.body&{attribute}.1.Name=user-agent&{attribute}.1.Value.DataType=String&"
        f"{attribute}.1.Value.StringValue=$input.params('HeaderFoo')"
    )
    answer = (
        "#set($body = $input.path('$.SendMessageResponse'))"
        '{"requestId": "$body.ResponseMetadata.RequestId", "messageId": "$body.SendMessageResult.MessageId"}'
    )
    responses = {"default": {"statusCode": "200", "responseTemplates": {"application/json": answer}}}
    uri = f"sqs:path/{ACCOUNT}/form-{attribute}"
    url = deploy(emulator, {"/": integration(uri, template, requestParameters=FORM, responses=responses)})

    sent = requests.post(url, json={"foo": "bar"}, headers={"HeaderFoo": "BAR-Header"}, timeout=20)

    (message,) = sqs.receive_message(QueueUrl=queue, MessageAttributeNames=["All"])["Messages"]
    assert sent.json()["messageId"] == message["MessageId"]
    assert sent.json()["requestId"]
    assert json.loads(message["Body"]) == {"foo": "bar"}
    assert message["MessageAttributes"]["user-agent"] == {"DataType": "String", "StringValue": "BAR-Header"}


def test_sqs_takes_json_and_an_action_and_answers_xml_on_demand(emulator: RunningEmulator) -> None:
    sqs = emulator.client("sqs")
    queue = sqs.create_queue(QueueName="three-ways")["QueueUrl"]
    path = f"sqs:path/{ACCOUNT}/three-ways"
    as_json = {
        "integration.request.header.Content-Type": "'application/x-amz-json-1.0'",
        "integration.request.header.X-Amz-Target": "'AmazonSQS.SendMessage'",
    }
    as_xml = {**FORM, "integration.request.header.Accept": "'application/xml'"}
    parameters = {
        "integration.request.querystring.QueueUrl": f"'{queue}'",
        "integration.request.querystring.MessageBody": "method.request.querystring.text",
    }
    url = deploy(
        emulator,
        {
            "/json": integration(path, f'{{"QueueUrl": "{queue}", "MessageBody": "one"}}', requestParameters=as_json),
            "/xml": integration(path, "Action=SendMessage&MessageBody=two", requestParameters=as_xml),
            "/action": integration("sqs:action/SendMessage", requestParameters=parameters),
        },
    )

    by_json = requests.post(f"{url}/json", timeout=20)
    by_xml = requests.post(f"{url}/xml", timeout=20)
    by_action = requests.post(f"{url}/action?text=three", timeout=20)

    received = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert sorted(message["Body"] for message in received) == ["one", "three", "two"]
    assert by_json.json()["MessageId"]
    assert "<MessageId>" in by_xml.text
    assert by_action.json()["SendMessageResponse"]["SendMessageResult"]["SequenceNumber"] is None


def test_f243_f246_f247_dynamodb_puts_and_finds_items(emulator: RunningEmulator) -> None:
    dynamodb = emulator.client("dynamodb")
    dynamodb.create_table(
        TableName="items",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    put = '{"TableName": "items", "Item": {"id": {"S": "$input.params(\'id\')"}}}'
    query = (
        '{"TableName": "items", "KeyConditionExpression": "id = :id",'
        ' "ExpressionAttributeValues": {":id": {"S": "$input.params(\'id\')"}}}'
    )
    url = deploy(
        emulator,
        {
            "/put": integration("dynamodb:action/PutItem", put),
            "/query": integration("dynamodb:action/Query", query),
            "/scan": integration("dynamodb:action/Scan", '{"TableName": "items"}'),
            "/none": integration("dynamodb:action/Scan", '{"TableName": "none"}'),
        },
    )

    added = requests.post(f"{url}/put?id=test 3", timeout=20)
    found = requests.post(f"{url}/query?id=test 3", timeout=20)
    missing = requests.post(f"{url}/query?id=invalid", timeout=20)

    assert (added.status_code, added.json()) == (200, {})
    assert found.json() == {"Count": 1, "Items": [{"id": {"S": "test 3"}}], "ScannedCount": 1}
    assert missing.json() == {"Count": 0, "Items": [], "ScannedCount": 0}
    assert found.headers["content-type"] == "application/json"
    assert "x-amzn-trace-id" in found.headers
    assert requests.post(f"{url}/scan", timeout=20).json()["Items"] == [{"id": {"S": "test 3"}}]
    # The error of the service is answered by the response that has no pattern.
    assert requests.post(f"{url}/none", timeout=20).status_code == 200


def test_f241_f242_step_functions_start_and_end(emulator: RunningEmulator) -> None:
    states = emulator.client("stepfunctions")
    definition = json.dumps({"StartAt": "Only", "States": {"Only": {"Type": "Pass", "End": True}}})
    machine = states.create_state_machine(name="behind-a-gateway", definition=definition, roleArn=ROLE)[
        "stateMachineArn"
    ]
    start = f'{{"input": "$util.escapeJavaScript($input.json(\'$\'))", "stateMachineArn": "{machine}"}}'
    url = deploy(
        emulator,
        {
            "/start": integration("states:action/StartExecution", start),
            "/delete": integration("states:action/DeleteStateMachine"),
        },
    )

    first, second = (requests.post(f"{url}/start", json={"test": "test-value"}, timeout=20).json() for _ in range(2))
    described = states.describe_execution(executionArn=first["executionArn"])
    deleted = requests.post(f"{url}/delete", json={"stateMachineArn": machine}, timeout=20)

    assert first.keys() == {"executionArn", "startDate"}
    assert first["executionArn"] != second["executionArn"]
    assert json.loads(described["input"]) == {"test": "test-value"}
    assert (deleted.status_code, deleted.json()) == (200, {})


def test_step_functions_may_be_waited_for(emulator: RunningEmulator) -> None:
    states = emulator.client("stepfunctions")
    steps = {
        "Shape": {"Type": "Pass", "Parameters": {"said.$": "$.test"}, "Next": "Choose"},
        "Choose": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.said", "StringEquals": "fail", "Next": "Fail"}],
            "Default": "Done",
        },
        "Fail": {"Type": "Fail", "Error": "Wanted", "Cause": "It was asked to."},
        "Done": {"Type": "Succeed"},
    }
    definition = json.dumps({"StartAt": "Shape", "States": steps})
    machine = states.create_state_machine(name="waited-for", definition=definition, roleArn=ROLE, type="EXPRESS")
    start = (
        f'{{"input": "$util.escapeJavaScript($input.json(\'$\'))", "stateMachineArn": "{machine["stateMachineArn"]}"}}'
    )
    answer = "#if($input.path('$.status') == 'FAILED')$input.json('$.cause')#else$input.path('$.output')#end"
    responses = {"default": {"statusCode": "200", "responseTemplates": {"application/json": answer}}}
    url = deploy(emulator, {"/": integration("states:action/StartSyncExecution", start, responses=responses)})

    done = requests.post(url, json={"test": "test-value"}, timeout=20)
    failed = requests.post(url, json={"test": "fail"}, timeout=20)

    assert (done.status_code, done.json()) == (200, {"said": "test-value"})
    assert failed.json() == "It was asked to."


def test_f252_f253_kinesis_takes_records(emulator: RunningEmulator) -> None:
    emulator.client("kinesis").create_stream(StreamName="records", ShardCount=1)
    record = '"Data": "$util.base64Encode($input.body)", "PartitionKey": "test"'
    records = (
        "#set($records = $input.path('$.records'))"
        '{"StreamName": "records", "Records": [#foreach($each in $records)'
        '{"Data": "$util.base64Encode($each.data)", "PartitionKey": "$each.key"}#if($foreach.hasNext),#end#end]}'
    )
    url = deploy(
        emulator,
        {
            "/one": integration("kinesis:action/PutRecord", f'{{"StreamName": "records", {record}}}'),
            "/many": integration("kinesis:action/PutRecords", records),
        },
    )

    one = requests.post(f"{url}/one", json={"kinesis": "snapshot"}, timeout=20)
    many = requests.post(f"{url}/many", json={"records": [{"data": "x", "key": str(n)} for n in range(3)]}, timeout=20)

    assert one.json().keys() == {"SequenceNumber", "ShardId"}
    assert many.json()["FailedRecordCount"] == 0
    assert [each.keys() for each in many.json()["Records"]] == [{"SequenceNumber", "ShardId"}] * 3


def test_ssm_parameter_is_read_by_the_query(emulator: RunningEmulator) -> None:
    emulator.client("ssm").put_parameter(Name="param-test-123", Value="123", Type="String")
    mapped = {"integration.request.querystring.Name": "'param-test-123'"}
    url = deploy(emulator, {"/": integration("ssm:action/GetParameter", requestParameters=mapped)})

    answer = requests.get(url, timeout=20).json()["GetParameterResponse"]

    parameter = answer["GetParameterResult"]["Parameter"]
    assert {
        name: parameter[name] for name in ("Name", "Value", "Type", "Version", "DataType", "Selector", "SourceResult")
    } == {
        "Name": "param-test-123",
        "Value": "123",
        "Type": "String",
        "Version": 1,
        "DataType": "text",
        "Selector": None,
        "SourceResult": None,
    }
    assert answer["ResponseMetadata"]["RequestId"]


def test_eventbridge_takes_events(emulator: RunningEmulator) -> None:
    template = (
        '#set($context.requestOverride.header.X-Amz-Target = "AWSEvents.PutEvents")'
        '#set($context.requestOverride.header.Content-Type = "application/x-amz-json-1.1")'
        '{"Entries": [#foreach($elem in $input.path("$").items)'
        '{"Detail": "$util.escapeJavaScript($elem.Detail)", "DetailType": "$elem.DetailType", "Source": "$elem.Source"}'
        "#if($foreach.hasNext),#end#end]}"
    )
    url = deploy(emulator, {"/": integration("events:action/PutEvents", template)})
    event = {"Detail": '{"data":"Order is created"}', "DetailType": "Test", "Source": "order"}

    answer = requests.post(url, json={"items": [event]}, timeout=20).json()

    assert answer["FailedEntryCount"] == 0
    assert [entry.keys() for entry in answer["Entries"]] == [{"EventId"}]


def test_s3_objects_are_put_got_and_deleted_byte_by_byte(emulator: RunningEmulator) -> None:
    s3 = emulator.client("s3")
    s3.create_bucket(Bucket="behind-a-gateway")
    mapped = {
        "integration.request.path.key": "method.request.path.key",
        "integration.request.header.Content-Type": "method.request.header.Content-Type",
    }
    object_ = integration("s3:path/behind-a-gateway/{key}", httpMethod="ANY", requestParameters=mapped)
    url = deploy(emulator, {"/{key+}": object_}, **{"x-amazon-apigateway-binary-media-types": ["image/png"]})
    image = bytes(range(256))
    png = {"Content-Type": "image/png", "Accept": "image/png"}

    put = requests.put(f"{url}/folder/a b.png", data=image, headers=png, timeout=20)
    got = requests.get(f"{url}/folder/a b.png", headers=png, timeout=20)
    stored = s3.get_object(Bucket="behind-a-gateway", Key="folder/a b.png")
    deleted = requests.delete(f"{url}/folder/a b.png", timeout=20)
    gone = requests.get(f"{url}/folder/a b.png", timeout=20)

    assert (put.status_code, put.content) == (200, b"")
    assert (stored["Body"].read(), stored["ContentType"]) == (image, "image/png")
    assert (got.status_code, got.content) == (200, image)
    assert deleted.status_code == 200
    assert (gone.status_code, "<Code>NoSuchKey</Code>" in gone.text) == (200, True)


def test_api_may_call_another_api_and_a_function(emulator: RunningEmulator) -> None:
    emulator.create_function("behind-two", "def handle(event, context): return {'statusCode': 200, 'body': 'two'}")
    function = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:behind-two"
    proxied = integration(f"lambda:path/2015-03-31/functions/{function}/invocations", type="aws_proxy")
    inner = deploy(emulator, {"/": proxied})
    api_id = inner.split("/")[-2]
    outer = deploy(emulator, {"/": integration(f"{api_id}.execute-api:path/dev/")})

    answer = requests.post(outer, timeout=20)

    assert (answer.status_code, answer.text) == (200, "two")

"""AWS::SQS::Queue and AWS::SQS::QueueInlinePolicy, and what SQS says of them."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.cloud_control.resources import QUEUE, QUEUE_POLICY, CloudControl, new_name

POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}],
}


def test_a_queue_is_made_with_its_properties(cloud_control: CloudControl) -> None:
    name = new_name()
    dead_letters = cloud_control.queue()
    redrive = {"deadLetterTargetArn": cloud_control.properties(QUEUE, dead_letters)["Arn"], "maxReceiveCount": 5}
    allowed = {"redrivePermission": "denyAll"}
    tags = [{"Key": "stage", "Value": "local"}]

    url = cloud_control.queue(
        QueueName=name,
        VisibilityTimeout=180,
        SqsManagedSseEnabled=True,
        RedrivePolicy=redrive,
        RedriveAllowPolicy=allowed,
        Tags=tags,
    )

    attributes, properties = cloud_control.attributes(url), cloud_control.properties(QUEUE, url)
    assert url.endswith(f"/123456789012/{name}")
    assert (attributes["VisibilityTimeout"], attributes["SqsManagedSseEnabled"]) == ("180", "true")
    assert json.loads(attributes["RedrivePolicy"]) == redrive
    assert json.loads(attributes["RedriveAllowPolicy"]) == allowed
    assert cloud_control.emulator.client("sqs").list_queue_tags(QueueUrl=url)["Tags"] == {"stage": "local"}
    assert properties == {
        "Arn": f"arn:aws:sqs:us-east-1:123456789012:{name}",
        "QueueName": name,
        "QueueUrl": url,
        "DelaySeconds": 0,
        "MaximumMessageSize": 1_048_576,
        "MessageRetentionPeriod": 345_600,
        "ReceiveMessageWaitTimeSeconds": 0,
        "VisibilityTimeout": 180,
        "SqsManagedSseEnabled": True,
        "RedrivePolicy": redrive,
        "RedriveAllowPolicy": allowed,
        "Tags": tags,
    }


def test_a_fifo_queue_without_a_name_gets_one(cloud_control: CloudControl) -> None:
    made = cloud_control.create(QUEUE, FifoQueue=True, ContentBasedDeduplication=True)

    properties = cloud_control.properties(QUEUE, made["Identifier"])
    assert made["Identifier"].endswith(".fifo")
    assert (properties["FifoQueue"], properties["ContentBasedDeduplication"]) == (True, True)


def test_a_policy_that_is_given_as_text_is_told_as_an_object(cloud_control: CloudControl) -> None:
    url = cloud_control.queue(RedriveAllowPolicy='{"redrivePermission": "denyAll"}')

    assert cloud_control.properties(QUEUE, url)["RedriveAllowPolicy"] == {"redrivePermission": "denyAll"}


def test_a_patch_changes_only_what_it_names(cloud_control: CloudControl) -> None:
    tags = [{"Key": "stage", "Value": "local"}, {"Key": "team", "Value": "one"}]
    url = cloud_control.queue(VisibilityTimeout=60, DelaySeconds=5, Tags=tags)

    event = cloud_control.update(
        QUEUE,
        url,
        {"op": "replace", "path": "/VisibilityTimeout", "value": 90},
        {"op": "remove", "path": "/Tags/1"},
    )

    attributes = cloud_control.attributes(url)
    assert event["OperationStatus"] == "SUCCESS"
    assert json.loads(event["ResourceModel"])["VisibilityTimeout"] == 90
    assert (attributes["VisibilityTimeout"], attributes["DelaySeconds"]) == ("90", "5")
    assert cloud_control.emulator.client("sqs").list_queue_tags(QueueUrl=url)["Tags"] == {"stage": "local"}


def test_a_property_that_is_taken_out_has_its_default_again(cloud_control: CloudControl) -> None:
    url = cloud_control.queue(MessageRetentionPeriod=60, RedriveAllowPolicy={"redrivePermission": "denyAll"})

    patch = [{"op": "remove", "path": f"/{name}"} for name in ("MessageRetentionPeriod", "RedriveAllowPolicy")]
    cloud_control.update(QUEUE, url, *patch)

    properties = cloud_control.properties(QUEUE, url)
    assert properties["MessageRetentionPeriod"] == 345_600
    assert "RedriveAllowPolicy" not in properties


def test_a_deleted_queue_is_gone(cloud_control: CloudControl) -> None:
    url = cloud_control.queue()
    client = cloud_control.client

    event = cloud_control.delete(QUEUE, url)

    again = cloud_control.delete(QUEUE, url)
    with pytest.raises(client.exceptions.ResourceNotFoundException, match=f"identifier '{url}' was not found"):
        client.get_resource(TypeName=QUEUE, Identifier=url)
    assert event["OperationStatus"] == "SUCCESS"
    assert (again["OperationStatus"], again["ErrorCode"]) == ("FAILED", "NotFound")


def test_queues_are_listed_by_their_urls(cloud_control: CloudControl) -> None:
    url = cloud_control.queue()

    listed = cloud_control.client.list_resources(TypeName=QUEUE)["ResourceDescriptions"]

    assert {"Identifier": url, "Properties": json.dumps({"QueueUrl": url})} in listed


def test_a_queue_that_is_there_is_not_made_again(cloud_control: CloudControl) -> None:
    name = new_name()
    cloud_control.queue(QueueName=name)

    event = cloud_control.create(QUEUE, QueueName=name)

    assert (event["OperationStatus"], event["ErrorCode"]) == ("FAILED", "AlreadyExists")
    assert event["StatusMessage"] == f"Resource of type '{QUEUE}' with identifier '{name}' already exists."


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({"VisibilityTimeout": "60"}, "#/VisibilityTimeout"),
        ({"DelaySeconds": 901}, "#/DelaySeconds"),
        ({"Colour": "red"}, "Colour"),
        ({"Arn": "arn:aws:sqs:us-east-1:123456789012:mine"}, "Arn"),
        ({"QueueName": "not a name"}, "alphanumeric"),
        ({"RedrivePolicy": {"deadLetterTargetArn": "arn:aws:sqs:us-east-1:1:none", "maxReceiveCount": 1}}, "none"),
    ],
)
def test_a_queue_that_sqs_or_the_schema_forbids_is_not_made(
    cloud_control: CloudControl, properties: dict[str, Any], message: str
) -> None:
    event = cloud_control.create(QUEUE, **({"QueueName": new_name()} | properties))

    assert event["OperationStatus"] == "FAILED"
    assert message in event["StatusMessage"]
    assert "Identifier" not in event


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        ({"op": "replace", "path": "/QueueName", "value": "other"}, r"createOnlyProperties \[/properties/QueueName\]"),
        ({"op": "remove", "path": "/Arn"}, r"readOnlyProperties \[/properties/Arn\]"),
        ({"op": "replace", "path": "/Tags", "value": []}, "/Tags"),
        ({"op": "move", "from": "/Arn", "path": "/QueueName"}, "move"),
    ],
)
def test_a_patch_that_does_not_fit_is_refused(
    cloud_control: CloudControl, operation: dict[str, Any], message: str
) -> None:
    url = cloud_control.queue()

    with pytest.raises(ClientError, match=message) as refused:
        cloud_control.update(QUEUE, url, operation)

    assert refused.value.response["Error"]["Code"] == "ValidationException"


def test_a_policy_is_put_changed_and_taken_away(cloud_control: CloudControl) -> None:
    url = cloud_control.queue()

    made = cloud_control.create(QUEUE_POLICY, Queue=url, PolicyDocument=POLICY)
    first = cloud_control.attributes(url)["Policy"]
    cloud_control.update(
        QUEUE_POLICY, url, {"op": "replace", "path": "/PolicyDocument/Statement/0/Effect", "value": "Allow"}
    )
    second = cloud_control.properties(QUEUE_POLICY, url)
    cloud_control.delete(QUEUE_POLICY, url)

    assert made["Identifier"] == url
    assert json.loads(first) == POLICY
    assert second["PolicyDocument"]["Statement"][0]["Effect"] == "Allow"
    assert "Policy" not in cloud_control.attributes(url)


def test_a_queue_has_one_policy(cloud_control: CloudControl) -> None:
    url = cloud_control.queue()
    cloud_control.create(QUEUE_POLICY, Queue=url, PolicyDocument=POLICY)

    event = cloud_control.create(QUEUE_POLICY, Queue=url, PolicyDocument=POLICY)

    assert event["ErrorCode"] == "AlreadyExists"

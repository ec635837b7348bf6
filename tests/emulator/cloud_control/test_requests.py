"""Requests and their tokens, and what is refused at once."""

import json
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from tests.emulator.cloud_control.resources import QUEUE, QUEUE_POLICY, CloudControl, new_name


def test_a_request_is_in_progress_and_then_done(cloud_control: CloudControl) -> None:
    state = json.dumps({"QueueName": new_name()})

    begun = cloud_control.client.create_resource(TypeName=QUEUE, DesiredState=state)["ProgressEvent"]

    ended = cloud_control.ended({"ProgressEvent": begun})
    assert (begun["OperationStatus"], ended["OperationStatus"]) == ("IN_PROGRESS", "SUCCESS")
    assert begun["Operation"] == ended["Operation"] == "CREATE"
    assert begun["EventTime"] == ended["EventTime"]
    assert json.loads(ended["ResourceModel"])["QueueUrl"] == ended["Identifier"]


def test_a_client_token_that_is_used_again_is_the_same_request(cloud_control: CloudControl) -> None:
    client, token = cloud_control.client, new_name()
    asked = {"TypeName": QUEUE, "DesiredState": json.dumps({"QueueName": new_name()}), "ClientToken": token}

    first, second = client.create_resource(**asked), client.create_resource(**asked)

    assert first["ProgressEvent"] == second["ProgressEvent"]
    assert cloud_control.ended(second)["OperationStatus"] == "SUCCESS"


def test_a_change_that_is_asked_for_again_is_made_once(cloud_control: CloudControl) -> None:
    url = cloud_control.queue(Tags=[{"Key": "stage", "Value": "local"}])
    patch = json.dumps([{"op": "remove", "path": "/Tags"}])
    asked = {"TypeName": QUEUE, "Identifier": url, "PatchDocument": patch, "ClientToken": new_name()}

    first, second = (cloud_control.client.update_resource(**asked)["ProgressEvent"] for _ in range(2))

    assert first == second


def test_a_client_token_is_for_one_request(cloud_control: CloudControl) -> None:
    client, token = cloud_control.client, new_name()
    client.create_resource(TypeName=QUEUE, DesiredState=json.dumps({"QueueName": new_name()}), ClientToken=token)

    with pytest.raises(client.exceptions.ClientTokenConflictException):
        client.create_resource(TypeName=QUEUE, DesiredState=json.dumps({"QueueName": new_name()}), ClientToken=token)


def test_a_token_of_no_request_is_not_found(cloud_control: CloudControl) -> None:
    client = cloud_control.client

    with pytest.raises(client.exceptions.RequestTokenNotFoundException):
        client.get_resource_request_status(RequestToken="none")


def test_a_type_that_is_not_there_is_not_found(cloud_control: CloudControl) -> None:
    client = cloud_control.client

    with pytest.raises(client.exceptions.TypeNotFoundException, match="'AWS::Moon::Base' cannot be found"):
        client.create_resource(TypeName="AWS::Moon::Base", DesiredState="{}")


def test_a_type_without_a_list_handler_is_not_listed(cloud_control: CloudControl) -> None:
    client = cloud_control.client

    with pytest.raises(client.exceptions.UnsupportedActionException, match="does not support LIST action"):
        client.list_resources(TypeName=QUEUE_POLICY)


@pytest.mark.parametrize(
    "asked",
    [
        {"TypeName": "queue-of-mine", "DesiredState": "{}"},
        {"TypeName": QUEUE, "DesiredState": "[]"},
        {"TypeName": QUEUE, "DesiredState": "{"},
        {"TypeName": QUEUE, "DesiredState": "[" * 200_000},
        {"TypeName": QUEUE, "DesiredState": json.dumps({"QueueName": "q" * 262_144})},
    ],
)
def test_what_is_no_desired_state_of_a_type_is_refused(cloud_control: CloudControl, asked: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as refused:
        cloud_control.client.create_resource(**asked)

    assert refused.value.response["Error"]["Code"] == "ValidationException"


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"TypeName": 1, "Identifier": {}}'])
def test_what_is_no_input_is_refused(cloud_control: CloudControl, body: str) -> None:
    headers = {"X-Amz-Target": "CloudApiService.GetResource", "Content-Type": "application/x-amz-json-1.0"}

    answer = requests.post(cloud_control.emulator.url, data=body, headers=headers, timeout=10)

    assert answer.status_code == 400
    assert answer.json()["__type"].endswith(("#SerializationException", "#ValidationException"))


def test_regions_have_their_own_queues(cloud_control: CloudControl) -> None:
    url = cloud_control.queue()
    elsewhere = cloud_control.emulator.client("cloudcontrol", region="eu-west-1")

    with pytest.raises(elsewhere.exceptions.ResourceNotFoundException):
        elsewhere.get_resource(TypeName=QUEUE, Identifier=url)


def test_a_types_schema_is_told(cloud_control: CloudControl) -> None:
    client = cloud_control.emulator.client("cloudformation")

    told = client.describe_type(Type="RESOURCE", TypeName=QUEUE)

    schema = json.loads(told["Schema"])
    assert (told["TypeName"], told["ProvisioningType"]) == (QUEUE, "FULLY_MUTABLE")
    assert told["Arn"] == "arn:aws:cloudformation:us-east-1::type/resource/AWS-SQS-Queue"
    assert schema["primaryIdentifier"] == ["/properties/QueueUrl"]
    assert client.describe_type(Arn=told["Arn"])["Schema"] == told["Schema"]


def test_a_type_that_is_not_there_is_not_described(cloud_control: CloudControl) -> None:
    client = cloud_control.emulator.client("cloudformation")

    with pytest.raises(client.exceptions.TypeNotFoundException):
        client.describe_type(Type="RESOURCE", TypeName="AWS::Moon::Base")

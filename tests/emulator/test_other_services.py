"""What moto serves, through the emulator's own endpoint."""

import json
import uuid
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from tests.emulator.running import RunningEmulator


def test_several_services_are_there(emulator: RunningEmulator) -> None:
    name = f"test-{uuid.uuid4().hex[:8]}"
    emulator.client("s3").create_bucket(Bucket=name)
    emulator.client("s3").put_object(Bucket=name, Key="a b/ü+%2F", Body=b"x", Metadata={"my_key": "v"})
    emulator.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    emulator.client("dynamodb").put_item(TableName=name, Item={"id": {"S": "1"}})

    assert emulator.client("s3").head_object(Bucket=name, Key="a b/ü+%2F")["Metadata"] == {"my_key": "v"}
    assert emulator.client("dynamodb").get_item(TableName=name, Key={"id": {"S": "1"}})["Item"] == {"id": {"S": "1"}}
    assert emulator.client("sts").get_caller_identity()["Account"] == "123456789012"


def test_awss_own_policies_can_be_attached(emulator: RunningEmulator) -> None:
    policy = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"

    emulator.client("iam").attach_role_policy(RoleName="functions", PolicyArn=policy)

    attached = emulator.client("iam").list_attached_role_policies(RoleName="functions")["AttachedPolicies"]
    assert policy in [each["PolicyArn"] for each in attached]


def test_services_that_are_loaded_on_demand_are_whole(emulator: RunningEmulator) -> None:
    network = emulator.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]

    networks = emulator.client("ec2").describe_vpcs()["Vpcs"]

    assert network in [each["VpcId"] for each in networks]
    assert emulator.client("batch").describe_job_queues()["jobQueues"] == []


def test_a_presigned_url_works(emulator: RunningEmulator) -> None:
    name = f"test-{uuid.uuid4().hex[:8]}"
    client = emulator.client("s3")
    client.create_bucket(Bucket=name)
    url = client.generate_presigned_url("put_object", Params={"Bucket": name, "Key": "k"})

    requests.put(url, data=b"content", timeout=10).raise_for_status()

    assert client.get_object(Bucket=name, Key="k")["Body"].read() == b"content"


def test_a_state_machine_can_be_validated_before_it_is_made(emulator: RunningEmulator) -> None:
    good = json.dumps({"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": True}}})
    states = emulator.client("stepfunctions")

    fine = states.validate_state_machine_definition(definition=good)
    unknown = states.validate_state_machine_definition(definition=good.replace('"Type": "Pass"', '"Type": "Guess"'))
    no_json = states.validate_state_machine_definition(definition="{")

    assert (fine["result"], fine["diagnostics"]) == ("OK", [])
    assert (unknown["result"], unknown["diagnostics"][0]["code"]) == ("FAIL", "SCHEMA_VALIDATION_FAILED")
    assert (no_json["result"], no_json["diagnostics"][0]["code"]) == ("FAIL", "INVALID_JSON_DESCRIPTION")


def test_versions_of_a_state_machine_are_listed(emulator: RunningEmulator) -> None:
    states = emulator.client("stepfunctions")
    arn = states.create_state_machine(
        name=f"test-{uuid.uuid4().hex[:8]}",
        definition=json.dumps({"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": True}}}),
        roleArn="arn:aws:iam::123456789012:role/states",
        publish=True,
    )["stateMachineArn"]

    listed = states.list_state_machine_versions(stateMachineArn=arn)["stateMachineVersions"]

    assert [version["stateMachineVersionArn"] for version in listed] == [f"{arn}:1"]


def test_a_user_pools_scopes_can_be_deleted(emulator: RunningEmulator) -> None:
    pools = emulator.client("cognito-idp")
    pool = pools.create_user_pool(PoolName=f"test-{uuid.uuid4().hex[:8]}")["UserPool"]["Id"]
    pools.create_resource_server(UserPoolId=pool, Identifier="ai", Name="ai")

    pools.delete_resource_server(UserPoolId=pool, Identifier="ai")

    assert pools.list_resource_servers(UserPoolId=pool, MaxResults=10)["ResourceServers"] == []
    with pytest.raises(pools.exceptions.ResourceNotFoundException):
        pools.delete_resource_server(UserPoolId=pool, Identifier="ai")


@pytest.mark.parametrize(
    ("service", "operation", "arguments"),
    [
        ("logs", "test_metric_filter", {"filterPattern": "x", "logEventMessages": ["x"]}),
        ("ses", "put_identity_policy", {"Identity": "a", "PolicyName": "b", "Policy": "{}"}),
    ],
)
def test_what_moto_does_not_have_is_told_at_once(
    emulator: RunningEmulator, service: str, operation: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(emulator.client(service), operation)(**arguments)

    assert refused.value.response["Error"]["Code"] == "NotImplemented"
    assert refused.value.response["ResponseMetadata"]["RetryAttempts"] == 0


def test_what_is_no_json_is_refused_as_such(emulator: RunningEmulator) -> None:
    headers = {
        "X-Amz-Target": "AWSStepFunctions.StartExecution",
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": "AWS4-HMAC-SHA256 Credential=test/20261123/us-east-1/states/aws4_request",
    }
    escaped_too_much = r'{"stateMachineArn": "arn", "input": "it\'s"}'

    answer = requests.post(emulator.url, data=escaped_too_much, headers=headers, timeout=10)

    assert (answer.status_code, answer.json()["__type"]) == (400, "SerializationException")

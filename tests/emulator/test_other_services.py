"""What moto serves, through the emulator's own endpoint."""

import uuid

import requests

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

"""Lambda as SDKs and other services see it."""

import base64
import json
import time
import uuid
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from tests.emulator.functions.archives import zip_of
from tests.emulator.running import ROLE, RunningEmulator, wait_until

ECHO = "def handle(event, context): return event"
RECORD = """
import boto3, json
def handle(event, context):
    boto3.client("s3").put_object(Bucket="records", Key=context.function_name, Body=json.dumps(event))
    return {"doubled": event["value"] * 2} if "value" in event else None
"""


@pytest.fixture
def name() -> str:
    return f"function-{uuid.uuid4().hex[:8]}"


def recorded(emulator: RunningEmulator, name: str) -> Any:
    """The event with which the function RECORD ran last; None before."""
    try:
        return json.load(emulator.client("s3").get_object(Bucket="records", Key=name)["Body"])
    except ClientError:
        return None


def create_recorder(emulator: RunningEmulator, name: str) -> str:
    emulator.client("s3").create_bucket(Bucket="records")
    return emulator.create_function(name, RECORD)


def error_of(emulator: RunningEmulator, **parameters: Any) -> tuple[int, str]:
    with pytest.raises(ClientError) as raised:
        emulator.client("lambda").invoke(**parameters)
    answer = raised.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


def messages_of(emulator: RunningEmulator, group: str) -> list[str]:
    events = emulator.client("logs").filter_log_events(logGroupName=group)["events"]
    return [event["message"] for event in events]


def test_a_function_is_invoked(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, ECHO)

    answer = emulator.client("lambda").invoke(FunctionName=name, Payload=b'{"a": "\xc3\xa9"}', LogType="Tail")

    assert json.load(answer["Payload"]) == {"a": "é"}
    assert answer["ExecutedVersion"] == "$LATEST"
    assert answer["StatusCode"] == 200
    assert "REPORT RequestId" in base64.b64decode(answer["LogResult"]).decode()


def test_a_function_error_is_told(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, "def handle(event, context): raise KeyError('x')")

    answer = emulator.client("lambda").invoke(FunctionName=name)

    assert answer["FunctionError"] == "Unhandled"
    assert json.load(answer["Payload"])["errorType"] == "KeyError"


@pytest.mark.parametrize(
    "form", ["{name}", "{name}:live", "{arn}", "{arn}:live", "{arn}:1", "123456789012:function:{name}"]
)
def test_every_form_of_a_functions_name_is_understood(emulator: RunningEmulator, name: str, form: str) -> None:
    arn = emulator.create_function(name, ECHO, Publish=True)
    emulator.client("lambda").create_alias(FunctionName=name, Name="live", FunctionVersion="1")

    answer = emulator.client("lambda").invoke(FunctionName=form.format(name=name, arn=arn))

    qualified = form.endswith((":live", ":1"))
    assert answer["ExecutedVersion"] == ("1" if qualified else "$LATEST")


def test_a_qualifier_names_the_version(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, "def handle(event, context): return 'old'", Publish=True)
    emulator.client("lambda").update_function_code(
        FunctionName=name, ZipFile=zip_of({"app.py": "def handle(event, context): return 'new'"})
    )

    published = emulator.client("lambda").invoke(FunctionName=name, Qualifier="1")

    assert json.load(published["Payload"]) == "old"
    assert emulator.result(name) == "new"


def test_an_updated_configuration_is_used_by_the_next_invocation(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, "import os\ndef handle(event, context): return os.environ.get('MODEL')")
    assert emulator.result(name) is None

    emulator.client("lambda").update_function_configuration(
        FunctionName=name, Environment={"Variables": {"MODEL": "large"}}
    )

    assert emulator.result(name) == "large"


def test_how_a_function_logs_is_kept(emulator: RunningEmulator, name: str) -> None:
    create_recorder(emulator, name)
    functions = emulator.client("lambda")

    first = functions.get_function_configuration(FunctionName=name)["LoggingConfig"]
    functions.update_function_configuration(FunctionName=name, LoggingConfig={"LogFormat": "JSON"})
    second = functions.get_function(FunctionName=name)["Configuration"]["LoggingConfig"]

    group = {"LogGroup": f"/aws/lambda/{name}"}
    assert first == {"LogFormat": "Text", **group}
    assert second == {"LogFormat": "JSON", "ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO", **group}


def test_a_region_has_functions_of_its_own(emulator: RunningEmulator, name: str) -> None:
    source = "import os\ndef handle(event, context): return os.environ['AWS_REGION']"
    elsewhere = emulator.client("lambda", region="eu-west-1")
    elsewhere.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="app.handle",
        Role=ROLE,
        Code={"ZipFile": zip_of({"app.py": source})},
    )

    answer = elsewhere.invoke(FunctionName=name)

    assert json.load(answer["Payload"]) == "eu-west-1"
    assert error_of(emulator, FunctionName=name) == (404, "ResourceNotFoundException")


def test_a_deleted_function_is_not_found(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, ECHO)
    emulator.result(name)

    emulator.client("lambda").delete_function(FunctionName=name)

    assert error_of(emulator, FunctionName=name) == (404, "ResourceNotFoundException")


def test_reserved_concurrency_of_zero_turns_a_function_off(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, ECHO)
    emulator.client("lambda").put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)

    assert error_of(emulator, FunctionName=name) == (429, "TooManyRequestsException")


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"Payload": b"{"}, (400, "InvalidRequestContentException")),
        ({"Payload": b"[" * 100_000}, (400, "InvalidRequestContentException")),
        ({"Payload": b"\xff"}, (400, "InvalidRequestContentException")),
        ({"ClientContext": "no base64"}, (400, "InvalidRequestContentException")),
        ({"Qualifier": "9"}, (404, "ResourceNotFoundException")),
        ({"InvocationType": "Event", "Payload": b" " * 1_048_577 + b"1"}, (413, "RequestTooLargeException")),
    ],
)
def test_bad_requests_are_refused(
    emulator: RunningEmulator, name: str, parameters: dict[str, Any], expected: tuple[int, str]
) -> None:
    emulator.create_function(name, ECHO)

    assert error_of(emulator, FunctionName=name, **parameters) == expected


def test_a_dry_run_runs_nothing(emulator: RunningEmulator, name: str) -> None:
    create_recorder(emulator, name)

    answer = emulator.client("lambda").invoke(FunctionName=name, InvocationType="DryRun")

    assert answer["StatusCode"] == 204
    assert recorded(emulator, name) is None


def test_an_event_runs_later(emulator: RunningEmulator, name: str) -> None:
    create_recorder(emulator, name)

    answer = emulator.client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=b'{"n": 1}')

    assert answer["StatusCode"] == 202
    wait_until(lambda: recorded(emulator, name) == {"n": 1}, "the function to run")


def test_what_a_function_says_is_in_its_log_group(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, "def handle(event, context): print('hello, log')")
    emulator.result(name)

    group = f"/aws/lambda/{name}"
    wait_until(lambda: any(message.startswith("REPORT") for message in messages_of(emulator, group)), "the log")

    kinds = [message.split()[0] for message in messages_of(emulator, group)]
    assert kinds[-4:] == ["START", "hello,", "END", "REPORT"]


def test_a_topic_invokes_its_function(emulator: RunningEmulator, name: str) -> None:
    arn = create_recorder(emulator, name)
    topic = emulator.client("sns").create_topic(Name=name)["TopicArn"]
    emulator.client("sns").subscribe(TopicArn=topic, Protocol="lambda", Endpoint=arn)

    emulator.client("sns").publish(TopicArn=topic, Message="hello")

    wait_until(lambda: recorded(emulator, name) is not None, "the function to run")
    assert recorded(emulator, name)["Records"][0]["Sns"]["Message"] == "hello"


def test_a_state_machine_invokes_its_functions(emulator: RunningEmulator, name: str) -> None:
    arn = create_recorder(emulator, name)
    definition = {
        "StartAt": "Double",
        "States": {
            "Double": {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Parameters": {"FunctionName": arn, "Payload.$": "$"},
                "OutputPath": "$.Payload",
                "End": True,
            }
        },
    }
    client = emulator.client("stepfunctions")
    machine = client.create_state_machine(name=name, definition=json.dumps(definition), roleArn=ROLE)

    run = client.start_execution(stateMachineArn=machine["stateMachineArn"], name="one", input='{"value": 21}')

    wait_until(lambda: client.describe_execution(executionArn=run["executionArn"])["status"] != "RUNNING", "the run")
    assert json.loads(client.describe_execution(executionArn=run["executionArn"])["output"]) == {"doubled": 42}


def test_a_layer_of_fifty_megabytes_is_taken_within_seconds(emulator: RunningEmulator, name: str) -> None:
    noise = uuid.uuid4().bytes * 65_536  # 1 MB
    files = {f"python/data_{number}.bin": noise for number in range(45)}
    packed = zip_of({**files, "python/layered.py": "X = 5"}, compressed=False)
    began = time.monotonic()

    layer = emulator.client("lambda").publish_layer_version(LayerName=name, Content={"ZipFile": packed})
    emulator.create_function(
        name, "import layered\ndef handle(event, context): return layered.X", Layers=[layer["LayerVersionArn"]]
    )

    assert emulator.result(name) == 5
    assert time.monotonic() - began < 15


def test_an_unsigned_invocation_is_taken(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, ECHO)

    answer = requests.post(f"{emulator.url}/2015-03-31/functions/{name}/invocations", data="7", timeout=10)

    assert (answer.status_code, answer.text) == (200, "7")


def test_a_refusal_has_the_shape_of_lambdas_errors(emulator: RunningEmulator) -> None:
    answer = requests.post(f"{emulator.url}/2015-03-31/functions/nobody/invocations", timeout=10)

    assert answer.status_code == 404
    assert answer.headers["x-amzn-errortype"] == "ResourceNotFoundException"
    assert answer.json()["Type"] == "User"
    assert answer.json()["Message"].startswith(
        "Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody"
    )

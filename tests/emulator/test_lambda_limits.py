"""What CreateFunction, UpdateFunctionCode, UpdateFunctionConfiguration and PublishLayerVersion refuse, and keep."""

import io
import json
import uuid
import zipfile
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.functions.archives import zip_of
from tests.emulator.running import ROLE, RunningEmulator

ECHO = "def handle(event, context): return event"
INVALID = (400, "InvalidParameterValueException")


@pytest.fixture
def name() -> str:
    return f"function-{uuid.uuid4().hex[:8]}"


def refused(operation: Any, **parameters: Any) -> tuple[tuple[int, str], str]:
    with pytest.raises(ClientError) as raised:
        operation(**parameters)
    answer = raised.value.response
    return (answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]), answer["Error"]["Message"]


def bomb() -> bytes:
    """300 MB of zeros in 300 KB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros", "w") as entry:
        for _ in range(300):
            entry.write(bytes(1_000_000))
    return packed.getvalue()


def many_entries(count: int = 60_000) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(count):
            archive.writestr(str(number), b"")
    return packed.getvalue()


BAD_ARCHIVES = [
    pytest.param(bomb, "Unzipped size must be smaller than 262144000 bytes", id="bomb"),
    pytest.param(lambda: b"no archive", "Could not unzip uploaded file.", id="no archive"),
    pytest.param(lambda: zip_of({"../out.py": "x"}), "leads out of it", id="path"),
    pytest.param(many_entries, "at most 50000 files", id="entries"),
]


@pytest.mark.parametrize(("archive", "message"), BAD_ARCHIVES)
def test_a_bad_archive_is_refused_at_once(emulator: RunningEmulator, name: str, archive: Any, message: str) -> None:
    client = emulator.client("lambda")
    settings = {"Runtime": "python3.13", "Handler": "app.handle", "Role": ROLE}
    code = {"ZipFile": archive()}

    created = refused(client.create_function, FunctionName=name, Code=code, **settings)
    published = refused(client.publish_layer_version, LayerName=name, Content=code)

    for error, text in (created, published):
        assert error == INVALID
        assert message in text


def test_a_bad_archive_leaves_a_function_as_it_was(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, ECHO)
    client = emulator.client("lambda")
    before = client.get_function_configuration(FunctionName=name)["CodeSha256"]

    error, _ = refused(client.update_function_code, FunctionName=name, ZipFile=b"no archive")

    assert error == INVALID
    assert client.get_function_configuration(FunctionName=name)["CodeSha256"] == before
    assert emulator.result(name, 7) == 7


def test_a_functions_code_and_layers_have_one_bound(emulator: RunningEmulator, name: str) -> None:
    large = {"python/zeros": bytes(140_000_000)}
    client = emulator.client("lambda")
    layers = [
        client.publish_layer_version(LayerName=f"{name}-{number}", Content={"ZipFile": zip_of(large)})
        for number in range(2)
    ]
    arns = [layer["LayerVersionArn"] for layer in layers]
    emulator.create_function(name, ECHO, Layers=arns[:1])

    error, message = refused(client.update_function_configuration, FunctionName=name, Layers=arns)

    assert error == INVALID
    assert message.startswith("Function code combined with layers exceeds the maximum allowed size of 262144000 bytes.")
    assert emulator.result(name, 7) == 7


@pytest.mark.parametrize("runtime", ["nodejs22.x", "java21", "provided.al2023", "python2.7"])
def test_a_runtime_that_is_not_python_is_refused(emulator: RunningEmulator, name: str, runtime: str) -> None:
    with pytest.raises(ClientError) as raised:
        emulator.create_function(name, ECHO, Runtime=runtime)

    error = raised.value.response["Error"]
    assert error["Code"] == "InvalidParameterValueException"
    assert error["Message"] == f"The runtime '{runtime}' cannot run here: the emulator runs Python functions only."


def test_a_function_cannot_become_one_of_another_runtime(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, ECHO)
    update = emulator.client("lambda").update_function_configuration

    error, message = refused(update, FunctionName=name, Runtime="nodejs22.x")

    assert error == INVALID
    assert "Python functions only" in message
    assert emulator.result(name, 7) == 7


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"LONG": "x" * 4090}, "exceeded the 4KB limit. String measured: {"),
        ({"AWS_REGION": "x"}, "Reserved keys used in this request: AWS_REGION"),
    ],
)
def test_variables_have_bounds(emulator: RunningEmulator, name: str, variables: dict[str, str], message: str) -> None:
    emulator.create_function(name, ECHO, Environment={"Variables": {"FITS": "x" * 4083}})
    update = emulator.client("lambda").update_function_configuration

    error, text = refused(update, FunctionName=name, Environment={"Variables": variables})

    assert error == INVALID
    assert message in text


def test_reserved_concurrency_leaves_the_account_a_hundred(emulator: RunningEmulator, name: str) -> None:
    emulator.create_function(name, ECHO)
    put = emulator.client("lambda").put_function_concurrency

    error, message = refused(put, FunctionName=name, ReservedConcurrentExecutions=901)

    assert error == INVALID
    assert "below its minimum value of [100]" in message


def test_what_a_version_was_published_with_stays(emulator: RunningEmulator, name: str) -> None:
    source = "import os\ndef handle(event, context): return [os.environ['STATE'], {!r}]"
    emulator.create_function(name, source.format("old"), Environment={"Variables": {"STATE": "old"}}, Publish=True)
    client = emulator.client("lambda")

    client.update_function_code(FunctionName=name, ZipFile=zip_of({"app.py": source.format("new")}))
    client.update_function_configuration(FunctionName=name, Environment={"Variables": {"STATE": "new"}})

    assert json.load(client.invoke(FunctionName=f"{name}:1")["Payload"]) == ["old", "old"]
    assert emulator.result(name) == ["new", "new"]


@pytest.mark.parametrize(("weight", "expected"), [(1.0, "2"), (0.0, "1")])
def test_an_alias_shares_its_invocations_by_weight(
    emulator: RunningEmulator, name: str, weight: float, expected: str
) -> None:
    emulator.create_function(name, "def handle(event, context): return 'one'", Publish=True)
    client = emulator.client("lambda")
    client.update_function_code(FunctionName=name, ZipFile=zip_of({"app.py": ECHO}), Publish=True)
    routing = {"AdditionalVersionWeights": {"2": weight}}
    client.create_alias(FunctionName=name, Name="live", FunctionVersion="1", RoutingConfig=routing)

    answer = client.invoke(FunctionName=name, Qualifier="live")

    assert answer["ExecutedVersion"] == expected


def test_a_deleted_layer_version_stays_with_the_function_that_has_it(emulator: RunningEmulator, name: str) -> None:
    client = emulator.client("lambda")
    packed = zip_of({"python/layered.py": "X = 5"})
    layer = client.publish_layer_version(LayerName=name, Content={"ZipFile": packed})
    source = "import layered\ndef handle(event, context): return layered.X"
    emulator.create_function(name, source, Layers=[layer["LayerVersionArn"]])

    client.delete_layer_version(LayerName=name, VersionNumber=layer["Version"])

    assert emulator.result(name) == 5


def test_settings_that_are_changed_are_kept(emulator: RunningEmulator, name: str) -> None:
    queue = "arn:aws:sqs:us-east-1:123456789012:dead"
    emulator.create_function(name, ECHO, DeadLetterConfig={"TargetArn": queue})
    client = emulator.client("lambda")
    created = client.get_function_configuration(FunctionName=name)

    client.update_function_configuration(
        FunctionName=name, TracingConfig={"Mode": "Active"}, EphemeralStorage={"Size": 1024}, DeadLetterConfig={}
    )

    changed = client.get_function_configuration(FunctionName=name)
    assert created["DeadLetterConfig"] == {"TargetArn": queue}
    assert changed["TracingConfig"] == {"Mode": "Active"}
    assert changed["EphemeralStorage"] == {"Size": 1024}
    assert "DeadLetterConfig" not in changed

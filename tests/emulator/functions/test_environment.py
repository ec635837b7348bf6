"""What a function finds around it."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from emulator.functions.pool import Limits
from tests.emulator.functions.archives import archive_of
from tests.emulator.functions.bench import Bench
from tests.emulator.functions.versions import version_of

ENVIRONMENT = "import os\ndef handle(event, context): return dict(os.environ)"


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    bench = Bench(Limits(workers=4))
    yield bench
    bench.close()


@pytest.fixture(scope="module")
def environment(bench: Bench) -> dict[str, Any]:
    variables = (("MODEL", "small"), ("AWS_REGION", "mars-1"), ("TZ", "Europe/Vienna"))
    bench.deploy(version_of(ENVIRONMENT, variables=variables))
    found: dict[str, Any] = bench.result()
    return found


def test_lambdas_own_variables_are_there(environment: dict[str, Any]) -> None:
    expected = {
        "_HANDLER": "app.handle",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_LAMBDA_FUNCTION_NAME": "greet",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/greet",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
    }

    assert expected.items() <= environment.items()


def test_a_functions_own_variables_are_there(environment: dict[str, Any]) -> None:
    assert environment["MODEL"] == "small"
    assert environment["TZ"] == "Europe/Vienna"


def test_nothing_of_the_emulators_environment_is_there(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("SECRET_OF_THE_LAPTOP", "x")
    bench.deploy(version_of(ENVIRONMENT))

    found = bench.result()

    assert not {"AWS_PROFILE", "SECRET_OF_THE_LAPTOP", "VIRTUAL_ENV", "PYTHONPATH"} & found.keys()


def test_the_home_is_not_that_of_who_runs_the_emulator(environment: dict[str, Any]) -> None:
    assert "emulator-functions-" in environment["HOME"]


def test_the_task_root_is_the_working_directory(bench: Bench) -> None:
    source = """
import os
def handle(event, context):
    return [os.getcwd(), os.environ["LAMBDA_TASK_ROOT"], open("data").read()]
"""
    bench.deploy(version_of(code=archive_of({"app.py": source, "data": "x"})))

    cwd, task_root, data = bench.result()

    assert cwd == task_root
    assert data == "x"


def test_layers_are_on_the_module_path_and_code_comes_before_them(bench: Bench) -> None:
    first = archive_of({"python/one.py": "X = 1", "python/both.py": "X = 'first'", "python/mine.py": "X = 'layer'"})
    second = archive_of({"python/lib/python3.13/site-packages/two.py": "X = 2", "python/both.py": "X = 'second'"})
    app = "import one, two, both, mine\ndef handle(event, context): return [one.X, two.X, both.X, mine.X]"
    code = archive_of({"app.py": app, "mine.py": "X = 'code'"})
    bench.deploy(version_of(code=code, layers=(first, second)))

    assert bench.result() == [1, 2, "second", "code"]


@pytest.mark.parametrize("name", ["boto3", "botocore", "awslambdaric", "dateutil", "urllib3", "jmespath"])
def test_the_managed_runtimes_packages_are_there(bench: Bench, name: str) -> None:
    bench.deploy(version_of(f"import {name}\ndef handle(event, context): return {name}.__name__"))

    assert bench.result() == name


@pytest.mark.parametrize("name", ["moto", "uvicorn", "yaml", "pytest", "emulator", "jsonschema_rs"])
def test_nothing_else_that_the_emulator_has_can_be_imported(bench: Bench, name: str) -> None:
    bench.deploy(version_of(f"import {name}\ndef handle(event, context): return 1"))

    failure = bench.failure()

    assert failure["errorType"] == "Runtime.ImportModuleError"
    assert f"No module named '{name}'" in failure["errorMessage"]


def test_output_is_logged_between_start_and_report(bench: Bench) -> None:
    source = """
import logging, sys
def handle(event, context):
    print("to stdout é")
    print("to stderr", file=sys.stderr)
    logging.getLogger().warning("to the log")
    print("without an end", end="")
"""
    bench.deploy(version_of(source))

    invocation = bench.invoke(request_id="id-1")

    lines = invocation.log.splitlines()
    start = lines.index("START RequestId: id-1 Version: $LATEST")
    assert lines[start + 1 : start + 3] == ["to stdout é", "to stderr"]
    assert lines[start + 3].startswith("[WARNING]")
    assert lines[start + 3].endswith("id-1\tto the log")
    assert lines[start + 4 : start + 6] == ["without an end", "END RequestId: id-1"]
    assert lines[start + 6].startswith("REPORT RequestId: id-1\tDuration: ")
    assert bench.logs.messages["/aws/lambda/greet"][-7:] == lines[start:]


def test_an_exceptions_traceback_is_one_log_event(bench: Bench) -> None:
    bench.deploy(version_of("def handle(event, context): raise ValueError('no such pet')"))

    bench.invoke()

    events = bench.logs.messages["/aws/lambda/greet"]
    traceback = next(event for event in reversed(events) if event.startswith("[ERROR]"))
    assert traceback.startswith("[ERROR] ValueError: no such pet\nTraceback")


def test_a_runtime_of_another_minor_version_is_warned_of(bench: Bench) -> None:
    other = f"python3.{sys.version_info.minor + 1}"
    bench.deploy(version_of(runtime=other))

    invocation = bench.invoke()

    assert f"[WARNING] The function names the runtime {other}" in invocation.log

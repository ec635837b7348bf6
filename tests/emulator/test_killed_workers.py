"""Workers that are killed while they work: what clients of an API see of it, and what is left."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.emulator.running import RunningEmulator, start_emulator, stop_emulator, wait_until

# Works until it is released, and leaves a file with its process id's name meanwhile.
WORKS = """
import os, pathlib, time
def handle(event, context):
    signs = pathlib.Path(os.environ["SIGNS"])
    (signs / str(os.getpid())).touch()
    while not (signs / "released").exists():
        time.sleep(0.01)
    return {"statusCode": 200}
"""
CALLS = 6


@pytest.fixture
def alone() -> Iterator[RunningEmulator]:
    emulator = start_emulator()
    yield emulator
    stop_emulator(emulator)


def deploy(emulator: RunningEmulator, signs: Path) -> str:
    arn = emulator.create_function("works", WORKS, Environment={"Variables": {"SIGNS": str(signs)}})
    client = emulator.client("apigateway")
    api_id = client.create_rest_api(name="works")["id"]
    place = {"restApiId": api_id, "resourceId": client.get_resources(restApiId=api_id)["items"][0]["id"]}
    client.put_method(**place, httpMethod="GET", authorizationType="NONE")
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    client.put_integration(**place, httpMethod="GET", type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    client.create_deployment(restApiId=api_id, stageName="test")
    return f"{emulator.url}/_aws/execute-api/{api_id}/test"


def call_while_killing(url: str, signs: Path, killed: int) -> list[int]:
    """The statuses of calls that are all under way when so many of their workers are killed."""
    with ThreadPoolExecutor(CALLS) as clients:
        answers = [clients.submit(requests.get, url, timeout=15) for _ in range(CALLS)]
        wait_until(lambda: len(list(signs.iterdir())) == CALLS, "all workers to be at work")
        for worker in list(signs.iterdir())[:killed]:
            os.kill(int(worker.name), signal.SIGKILL)
        (signs / "released").touch()
        statuses = sorted(answer.result().status_code for answer in answers)
    for sign in signs.iterdir():
        sign.unlink()
    return statuses


def open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def test_only_the_calls_of_killed_workers_are_502_and_nothing_leaks(alone: RunningEmulator, tmp_path: Path) -> None:
    url = deploy(alone, tmp_path)
    untroubled = call_while_killing(url, tmp_path, killed=0)
    files = open_files(alone.process.pid)

    troubled = [call_while_killing(url, tmp_path, killed=2) for _ in range(3)]

    assert untroubled == [200] * CALLS
    assert troubled == [[200] * (CALLS - 2) + [502] * 2] * 3
    assert call_while_killing(url, tmp_path, killed=0) == [200] * CALLS
    wait_until(lambda: open_files(alone.process.pid) <= files, "files to be closed")

"""The emulator as its users have it: a process of its own, reached over HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import requests
from botocore.config import Config

from tests.emulator.functions.archives import zip_of

ROLE = "arn:aws:iam::123456789012:role/functions"
_LIMIT_SECONDS = 15.0


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _LIMIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"waited too long: {what}"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class RunningEmulator:
    process: subprocess.Popen[str]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, service: str, region: str = "us-east-1") -> Any:
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, read_timeout=20),
        )

    def create_function(self, name: str, source: str, **options: Any) -> str:
        """Returns its ARN. The handler is `app.handle`; every API may invoke it."""
        settings = {"Runtime": "python3.13", "Handler": "app.handle", "Role": ROLE, "Timeout": 10} | options
        client = self.client("lambda")
        created = client.create_function(FunctionName=name, Code={"ZipFile": zip_of({"app.py": source})}, **settings)
        client.add_permission(
            FunctionName=name,
            StatementId="gateway",
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
        )
        arn: str = created["FunctionArn"]
        return arn

    def result(self, name: str, event: object = None) -> Any:
        answer = self.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
        payload = answer["Payload"].read()
        assert "FunctionError" not in answer, payload
        return json.loads(payload)


def start_emulator(*arguments: str, temporary: Path | None = None) -> RunningEmulator:
    """Returns once it is healthy; functions may be created. `temporary` is where it puts what it unpacks."""
    port = free_port()
    environment = dict(os.environ) if temporary is None else os.environ | {"TMPDIR": str(temporary)}
    process = subprocess.Popen(
        [sys.executable, "-m", "emulator", "--port", str(port), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    )
    emulator = RunningEmulator(process, port)
    wait_until(lambda: is_healthy(emulator), "the emulator to be healthy")
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    emulator.client("iam").create_role(RoleName="functions", AssumeRolePolicyDocument=trust)
    return emulator


def stop_emulator(emulator: RunningEmulator) -> str:
    """Returns what it has printed."""
    emulator.process.send_signal(signal.SIGTERM)
    printed, _ = emulator.process.communicate(timeout=_LIMIT_SECONDS)
    return printed


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/status")
    return not (status.exists() and "State:\tZ" in status.read_text())


def is_healthy(emulator: RunningEmulator) -> bool:
    assert emulator.process.poll() is None, emulator.process.communicate()[0]
    try:
        return requests.get(f"{emulator.url}/_emulator/health", timeout=1).ok
    except requests.ConnectionError:
        return False

"""The stage that is up, as AWS's APIs know it: its functions, their cold starts, and what Lambda reports of a call."""

import itertools
import json
import re
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from commands.error import CommandError
from commands.local_programs import EMULATOR, find
from commands.places import BUILD
from commands.stage_outputs import read_outputs, read_url
from commands.tokens import read_key
from infrastructure.naming import stage_wide
from tests.bench.memory import children, command, processor_ms
from tests.emulator.functions.archives import zip_of

STAGE = "local"
CHANGED = "changed"
BARE = "bare"  # also its module: a worker is told by that
REPORT = re.compile(r"REPORT RequestId: .*?\tDuration: ([\d.]+) ms(?:.*\tInit Duration: ([\d.]+) ms)?", re.DOTALL)
LIMIT_SECONDS = 30.0
POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Report:
    """Milliseconds, of Lambda's own line; `init` is 0 of a worker that was there already."""

    duration: float
    init: float


class DeployedStage:
    def __init__(self, url: str, key: str, endpoint: str, emulator: int) -> None:
        """`emulator` is its process."""
        self.url = url
        self.key = key
        self._endpoint = endpoint
        self._emulator = emulator
        self._numbers: Iterator[int] = itertools.count()

    def client(self, service: str) -> Any:
        """boto3 makes its clients' classes at run time."""
        return boto3.client(
            service,
            region_name="us-east-1",
            endpoint_url=self._endpoint,
            aws_access_key_id="local",
            aws_secret_access_key="local",
            config=Config(read_timeout=300, retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    @cached_property
    def functions(self) -> Mapping[str, Mapping[str, str]]:
        """The environment variables of each function, by the name of its operation or step."""
        pages = self._lambda.get_paginator("list_functions").paginate()
        prefix = stage_wide(STAGE, "")
        return {
            listed["FunctionName"].removeprefix(prefix): listed["Environment"]["Variables"]
            for page in pages
            for listed in page["Functions"]
            if listed["FunctionName"].startswith(prefix)
        }

    @cached_property
    def tenant(self) -> str:
        """As whom the stage knows the bearer of `key`."""
        return str(read_outputs(STAGE)["default_team"])

    @contextmanager
    def bare_function(self) -> Iterator[str]:
        """One more for a while, which imports nothing."""
        role = self._lambda.get_function_configuration(FunctionName=stage_wide(STAGE, next(iter(self.functions))))
        name, code = stage_wide(STAGE, BARE), zip_of({"handlers/bare.py": "def handle(event, context): return None"})
        self._lambda.create_function(
            FunctionName=name,
            Runtime=role["Runtime"],
            Handler=f"handlers.{BARE}.handle",
            Role=role["Role"],
            Code={"ZipFile": code},
        )
        try:
            yield BARE
        finally:
            self._lambda.delete_function(FunctionName=name)

    @contextmanager
    def changed_function(self, function: str, files: Mapping[str, str]) -> Iterator[str]:
        """A copy for a while of one of the stage's functions, with these files in the place of its own."""
        original = self._lambda.get_function(FunctionName=stage_wide(STAGE, function))
        own, archive = original["Configuration"], BUILD / Path(original["Code"]["Location"]).name
        with zipfile.ZipFile(archive) as packed:
            code = {name: packed.read(name) for name in packed.namelist()}
        self._lambda.create_function(
            FunctionName=stage_wide(STAGE, CHANGED),
            Code={"ZipFile": zip_of({**code, **files})},
            Layers=[layer["Arn"] for layer in own["Layers"]],
            **{name: own[name] for name in ("Runtime", "Handler", "Role", "MemorySize", "Timeout")},
            Environment={"Variables": own["Environment"]["Variables"]},
        )
        try:
            yield CHANGED
        finally:
            self._lambda.delete_function(FunctionName=stage_wide(STAGE, CHANGED))

    def start_anew(self, function: str, **variables: str) -> None:
        """The next call needs a new worker: a variable has changed."""
        own = {**self.functions.get(function, {}), "COLD_START": str(next(self._numbers)), **variables}
        self._configure(function, own)

    def restore(self, function: str) -> None:
        self._configure(function, self.functions[function])

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        answer = self._lambda.invoke(FunctionName=stage_wide(STAGE, function), Payload=json.dumps(event).encode())
        document = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise CommandError(f"{function} failed: {document}")
        return document

    def report(self, function: str, since_ms: int) -> Report:
        """Of the last call that began at `since_ms` or later; there is one, or will be soon."""
        return self.reports(function, since_ms)[-1]

    def reports(self, function: str, since_ms: int, calls: int = 1) -> list[Report]:
        """Of all calls since then, once there are so many."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while time.monotonic() < deadline:
            reports = [line for said in self.said(function, since_ms) if (line := REPORT.match(said))]
            if len(reports) >= calls:
                return [Report(float(line[1]), float(line[2] or 0)) for line in reports]
            time.sleep(POLL_SECONDS)
        raise CommandError(f"Lambda did not report {calls} calls of {function}.")

    def processor_ms(self, function: str) -> float:
        """Of the function's youngest worker, since it began."""
        workers = [pid for pid in children(self._emulator) if f".{function}.handle " in command(pid)]
        return processor_ms(max(workers))

    def said(self, function: str, since_ms: int) -> list[str]:
        group = f"/aws/lambda/{stage_wide(STAGE, function)}"
        pages = self._logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=since_ms)
        return [event["message"] for page in pages for event in page["events"]]

    def _configure(self, function: str, variables: Mapping[str, str]) -> None:
        self._lambda.update_function_configuration(
            FunctionName=stage_wide(STAGE, function), Environment={"Variables": dict(variables)}
        )

    @cached_property
    def _lambda(self) -> Any:
        return self.client("lambda")

    @cached_property
    def _logs(self) -> Any:
        return self.client("logs")


def stage_that_is_up() -> DeployedStage | None:
    emulator = find(EMULATOR)
    if emulator is None:
        return None
    return DeployedStage(read_url(STAGE), read_key(STAGE), emulator.endpoint, emulator.process.pid)

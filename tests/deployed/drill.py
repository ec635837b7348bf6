"""A deployed stage whose functions reach AWS through `tests.deployed.faults`, with what a drill does to it and asks."""

import json
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from handlers.aws.index_objects import from_bytes
from handlers.aws.run_items import time_text
from handlers.runs.clock import utc_now
from handlers.runs.settling import SILENCE
from tests.checkout import Stage
from tests.deployed.faults import Call, Reply, Services, services_before
from tests.deployed.team import LIMIT_SECONDS, POLL_SECONDS, Team

PREFIX = "ai-facade-local-"
# The models as a stage on AWS has them; none of its seconds is waited for here.
BEDROCK = {
    "MODEL_PROVIDER": "bedrock",
    "BEDROCK_CHAT_MODEL_ID": "us.amazon.nova-lite-v1:0",
    "BEDROCK_EMBEDDING_MODEL_ID": "amazon.titan-embed-text-v2:0",
    "MODEL_TIMEOUT_SECONDS": "24",
    "MODEL_ATTEMPTS": "2",
}


@dataclass(frozen=True)
class Drill:
    stage: Stage
    team: Team
    services: Services

    @cached_property
    def dynamodb(self) -> Any:
        return self.stage.aws("dynamodb")

    @cached_property
    def s3(self) -> Any:
        return self.stage.aws("s3")

    @cached_property
    def stepfunctions(self) -> Any:
        return self.stage.aws("stepfunctions")

    @cached_property
    def bucket(self) -> str:
        names = [bucket["Name"] for bucket in self.s3.list_buckets()["Buckets"]]
        return str(next(name for name in names if name.startswith(f"{PREFIX}data-")))

    @property
    def table(self) -> str:
        return f"{PREFIX}records"

    def kill(self, function: str) -> int:
        """SIGKILL for all workers of a step's or an operation's function; how many that were."""
        killed = 0
        for pid in self._workers(f".{function}.handle"):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed += 1
        return killed

    def killed_before(self, call: Call, _pass_on: Callable[[], Reply]) -> None:
        assert self.kill(call.function)

    def killed_after(self, call: Call, pass_on: Callable[[], Reply]) -> None:
        pass_on()
        assert self.kill(call.function)

    def begin_anew(self, function: str) -> None:
        """Its next call finds a worker that knows nothing, as after a change of the function's settings."""
        name, functions = PREFIX + function, self.stage.aws("lambda")
        variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        own = {**variables, "BEGUN": str(time.monotonic())}
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": own})

    def _workers(self, mark: str) -> Iterator[int]:
        record = self.stage.checkout.folder / "build" / "stages" / "local" / "emulator.json"
        emulator = json.loads(record.read_text())["pid"]
        listed = self.stage.checkout.run("ps", "-ww", "-e", "-o", "pid=,ppid=,args=").stdout
        for line in listed.splitlines():
            pid, parent, arguments = line.split(maxsplit=2)
            if int(parent) == emulator and mark in arguments:
                yield int(pid)

    def items(self, kind: str) -> list[dict[str, Any]]:
        """Of the table of records, those whose sort key begins with this."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=self.table)
        return [item for page in pages for item in page["Items"] if item["sk"]["S"].startswith(kind)]

    def keys(self, prefix: str) -> list[str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [each["Key"] for page in pages for each in page.get("Contents", ())]

    def indexed(self) -> Mapping[str, Counter[int]]:
        """By document, how often the index has the passage that begins at each place."""
        found: dict[str, Counter[int]] = {}
        for pointer in self.items("INDEX#"):
            content = self.s3.get_object(Bucket=self.bucket, Key=pointer["object"]["S"])["Body"].read()
            index = from_bytes(content)
            for number in range(len(index.documents)):
                first, last = int(index.bounds[number]), int(index.bounds[number + 1])
                assert index.documents[number] not in found
                found[index.documents[number]] = Counter(map(int, index.starts[first:last]))
        return found

    def strays(self, run: Mapping[str, Any]) -> list[str]:
        """What no document accounts for: versions of the index, the run's work, and changes that wait.

        Of a try that died a segment may be left, which expires.
        """
        pointed = {pointer["object"]["S"] for pointer in self.items("INDEX#")}
        versions = [key for key in self.keys("index/") if key not in pointed]
        waiting = [item["sk"]["S"] for item in self.items("CHANGE#")]
        return [*versions, *waiting, *(key for key in self.keys("work/") if run["runId"] in key)]

    def left_of(self, run: Mapping[str, Any]) -> list[str]:
        """Whatever is stored of a document, its run's record apart."""
        names = (run["documentId"], run["runId"])
        keys = [key for key in self.keys("") if any(name in key for name in names)]
        items = [item["sk"]["S"] for item in self.items("") if run["documentId"] in item["sk"]["S"]]
        return [*keys, *items, *(name for name in self.indexed() if name in names)]

    def age(self, *sort_keys: str) -> None:
        """Time passes for these records: whoever reads them next looks after their execution."""
        then = {"S": time_text(utc_now() - SILENCE - timedelta(seconds=1))}
        for item in (item for sort_key in sort_keys for item in self.items(sort_key)):
            self.dynamodb.update_item(
                TableName=self.table,
                Key={"pk": item["pk"], "sk": item["sk"]},
                UpdateExpression="SET updated = :then",
                ExpressionAttributeValues={":then": then},
            )

    def machine(self, name: str) -> str:
        machines = self.stepfunctions.list_state_machines()["stateMachines"]
        return str(next(each["stateMachineArn"] for each in machines if each["name"] == PREFIX + name))

    def execution(self, run: Mapping[str, Any]) -> str:
        machine = self.machine(run["kind"])
        return f"{machine.replace(':stateMachine:', ':execution:')}:{run['runId']}"

    def end_of_execution(self, run: Mapping[str, Any]) -> str:
        """How it ended, once it has."""
        return str(wait_for(lambda: self._ended(self.execution(run))))

    def _ended(self, arn: str) -> str | None:
        status = str(self.stepfunctions.describe_execution(executionArn=arn)["status"])
        return None if status == "RUNNING" else status

    @contextmanager
    def defined(self, name: str, change: Callable[[dict[str, Any]], None]) -> Iterator[None]:
        """A state machine with another definition for a while; executions keep the one that they began with."""
        arn = self.machine(name)
        text = self.stepfunctions.describe_state_machine(stateMachineArn=arn)["definition"]
        changed = json.loads(text)
        change(changed)
        self.stepfunctions.update_state_machine(stateMachineArn=arn, definition=json.dumps(changed))
        try:
            yield
        finally:
            self.stepfunctions.update_state_machine(stateMachineArn=arn, definition=text)


def wait_for(look: Callable[[], Any]) -> Any:
    """What is found, once anything is."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(POLL_SECONDS)
    return found


@contextmanager
def drilled(stage: Stage) -> Iterator[Drill]:
    address = urlsplit(stage.url)
    assert address.hostname
    assert address.port
    with services_before(address.hostname, address.port) as services:
        drill = Drill(stage, Team(stage.url, stage.key), services)
        _route(drill)
        yield drill


def _route(drill: Drill) -> None:
    functions = drill.stage.aws("lambda")
    for function in functions.get_paginator("list_functions").paginate().build_full_result()["Functions"]:
        name = function["FunctionName"]
        variables = function["Environment"]["Variables"]
        models = BEDROCK if "MODEL_PROVIDER" in variables else {}
        routed = {"AWS_ENDPOINT_URL": drill.services.endpoint, "AWS_SDK_UA_APP_ID": name.removeprefix(PREFIX)}
        functions.update_function_configuration(
            FunctionName=name, Environment={"Variables": {**variables, **models, **routed}}
        )

"""Pollers by themselves, with functions that are none."""

import asyncio
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from moto.awslambda.models import EventSourceMapping
from moto.sqs.models import SQSBackend, sqs_backends

from emulator.functions.concurrency import THROTTLED
from emulator.functions.invocation import Invocation, Refusal, Stream
from emulator.sqs import mappings
from emulator.sqs.event_sources import EventSources
from emulator.sqs.extension import extend_sqs
from tests.emulator.running import wait_until

ACCOUNT, REGION = "210987654321", "eu-west-1"
DONE = Invocation(b"null", None, "", "1", 1.0, "$LATEST")


class FakeFunctions:
    """Answers each invocation with the next outcome, and always with the last."""

    def __init__(self, *outcomes: Invocation | Refusal) -> None:
        self._outcomes = list(outcomes)
        self.records: list[dict[str, Any]] = []

    async def invoke(self, function_arn: str, payload: bytes, **_: str | None) -> Invocation | Refusal:
        self.records += json.loads(payload)["Records"]
        return self._outcomes.pop(0) if len(self._outcomes) > 1 else self._outcomes[0]

    async def invoke_with_stream(
        self, function_arn: str, payload: bytes, *, trace_id: str | None = None
    ) -> Stream | Refusal:
        raise NotImplementedError

    def invoke_later(self, function_arn: str, payload: bytes) -> str | Refusal:
        raise NotImplementedError

    def may_invoke(self, function_arn: str, source_arn: str, source_account: str) -> bool:
        raise NotImplementedError


@pytest.fixture
def backend() -> SQSBackend:
    extend_sqs()
    found: SQSBackend = sqs_backends[ACCOUNT][REGION]
    return found


@pytest.fixture
def name(backend: SQSBackend) -> Iterator[str]:
    name = f"queue-{uuid.uuid4().hex[:8]}"
    backend.create_queue(name, VisibilityTimeout="1")
    yield name
    backend.delete_queue(name)


def poll(name: str, functions: FakeFunctions, until: Callable[[], bool]) -> None:
    spec = {
        "RegionName": REGION,
        "AccountId": ACCOUNT,
        "FunctionName": "consume",
        "FunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:consume",
        "EventSourceArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}",
    }

    make_mapping: Any = EventSourceMapping

    async def run() -> None:
        sources = EventSources(functions, asyncio.get_running_loop(), at_once=2)
        mappings._tell(make_mapping(spec))
        try:
            await asyncio.to_thread(wait_until, until, "the poller")
        finally:
            sources.close()

    asyncio.run(run())


def counts(functions: FakeFunctions) -> list[str]:
    return [record["attributes"]["ApproximateReceiveCount"] for record in functions.records]


def test_throttled_batch_is_tried_again_as_it_is(backend: SQSBackend, name: str) -> None:
    functions = FakeFunctions(THROTTLED, THROTTLED, DONE)
    backend.send_message(name, "one")

    poll(name, functions, until=lambda: not backend.queues[name]._messages)

    assert counts(functions) == ["1", "1", "1"]


def test_batch_that_is_throttled_past_its_visibility_timeout_is_received_again(backend: SQSBackend, name: str) -> None:
    functions = FakeFunctions(THROTTLED)
    backend.send_message(name, "one")

    poll(name, functions, until=lambda: "2" in counts(functions))

    assert set(counts(functions)) == {"1", "2"}


def test_function_that_is_gone_is_asked_once_each_time(backend: SQSBackend, name: str) -> None:
    functions = FakeFunctions(Refusal(404, "ResourceNotFoundException", "Function not found"))
    backend.send_message(name, "one")

    poll(name, functions, until=lambda: "2" in counts(functions))

    assert counts(functions) == ["1", "2"]


def test_message_that_cannot_be_read_does_not_keep_others_back(backend: SQSBackend, name: str) -> None:
    functions = FakeFunctions(DONE)
    broken, whole = backend.send_message(name, "broken"), backend.send_message(name, "whole")
    broken.message_attributes = {"kind": {"DataType": "Binary", "BinaryValue": 1}}

    poll(name, functions, until=lambda: whole not in backend.queues[name]._messages)

    assert [record["body"] for record in functions.records] == ["whole"]
    assert backend.queues[name]._messages == [broken]

"""What a gateway under test reaches for, in memory."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from emulator.data_plane.access.principals import AccessKey
from emulator.data_plane.access.user_pools import Claims
from emulator.data_plane.endpoints import EndpointFailure, EndpointRequest, EndpointResponse
from emulator.functions.invocation import Invocation, Refusal, Stream
from emulator.snapshot import ApiKey, UsagePlan

Outcome = Invocation | Refusal


def succeeded(result: object) -> Invocation:
    return Invocation(json.dumps(result).encode(), None, "", "lambda-request-id", 1.0, "$LATEST")


def failed(document: object) -> Invocation:
    return Invocation(json.dumps(document).encode(), "Unhandled", "", "lambda-request-id", 1.0, "$LATEST")


@dataclass
class FakeFunctions:
    """Answers every invocation with `outcome`, or with what `handler` makes of the event, and remembers it."""

    outcome: Outcome = field(default_factory=lambda: succeeded({"statusCode": 200}))
    handler: Callable[[Any], object] | None = None
    blocked: bool = False  # never answers
    arns: list[str] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)
    trace_ids: list[str | None] = field(default_factory=list)
    client_contexts: list[str | None] = field(default_factory=list)
    forbidden: bool = False  # no policy lets API Gateway in
    sources: list[str] = field(default_factory=list)  # that asked whether they may
    later: list[Any] = field(default_factory=list)  # the events of asynchronous invocations
    streamed: tuple[bytes, ...] | None = None  # what a function says bit by bit
    stream_error: str | None = None  # how it ends then
    stream_stays_open: bool = False

    def may_invoke(self, function_arn: str, source_arn: str, source_account: str) -> bool:
        del function_arn, source_account
        self.sources.append(source_arn)
        return not self.forbidden

    def invoke_later(self, function_arn: str, payload: bytes) -> str | Refusal:
        self.arns.append(function_arn)
        self.later.append(json.loads(payload))
        return self.outcome if isinstance(self.outcome, Refusal) else "lambda-request-id"

    async def invoke_with_stream(
        self, function_arn: str, payload: bytes, *, trace_id: str | None = None
    ) -> Stream | Refusal:
        outcome = await self.invoke(function_arn, payload, trace_id=trace_id)
        if isinstance(outcome, Refusal):
            return outcome
        parts = (outcome.payload,) if self.streamed is None else self.streamed
        ended: asyncio.Future[Invocation] = asyncio.get_running_loop().create_future()
        ended.set_result(replace(outcome, payload=b"", function_error=self.stream_error or outcome.function_error))
        chunks = _each(parts, stays_open=self.stream_stays_open)
        return Stream(outcome.request_id, outcome.executed_version, chunks, ended)

    async def invoke(
        self,
        function_arn: str,
        payload: bytes,
        *,
        request_id: str | None = None,
        trace_id: str | None = None,
        client_context: str | None = None,
    ) -> Outcome:
        event = json.loads(payload)
        self.arns.append(function_arn)
        self.events.append(event)
        self.trace_ids.append(trace_id)
        self.client_contexts.append(client_context)
        if self.blocked:
            await asyncio.Event().wait()
        return succeeded(self.handler(event)) if self.handler else self.outcome


async def _each(parts: Iterable[bytes], *, stays_open: bool) -> AsyncGenerator[bytes]:
    for part in parts:
        yield part
    if stays_open:
        await asyncio.Event().wait()


@dataclass
class FakeEndpoints:
    """A web application or AWS service that answers with `outcome`, and remembers what it was asked.

    `services` holds the service and region of each request to AWS.
    """

    outcome: EndpointResponse | EndpointFailure = field(default_factory=lambda: EndpointResponse(200, (), b""))
    requests: list[EndpointRequest] = field(default_factory=list)
    services: list[tuple[str, ...]] = field(default_factory=list)
    streamed: list[bool] = field(default_factory=list)  # whether a stream was asked for

    async def send(self, *asked: Any, seconds: float, streams: bool = False) -> EndpointResponse | EndpointFailure:
        *service, request = asked
        self.services.append(tuple(service))
        self.requests.append(request)
        self.streamed.append(streams)
        return self.outcome


@dataclass
class FakeUsagePlans:
    keys: dict[str, ApiKey] = field(default_factory=dict)  # by value
    plans: dict[tuple[str, str, str], UsagePlan] = field(default_factory=dict)  # by key, API and stage
    counted: list[tuple[str, str]] = field(default_factory=list)

    def find_key(self, value: str) -> ApiKey | None:
        return self.keys.get(value)

    def find_plan(self, key_id: str, api_id: str, stage_name: str) -> UsagePlan | None:
        return self.plans.get((key_id, api_id, stage_name))

    def count(self, plan_id: str, key_id: str) -> None:
        self.counted.append((plan_id, key_id))


@dataclass
class FakeAccessKeys:
    keys: dict[str, AccessKey] = field(default_factory=dict)  # by id

    def find(self, access_key_id: str) -> AccessKey | None:
        return self.keys.get(access_key_id)


@dataclass
class FakeUserPools:
    """Knows the claims of each token by its pool and itself, and how often it was asked."""

    claims: dict[tuple[str, str], Claims] = field(default_factory=dict)
    asked: int = 0

    def read_token(self, pool_arn: str, token: str) -> Claims | None:
        self.asked += 1
        return self.claims.get((pool_arn, token))


@dataclass
class Clock:
    """2025-11-22 20:00:00 UTC, a Saturday, until it is moved."""

    now: float = 1_763_841_600.0

    def __call__(self) -> float:
        return self.now

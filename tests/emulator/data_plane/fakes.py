"""What a gateway under test reaches for, in memory."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from emulator.data_plane.endpoints import EndpointFailure, EndpointRequest, EndpointResponse
from emulator.functions.invocation import Invocation, Refusal
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
        if self.blocked:
            await asyncio.Event().wait()
        return succeeded(self.handler(event)) if self.handler else self.outcome


@dataclass
class FakeEndpoints:
    """A web application or AWS service that answers with `outcome`, and remembers what it was asked.

    `services` holds the service and region of each request to AWS.
    """

    outcome: EndpointResponse | EndpointFailure = field(default_factory=lambda: EndpointResponse(200, (), b""))
    requests: list[EndpointRequest] = field(default_factory=list)
    services: list[tuple[str, ...]] = field(default_factory=list)

    async def send(self, *asked: Any, seconds: float, streams: bool = False) -> EndpointResponse | EndpointFailure:
        *service, request = asked
        self.services.append(tuple(service))
        self.requests.append(request)
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
class Clock:
    """2025-11-22 20:00:00 UTC, a Saturday, until it is moved."""

    now: float = 1_763_841_600.0

    def __call__(self) -> float:
        return self.now

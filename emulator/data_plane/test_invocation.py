"""TestInvokeMethod: a method of a definition, called as if it were deployed to a stage `test-invoke-stage`.

No authorizer, API key, throttle or quota is asked, and nothing is counted or logged anywhere else.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from emulator.data_plane import execution_log
from emulator.data_plane.access.authorization import Authorization
from emulator.data_plane.calls import Arrival, Call, Client, CompiledApi, CompiledMethod, Reply, Services
from emulator.data_plane.compile import compile_api
from emulator.data_plane.identifiers import REQUEST_BYTES, TRACE_BYTES, request_ids
from emulator.data_plane.journal import Lines
from emulator.data_plane.messages import Answer, Headers, Received
from emulator.data_plane.parameters import parse_query
from emulator.data_plane.pipeline import TESTED_STEPS, run
from emulator.data_plane.refusals import Refusal
from emulator.data_plane.rendering import render
from emulator.data_plane.routes import find_route
from emulator.snapshot import ApiKey, Snapshot, StageSettings, UsagePlan

# As seen in the events that functions get from it.
_STAGE = "test-invoke-stage"
_HOST = "testPrefix.testDomainName"
_CLIENT_IP = "test-invoke-source-ip"
_CLIENT = Client(ApiKey("test-invoke-api-key-id", "test-invoke-api-key", enabled=True), UsagePlan("", None, None, {}))
# As documented for responses that are streamed.
_STREAM_SECONDS = 35.0
_STREAM_BYTES = 1024 * 1024
# Those headers of an answer that API Gateway's front end adds, which a test does not pass.
_OF_THE_FRONT_END = frozenset({"x-amzn-requestid", "x-amz-apigw-id"})


@dataclass(frozen=True, slots=True)
class Asked:
    """`path` and `query` are as a client would send them, percent-encoded; a path may be missing."""

    http_method: str
    path: str
    query: str
    headers: Headers
    body: bytes
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Owner:
    account_id: str
    region: str


@dataclass(frozen=True, slots=True)
class TriedMethod:
    answer: Answer
    log: str
    latency_ms: int


async def invoke_method(definition: Snapshot, asked: Asked, services: Services, owner: Owner) -> TriedMethod:
    """`definition` has the one resource that is tested. Raises CompileError, with a sentence."""
    api = replace(compile_api(definition), minimum_compression_size=None)
    call = _call(api, definition.resources[0]["path"], asked, services, owner)
    ended = await run(call, services, TESTED_STEPS)
    answer = await _buffered(_answer(ended.call, ended.outcome))
    execution_log.ended(ended.call, ended.outcome, answer.status)
    return TriedMethod(answer, written_log(call.arrival), latency_ms(call.arrival, services))


def make_arrival(api: CompiledApi, stage_name: str, asked: Asked, services: Services, owner: Owner) -> Arrival:
    """With a journal of its own."""
    random = services.random_bytes(REQUEST_BYTES + TRACE_BYTES)
    request_id, extended_request_id = request_ids(random)
    return Arrival(
        received=Received(
            method=asked.http_method,
            host=_HOST,
            api_id=api.api_id,
            stage_name=stage_name,
            path=asked.path,
            query=asked.query,
            headers=asked.headers,
            body=asked.body,
            client_ip=_CLIENT_IP,
            form="test",
        ),
        api=api,
        settings=StageSettings(api.api_id, stage_name, "", asked.variables, {}, None, None),
        account_id=owner.account_id,
        region=owner.region,
        headers={name.lower(): value for name, value in asked.headers},
        http_method=asked.http_method,
        request_id=request_id,
        extended_request_id=extended_request_id,
        started=services.now(),
        journal=Lines(services.now),
        trace_bytes=random[REQUEST_BYTES:],
    )


def written_log(arrival: Arrival) -> str:
    """An arrival's log as the test operations return it."""
    lines = arrival.journal.lines if isinstance(arrival.journal, Lines) else []
    written = [
        f"{datetime.fromtimestamp(line.moment, UTC):%a %b %d %H:%M:%S UTC %Y} : {execution_log.truncated(line.text)}\n"
        for line in lines
    ]
    return f"Execution log for request {arrival.request_id}\n" + "".join(written)


def latency_ms(arrival: Arrival, services: Services) -> int:
    return int(max(0.0, services.now() - arrival.started) * 1000)


def _call(api: CompiledApi, resource_path: str, asked: Asked, services: Services, owner: Owner) -> Call:
    method, parameters = _method(api, resource_path, asked)
    arrival = make_arrival(api, _STAGE, replace(asked, path=asked.path or resource_path), services, owner)
    # As an account's root user finds itself there.
    account_id = owner.account_id
    root = {"accountId": account_id, "caller": account_id, "user": account_id}
    authorization = Authorization("", identity={**root, "userArn": f"arn:aws:iam::{account_id}:root"})
    return Call(arrival, method, parameters, parse_query(asked.query), client=_CLIENT, authorization=authorization)


def _method(api: CompiledApi, resource_path: str, asked: Asked) -> tuple[CompiledMethod, Mapping[str, str]]:
    """The method that was asked for, whatever the path: only its parameters are the path's."""
    found = find_route(api.routes, asked.http_method, asked.path) if asked.path else None
    if found is not None:
        return found.method, found.parameters
    found = find_route(api.routes, asked.http_method, resource_path)
    assert found is not None  # the definition has it
    return found.method, {}


def _answer(call: Call, outcome: Reply | Refusal) -> Answer:
    """Without the Content-Type that the front end gives an answer of the gateway's own."""
    answer = render(call.arrival, call, outcome)
    hidden = _OF_THE_FRONT_END
    if isinstance(outcome, Refusal):
        hidden |= {"content-type"}
    return replace(answer, headers=tuple(pair for pair in answer.headers if pair[0].lower() not in hidden))


async def _buffered(answer: Answer) -> Answer:
    if answer.stream is None:
        return answer
    body = bytearray()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_STREAM_SECONDS), contextlib.aclosing(answer.stream) as stream:
            async for chunk in stream:
                body += chunk
                if len(body) > _STREAM_BYTES:
                    break
    return replace(answer, body=bytes(body), stream=None)

"""AWS_PROXY to a Lambda function whose response is streamed: metadata in JSON, eight zero bytes, and the body."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from emulator.data_plane.calls import Call, Reply, Services
from emulator.data_plane.integrations.lambda_event import make_event
from emulator.data_plane.integrations.lambda_invocation import permitted_function, rejected, timed_out
from emulator.data_plane.integrations.lambda_log import function_error, say_invoked, say_invoking
from emulator.data_plane.integrations.lambda_result import MALFORMED, read_metadata
from emulator.data_plane.integrations.lambda_uri import LambdaUri
from emulator.data_plane.refusals import IntegrationReport, Refusal, bad_gateway
from emulator.data_plane.request_headers import trace_of
from emulator.data_plane.streaming import StreamBrokenError
from emulator.functions import invocation

_DELIMITER = bytes(8)
# Developer guide: the metadata and the delimiter are within the first 16 KB.
_MAX_HEAD_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True)
class LambdaStreamIntegration:
    """`timeout` is for all of the response, as for one that is not streamed."""

    function: LambdaUri
    timeout: float  # seconds
    has_credentials: bool

    async def integrate(self, call: Call, services: Services) -> Reply | Refusal:
        function_arn = permitted_function(call, self.function, services, has_credentials=self.has_credentials)
        if isinstance(function_arn, Refusal):
            return function_arn
        event, trace = make_event(call), trace_of(call.arrival)
        say_invoking(call, function_arn, event)
        began, deadline = services.now(), asyncio.get_running_loop().time() + self.timeout
        started = await services.functions.invoke_with_stream(function_arn, event, trace_id=trace)
        if isinstance(started, invocation.Refusal):
            say_invoked(call, started, 0.0)
            return rejected(started, 0.0)
        try:
            async with asyncio.timeout_at(deadline):
                head = await _read_head(started)
        except TimeoutError:
            await started.chunks.aclose()
            return timed_out((services.now() - began) * 1000)
        latency = max(0.0, services.now() - began) * 1000
        outcome = await _conclude(head, started, deadline)
        status = outcome.status if isinstance(outcome, Reply) else None
        report = IntegrationReport(200, latency, status, started.request_id)
        if isinstance(outcome, Refusal):
            return replace(outcome, report=report)
        return replace(outcome, headers=(*outcome.headers, ("X-Amzn-Trace-Id", trace)), report=report)


async def _read_head(stream: invocation.Stream) -> bytes:
    """All that has come when the delimiter has, or when it can come no more."""
    head = b""
    async for chunk in stream.chunks:
        head += chunk
        if _DELIMITER in head or len(head) > _MAX_HEAD_BYTES + len(_DELIMITER):
            break
    return head


async def _conclude(head: bytes, stream: invocation.Stream, deadline: float) -> Reply | Refusal:
    metadata, delimiter, body = head.partition(_DELIMITER)
    read = read_metadata(metadata) if delimiter and len(metadata) <= _MAX_HEAD_BYTES else None
    if read is not None:
        status, headers = read
        return Reply(status, headers, b"", stream=_body(body, stream, deadline))
    await stream.chunks.aclose()
    if stream.ended.done() and stream.ended.result().function_error is not None:
        return replace(bad_gateway(""), reason=function_error(stream.ended.result()))
    return MALFORMED


async def _body(first: bytes, stream: invocation.Stream, deadline: float) -> AsyncGenerator[bytes]:
    async with aclosing(stream.chunks) as chunks:
        chunk: bytes | None = first
        while chunk is not None:
            if chunk:
                yield chunk
            try:
                async with asyncio.timeout_at(deadline):
                    chunk = await anext(chunks, None)
            except TimeoutError as error:
                raise StreamBrokenError(
                    "The function has streamed for longer than the integration's timeout"
                ) from error
    ended = await asyncio.shield(stream.ended)
    if ended.function_error is not None:
        raise StreamBrokenError(function_error(ended))

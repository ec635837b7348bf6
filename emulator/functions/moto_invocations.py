"""The invocations that moto makes itself, on our workers."""

import asyncio
import json
from typing import Any

from moto.awslambda.models import LambdaFunction

from emulator.functions.invocation import Functions, Refusal
from emulator.functions.moto_lambda import unqualified_arn


def run_invocations_on(functions: Functions, loop: asyncio.AbstractEventLoop) -> None:
    """Every invocation that moto makes itself (events of S3, SNS, streams, rotations) goes to our workers.

    `LambdaFunction.invoke` is where all of these meet; moto's own body of it starts a Docker container. What is an
    event on AWS, of which nobody awaits the result, is one here: retried, and told of to the function's destinations.
    """

    def invoke(self: LambdaFunction, body: str, request_headers: Any, response_headers: Any) -> bytes:  # noqa: ARG001 - the signature is moto's
        arn, payload = unqualified_arn(self), (body or "{}").encode()
        if _is_event(payload):
            loop.call_soon_threadsafe(functions.invoke_later, arn, payload)
            return b""
        invocation = functions.invoke(f"{arn}:{self.version}", payload)
        outcome = asyncio.run_coroutine_threadsafe(invocation, loop).result()
        if isinstance(outcome, Refusal):
            response_headers["x-amz-function-error"] = outcome.code
            return outcome.message.encode()
        if outcome.function_error:
            response_headers["x-amz-function-error"] = outcome.function_error
        return outcome.payload

    LambdaFunction.invoke = invoke  # type: ignore[method-assign] # moto has no setting for who invokes


def _is_event(payload: bytes) -> bool:
    """Whether it comes from a topic, a bucket or a log group; streams wait for their functions."""
    try:
        event = json.loads(payload)
        record = event["Records"][0] if "Records" in event else {}
        source = record.get("EventSource") or record.get("eventSource")
    except (ValueError, RecursionError, TypeError, AttributeError, LookupError):
        return False
    return source in ("aws:sns", "aws:s3") or "awslogs" in event

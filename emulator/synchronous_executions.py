"""StartSyncExecution of Step Functions, which moto does not have: an execution is started, and waited for."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from emulator.http_messages import HttpAnswer, HttpRequest

_TARGET = "AWSStepFunctions.StartSyncExecution"
_LONGEST_SECONDS = 300.0  # that an express workflow may run
_PATIENCE_SECONDS = 0.02
_TOLD = (
    "executionArn",
    "stateMachineArn",
    "name",
    "startDate",
    "stopDate",
    "status",
    "error",
    "cause",
    "input",
    "output",
)

Ask = Callable[[HttpRequest], Awaitable[HttpAnswer]]


def starts_synchronously(request: HttpRequest) -> bool:
    return request.header.get("x-amz-target") == _TARGET


async def start_and_wait(request: HttpRequest, ask: Ask) -> HttpAnswer:
    """`ask` answers Step Functions' other operations."""
    started = await ask(_targeted(request, "StartExecution", request.body))
    if started.status != 200:
        return started
    which = json.dumps({"executionArn": json.loads(started.body)["executionArn"]}).encode()
    describing = _targeted(request, "DescribeExecution", which)
    end = asyncio.get_running_loop().time() + _LONGEST_SECONDS
    while True:
        execution = json.loads((await ask(describing)).body)
        if execution.get("status") != "RUNNING":
            return replace(started, body=json.dumps(_conclude(execution)).encode())
        if asyncio.get_running_loop().time() > end:
            return replace(started, body=json.dumps(_conclude(execution) | {"status": "TIMED_OUT"}).encode())
        await asyncio.sleep(_PATIENCE_SECONDS)


def _targeted(request: HttpRequest, operation: str, body: bytes) -> HttpRequest:
    """Without the URL's Action, which moto would heed more."""
    kept = tuple(pair for pair in request.headers if pair[0].lower() not in ("x-amz-target", "content-length"))
    return replace(request, query="", headers=(*kept, ("X-Amz-Target", f"AWSStepFunctions.{operation}")), body=body)


def _conclude(execution: Mapping[str, Any]) -> dict[str, Any]:
    included = {"inputDetails": {"included": True}, "outputDetails": {"included": True}}
    return {name: execution[name] for name in _TOLD if execution.get(name) is not None} | included

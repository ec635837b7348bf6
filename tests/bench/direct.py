"""The ceiling of a Lambda proxy: the same workers, given the same events by nobody but a loop.

`python -m tests.bench.direct` reads lines of a concurrency and a number of seconds, and writes a result for each.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict

import uvloop

from emulator.functions.invocation import Invocation
from emulator.functions.lambda_functions import LambdaFunctions, default_limits
from emulator.functions.private_directory import PrivateDirectory
from tests.bench.load import Result
from tests.bench.stage import BODY, ECHO
from tests.emulator.data_plane.fakes import FakeFunctions
from tests.emulator.data_plane.rest_apis import Deployed, lambda_proxy, method, snapshot
from tests.emulator.functions.bench import KeptDeliveries, KeptLogs, OneFunction
from tests.emulator.functions.versions import ARN, version_of


class Silence(KeptLogs):
    """Drops what functions say: keeping it is the emulator's share of the work."""

    def write(self, stream: object, timestamp_ms: int, message: str) -> None: ...


def _nothing() -> None: ...


def proxy_event() -> bytes:
    """What the gateway gives the function for the measured request."""
    functions = FakeFunctions()
    stage = Deployed(snapshot({"/lambda": {"POST": method(lambda_proxy())}}), functions=functions)
    stage.call("POST", "/lambda", headers=(("Content-Type", "application/json"),), body=BODY)
    return json.dumps(functions.events[0]).encode()


async def serve(event: bytes) -> None:
    registry = OneFunction()
    registry.version = version_of(ECHO)
    functions = LambdaFunctions(
        registry,
        Silence(_nothing),
        KeptDeliveries(_nothing),
        PrivateDirectory(),
        "http://127.0.0.1:1",
        default_limits(),
    )
    while line := await asyncio.to_thread(sys.stdin.readline):
        concurrency, seconds = line.split()
        result = await _invoke_for(functions, event, int(concurrency), float(seconds))
        print(json.dumps(asdict(result)), flush=True)
    functions.close()


async def _invoke_for(functions: LambdaFunctions, event: bytes, concurrency: int, seconds: float) -> Result:
    result = Result(seconds)
    until = time.perf_counter() + seconds

    async def caller() -> None:
        while (began := time.perf_counter()) < until:
            outcome = await functions.invoke(ARN, event)
            assert isinstance(outcome, Invocation), outcome
            result.milliseconds.append((time.perf_counter() - began) * 1000)

    await asyncio.gather(*(caller() for _ in range(concurrency)))
    return result


if __name__ == "__main__":
    uvloop.run(serve(proxy_event()))

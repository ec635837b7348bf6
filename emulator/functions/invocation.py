"""What crosses from the callers of functions to the functions: frozen, in the Invoke operation's own terms."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Protocol

# AWS's quotas, in bytes: 6 MB and room for the envelope, 1 MB for an event, and 200 MB for a response that is streamed.
MAX_PAYLOAD_BYTES = 6 * 1024 * 1024 + 100
MAX_EVENT_BYTES = 1024 * 1024
MAX_STREAMED_BYTES = 200 * 1024 * 1024

UNHANDLED = "Unhandled"  # the only function error that runtimes of today lead to


@dataclass(frozen=True, slots=True)
class Invocation:
    """A function has run.

    `payload` is the handler's JSON result, or the error document when `function_error` is "Unhandled".
    `log` is what CloudWatch Logs gets of this invocation, from START to REPORT.
    """

    payload: bytes
    function_error: str | None
    log: str
    request_id: str
    duration_ms: float
    executed_version: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A function has not run. `code` is the name of the error in Lambda's API, e.g. ResourceNotFoundException.

    `reason` is the Reason of a TooManyRequestsException.
    """

    status: int
    code: str
    message: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Stream:
    """A function runs, and says its response bit by bit; a handler that does not stream says it all at once.

    `chunks` must be exhausted or closed. `ended` has the invocation once the last one is there: with a function error,
    what came before is not whole.
    """

    request_id: str
    executed_version: str
    chunks: AsyncGenerator[bytes]
    ended: asyncio.Future[Invocation]


@dataclass(frozen=True, slots=True)
class Observed:
    """How one attempt to invoke a function has ended, for who keeps metrics.

    `resource` is the function's name, with the alias or version that was asked for, as the metrics' dimension Resource
    has it. `concurrent` counts the function's invocations under way, this one included.
    """

    region: str
    account_id: str
    function_name: str
    resource: str
    executed_version: str
    error: bool
    throttled: bool
    duration_ms: float
    concurrent: int


InvocationListener = Callable[[Observed], None]


class Functions(Protocol):
    async def invoke(
        self,
        function_arn: str,
        payload: bytes,
        *,
        request_id: str | None = None,
        trace_id: str | None = None,
        client_context: str | None = None,
    ) -> Invocation | Refusal:
        """Waits for the function's result. `function_arn` may be a name, an ARN, or either with a qualifier.

        A caller that is cancelled stops waiting; the function runs on, as on AWS.
        """

    async def invoke_with_stream(
        self, function_arn: str, payload: bytes, *, trace_id: str | None = None
    ) -> Stream | Refusal:
        """Does not wait for the function."""

    def invoke_later(self, function_arn: str, payload: bytes) -> str | Refusal:
        """The invocation type Event: runs when there is room, and again if it fails. Returns the request id."""

    def may_invoke(self, function_arn: str, source_arn: str, source_account: str) -> bool:
        """Whether the function's own policy lets API Gateway invoke it for `source_arn`. Costs about a microsecond."""

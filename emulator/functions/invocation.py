"""What crosses from the callers of functions to the functions: frozen, in the Invoke operation's own terms."""

from dataclasses import dataclass
from typing import Protocol

# AWS's quotas, in bytes: 6 MB and room for the envelope, and 1 MB for an event.
MAX_PAYLOAD_BYTES = 6 * 1024 * 1024 + 100
MAX_EVENT_BYTES = 1024 * 1024

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
    """A function has not run. `code` is the name of the error in Lambda's API, e.g. ResourceNotFoundException."""

    status: int
    code: str
    message: str


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
        """Waits for the function's result. `function_arn` may be a name, an ARN, or either with a qualifier."""

"""A function as its workers see it. Two that are equal may share workers; a change of any field needs new ones."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from emulator.functions.invocation import Refusal

# Of asynchronous invocations, where the function has no settings of its own.
DEFAULT_RETRIES = 2
DEFAULT_AGE_SECONDS = 21_600


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Archive:
    """A ZIP archive of a function's code or of a layer, on disk; equal by what it holds.

    The file stays as long as somebody has this object.
    """

    sha256: str
    path: Path = field(compare=False)
    unpacked_bytes: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class FunctionVersion:
    function_arn: str  # without a qualifier
    name: str
    version: str  # "$LATEST" or a number
    region: str
    runtime: str  # as it was named: "python3.13", "nodejs22.x", or "" for a container image
    handler: str
    timeout_seconds: int
    memory_mb: int
    variables: tuple[tuple[str, str], ...]
    code: Archive
    layers: tuple[Archive, ...]  # in the function's own order: a later one overwrites an earlier one's files

    @property
    def log_group(self) -> str:
        return f"/aws/lambda/{self.name}"

    @property
    def account_id(self) -> str:
        return self.function_arn.split(":")[4]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a name or an ARN stands for at this moment."""

    version: FunctionVersion
    invoked_arn: str  # with the qualifier that was asked for
    reserved_concurrency: int | None


@dataclass(frozen=True, slots=True)
class EventSettings:
    """What becomes of a function's asynchronous invocations. Destinations are ARNs; seconds are AWS's, not the clock's.

    `function_arn` is qualified, as invocation records have it; `turned_off` is a reserved concurrency of zero.
    """

    function_arn: str
    turned_off: bool = False
    max_retries: int = DEFAULT_RETRIES
    max_age_seconds: int = DEFAULT_AGE_SECONDS
    on_success: str | None = None
    on_failure: str | None = None
    dead_letter_target: str | None = None


class FunctionRegistry(Protocol):
    def find(self, function_arn: str) -> Resolved | Refusal:
        """Is called for every invocation: it has to be quick."""

    def event_settings(self, function_arn: str) -> EventSettings | Refusal: ...

    def may_invoke(self, function_arn: str, source_arn: str, source_account: str) -> bool:
        """Is called for every invocation by API Gateway."""


@dataclass(frozen=True, slots=True)
class LogStream:
    region: str
    account_id: str
    group: str
    name: str


class LogWriter(Protocol):
    """CloudWatch Logs, as far as functions need it; called on the event loop, so it must not block."""

    def open(self, stream: LogStream) -> None: ...

    def write(self, stream: LogStream, timestamp_ms: int, message: str) -> None: ...

"""A function as its workers see it. Two that are equal may share workers; a change of any field needs new ones."""

from dataclasses import dataclass, field
from typing import Protocol

from emulator.functions.invocation import Refusal


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP archive of a function's code or of a layer; equal by what it holds."""

    sha256: str
    content: bytes = field(repr=False, compare=False)


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


class FunctionRegistry(Protocol):
    def find(self, function_arn: str) -> Resolved | Refusal:
        """Is called for every invocation: it has to be quick."""


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

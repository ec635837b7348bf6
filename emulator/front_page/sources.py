"""What the pages are made of, as ports: whoever builds the emulator knows where it comes from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from emulator.data_plane.stages import DeployedStages
from emulator.front_page.request_log import RequestLog


@dataclass(frozen=True, slots=True)
class FunctionView:
    """A function with its workers at this moment."""

    name: str
    region: str
    runtime: str
    handler: str
    memory_mb: int
    timeout_seconds: int
    busy: int
    idle: int
    starting: int
    waiting: int  # invocations that have no worker yet


@dataclass(frozen=True, slots=True)
class LoggedLine:
    timestamp_ms: int
    message: str


@dataclass(frozen=True, slots=True)
class Sources:
    stages: DeployedStages
    requests: RequestLog
    functions: Callable[[], Sequence[FunctionView]]
    function_log: Callable[[FunctionView], Sequence[LoggedLine]]  # the latest lines, oldest first
    host: str  # of --host
    endpoint_url: str
    region: str
    account_id: str

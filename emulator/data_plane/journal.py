"""An execution log while it is written: for TestInvokeMethod's answer, and for the stage's log group."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

# A call has some thirty lines; a loop of any kind must not have more.
_MAX_LINES = 60


class Journal(Protocol):
    """Gets the lines of one call in their order. A call that nobody follows has none."""

    def say(self, line: str) -> None:
        """How the call goes: for the level INFO."""

    def trace(self, line: str) -> None:
        """What a client or an endpoint has sent: for the level INFO with data trace."""

    def fail(self, line: str) -> None:
        """Why the call fails: for every level."""


@dataclass(frozen=True, slots=True)
class Line:
    moment: float  # seconds since the epoch
    text: str


class Lines:
    """A journal in memory, of all levels or of those that a stage asks for."""

    __slots__ = ("_now", "_says", "_traces", "lines")

    def __init__(self, now: Callable[[], float], *, says: bool = True, traces: bool = True) -> None:
        self._now = now
        self._says = says
        self._traces = traces
        self.lines: list[Line] = []

    def say(self, line: str) -> None:
        if self._says:
            self.fail(line)

    def trace(self, line: str) -> None:
        if self._traces:
            self.fail(line)

    def fail(self, line: str) -> None:
        if len(self.lines) < _MAX_LINES:
            self.lines.append(Line(self._now(), line))

"""An execution log while it is written: for TestInvokeMethod's answer, and for the stage's log group."""

from typing import Protocol


class Journal(Protocol):
    """Gets the lines of one call in their order. A call that nobody follows has none."""

    def say(self, line: str) -> None: ...

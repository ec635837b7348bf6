"""Who has added last to an item, and what: an addition that is sent again is known by the mark that it left.

SDKs send an addition again whose answer was lost, though it may have been applied. Each writer has a mark in the item.
It writes one thing after another, so its last mark is enough, and items grow by their writers, not by what these write.
"""

import secrets
import threading
from collections.abc import Mapping

from handlers.aws.attributes import AttributeMap, attributes
from handlers.aws.changes import Request

PREFIX = "w"
MOST_MARKS = 20
# Clients give a request up, with all its attempts, in half of this.
NEEDED_SECONDS = 60
# One expression has to hold them.
MOST_SWEPT = 25
MOST_MET = 1_000


class Writer(threading.local):
    """A thread: two that write at the same moment have names of their own."""

    def __init__(self) -> None:
        self.name = PREFIX + secrets.token_urlsafe(6)
        self._met: set[str] = set()

    def meets(self, item: str) -> bool:
        """For the first time, or as good as that. An item grows then alone, so no other time is one to sweep it."""
        if item in self._met:
            return False
        if len(self._met) >= MOST_MET:
            self._met.clear()
        self._met.add(item)
        return True


def new_mark(seconds: float) -> str:
    """Random, not counted: a process that is frozen and started twice would count the same."""
    return f"{int(seconds)}.{secrets.token_urlsafe(6)}"


def unneeded(item: AttributeMap, seconds: float) -> Mapping[str, str]:
    """Marks by their writers, of an item that has too many."""
    marks = {name: held["S"] for name, held in item.items() if name.startswith(PREFIX)}
    if len(marks) <= MOST_MARKS:
        return {}
    old = [name for name, mark in marks.items() if int(mark.partition(".")[0]) < seconds - NEEDED_SECONDS]
    return {name: marks[name] for name in old[:MOST_SWEPT]}


def sweep(marks: Mapping[str, str]) -> Request:
    """Unless one of their writers has written since."""
    numbered = list(enumerate(marks.items()))
    return {
        "UpdateExpression": f"REMOVE {', '.join(f'#w{number}' for number, _ in numbered)}",
        "ConditionExpression": " AND ".join(f"#w{number} = :w{number}" for number, _ in numbered),
        "ExpressionAttributeNames": {f"#w{number}": name for number, (name, _) in numbered},
        "ExpressionAttributeValues": attributes({f":w{number}": mark for number, (_, mark) in numbered}),
    }

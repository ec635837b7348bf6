"""A batch in parts: the unit that is run, and repeated, by itself.

Few parts spare the state machine; small parts lose little when one is repeated, and end well within a function's time.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MOST_PARTS = 40
SMALLEST_PART = 5  # tasks; below that a part costs more to start than to run


@dataclass(frozen=True, slots=True)
class Part:
    """Some tasks of a batch, with what a step must know of the whole: `total` tasks in parts of `part_size`."""

    number: int
    part_size: int
    total: int
    tasks: Sequence[Any]

    @property
    def first(self) -> int:
        """The place in the batch of the part's first task."""
        return self.number * self.part_size


def split(tasks: Sequence[Any]) -> Iterator[Part]:
    """Parts of one size, the last one smaller."""
    total = len(tasks)
    size = max(SMALLEST_PART, -(-total // MOST_PARTS))
    for number, first in enumerate(range(0, total, size)):
        yield Part(number, size, total, tasks[first : first + size])


def write_part(part: Part) -> bytes:
    document = {"part": part.number, "partSize": part.part_size, "total": part.total, "tasks": part.tasks}
    return json.dumps(document, separators=(",", ":")).encode()


def read_part(content: bytes) -> Part:
    document = json.loads(content)
    return Part(document["part"], document["partSize"], document["total"], document["tasks"])

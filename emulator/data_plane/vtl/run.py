"""One rendering of a template: its variables, what it has written, and how much more it may do.

A template and the client's body together decide how long a rendering goes on; the limits here end each of them. Only
that of one #foreach is AWS's.
"""

from collections.abc import Iterator, Sized
from contextlib import contextmanager
from typing import Any

from emulator.data_plane.errors import TemplateError

MAX_ITERATIONS = 1000  # of one #foreach
_MAX_STEPS = 100_000  # iterations and macro calls of a whole rendering
_MAX_DEPTH = 20  # of macros in macros, as Velocity has it
_MAX_WRITTEN = 64 * 1024 * 1024  # characters, those of texts within included
_MAX_SIZE = 10 * 1024 * 1024  # characters of one text, items of one list


class Run:
    __slots__ = ("_depth", "_pieces", "_size", "_steps", "names", "stopped")

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.stopped = False
        self._pieces: list[str] = []
        self._size = 0
        self._steps = 0
        self._depth = 0

    def write(self, text: str) -> None:
        self._size += len(text)
        if self._size > _MAX_WRITTEN:
            raise TemplateError(f"The template has written more than {_MAX_WRITTEN} characters.")
        self._pieces.append(text)

    def step(self) -> None:
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise TemplateError(f"The template has taken more than {_MAX_STEPS} steps.")

    @contextmanager
    def nested(self) -> Iterator[None]:
        """One macro deeper."""
        if self._depth >= _MAX_DEPTH:
            raise TemplateError(f"Macros are nested more than {_MAX_DEPTH} deep.")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def begin_text(self) -> list[str]:
        """What is written from here on is a text of its own; `end_text` takes what this gives."""
        outer, self._pieces = self._pieces, []
        return outer

    def end_text(self, outer: list[str]) -> str:
        text = "".join(self._pieces)
        self._pieces = outer
        return text

    def text(self) -> str:
        return "".join(self._pieces)


def bounded(value: Any) -> Any:
    """A value that a template has made, unless it has grown out of all bounds."""
    if isinstance(value, Sized) and len(value) > _MAX_SIZE:
        raise TemplateError(f"A value has grown over {_MAX_SIZE}.")
    return value

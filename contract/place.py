"""Where something stands in a contract, and the one error that this plane raises."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file; lines and columns count from 1, as editors do."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class ContractError(Exception):
    """A contract that cannot be used. Its text is one sentence that starts with the place, fit to be shown as it is."""

    def __init__(self, place: Place | str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}")
        self.sentence = sentence


def child(pointer: str, *segments: str | int) -> str:
    """The JSON pointer (RFC 6901) of what lies below another one."""
    escaped = (str(segment).replace("~", "~0").replace("/", "~1") for segment in segments)
    return "/".join((pointer, *escaped))


def segments(pointer: str) -> list[str]:
    return [segment.replace("~1", "/").replace("~0", "~") for segment in pointer.split("/")[1:]]

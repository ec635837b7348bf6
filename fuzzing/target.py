"""What is fuzzed: a check that takes any bytes, and where it starts from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Check = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Target:
    """`open` gets ready and gives the check, which raises where the property that `keeps` tells is broken.

    `seeds` are inputs to begin with, at least one; `words` are what inputs of this kind are made of.
    """

    keeps: str
    open: Callable[[], Check]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...] = ()
    longest: int = 4096  # bytes of an input
    seconds: int = 10  # that one input may take


def lines_of(data: bytes, count: int) -> tuple[list[str], bytes]:
    """The first lines of an input as text, and the rest. What is missing is empty."""
    *lines, rest = data.split(b"\n", count) if data.count(b"\n") >= count else [*data.split(b"\n"), b""]
    texts = [line.decode("utf-8", "replace") for line in lines]
    return texts + [""] * (count - len(texts)), rest


Targets = Mapping[str, Target]

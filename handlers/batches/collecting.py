"""The results of a batch, put together from those of its parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from handlers.batches.items import read_finished


@dataclass(frozen=True, slots=True)
class Collected:
    """`lines` are JSON Lines, one for each task of the batch and in their order."""

    succeeded: int
    failed: int
    tokens: int
    lines: bytes


def collect(parts: Iterable[bytes]) -> Collected:
    """`parts` are the contents of the parts' results, in order; each of their tasks has come to something.

    The vectors of a batch may be 300 MB. So parts are taken one by one, and there is one copy of their lines.
    """
    lines = BytesIO()
    succeeded = failed = tokens = 0
    for content in parts:
        part = read_finished(content)
        lines.write(part.lines)
        succeeded += part.succeeded
        failed += part.failed
        tokens += part.tokens
    return Collected(succeeded, failed, tokens, lines.getvalue())

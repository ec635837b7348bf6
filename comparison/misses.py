"""What openapi-diff alone makes of pairs with known verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from comparison.change import Verdict
from comparison.openapi_diff import Outcome, changed_parts, outcomes
from comparison.pairs import Pair, read_pairs


@dataclass(frozen=True, slots=True)
class Miss:
    name: str
    verdict: str
    said: str


def misses(folder: Path) -> tuple[int, tuple[Miss, ...]]:
    """How many pairs there are, and those that the tool alone judges wrongly; raises ToolError."""
    pairs = read_pairs(folder)
    return len(pairs), judged(pairs, said_of(pairs))


def said_of(pairs: Sequence[Pair]) -> tuple[Outcome, ...]:
    """What the tool says of each, as it is asked: of the parts that differ, which takes it a third of the time."""
    cut = [changed_parts(*pair.documents()) for pair in pairs]
    said = iter(outcomes([parts for parts in cut if parts is not None]))
    return tuple(Outcome() if parts is None else next(said) for parts in cut)


def judged(pairs: Sequence[Pair], said: Sequence[Outcome]) -> tuple[Miss, ...]:
    """The misses among what the tool said of each pair."""
    words = [(pair, _verdict(outcome)) for pair, outcome in zip(pairs, said, strict=True)]
    return tuple(Miss(pair.name, pair.verdict, word) for pair, word in words if _is_wrong(pair, word))


def _is_wrong(pair: Pair, word: str) -> bool:
    """A document that the tool does not read is judged wrongly, whatever it is."""
    return word == "unread" or (word == "breaking") != (pair.verdict == "breaking")


def _verdict(outcome: Outcome) -> str:
    if outcome.refused:
        return "unread"
    return "breaking" if any(each.verdict is Verdict.BREAKING for each in outcome.findings) else "not breaking"


def table_of_misses(found: tuple[int, tuple[Miss, ...]]) -> str:
    total, missed = found
    lines = [f"| {each.name} | {each.verdict} | {each.said} |\n" for each in missed]
    head = "| pair | what a client meets | openapi-diff |\n|---|---|---|\n"
    return head + "".join(lines) + f"\nopenapi-diff alone judges {total - len(missed)} of {total} pairs rightly.\n"

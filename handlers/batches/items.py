"""What came of the tasks of one part, and how it is kept between the steps.

A part's results are a line that says what each of its tasks came to, a letter a task, then for each task that has come
to anything its line of the batch's results. So they are put together without being read again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    RESULT = "r"
    PROBLEM = "p"
    PENDING = "-"


@dataclass(frozen=True, slots=True)
class Item:
    """What a task came to: a line of the results, without its end. `tokens` are those of its model's usage."""

    outcome: Outcome
    line: str
    tokens: int = 0


PENDING = Item(Outcome.PENDING, "")


def result_item(index: int, result: Mapping[str, Any]) -> Item:
    usage = result["usage"]
    return Item(Outcome.RESULT, _line(index, "result", result), usage["inputTokens"] + usage["outputTokens"])


def problem_item(index: int, problem: Mapping[str, Any]) -> Item:
    return Item(Outcome.PROBLEM, _line(index, "problem", problem))


def _line(index: int, member: str, document: Mapping[str, Any]) -> str:
    """In ASCII: whatever a reader takes for the end of a line, none is inside."""
    return json.dumps({"index": index, member: document}, separators=(",", ":"), allow_nan=False)


def write_items(items: Sequence[Item]) -> bytes:
    summary = {"outcomes": "".join(item.outcome for item in items), "tokens": [item.tokens for item in items]}
    lines = [item.line for item in items if item.outcome is not Outcome.PENDING]
    return "".join(f"{line}\n" for line in [json.dumps(summary), *lines]).encode()


def read_items(content: bytes) -> list[Item]:
    first, *lines = content.decode().split("\n")
    summary = json.loads(first)
    left = iter(lines)
    return [
        PENDING if outcome == Outcome.PENDING else Item(Outcome(outcome), next(left), tokens)
        for outcome, tokens in zip(summary["outcomes"], summary["tokens"], strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Finished:
    """The results of a part all of whose tasks have come to something; `lines` are as the batch's results have them."""

    succeeded: int
    failed: int
    tokens: int
    lines: bytes


def read_finished(content: bytes) -> Finished:
    first, _, lines = content.partition(b"\n")
    summary = json.loads(first)
    outcomes: str = summary["outcomes"]
    if Outcome.PENDING in outcomes:
        raise ValueError("a task of the part is still pending")
    return Finished(outcomes.count(Outcome.RESULT), outcomes.count(Outcome.PROBLEM), sum(summary["tokens"]), lines)

"""A batch in parts, and what came of its tasks, from one step to the next."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.batches.collecting import collect
from handlers.batches.items import PENDING, Item, Outcome, problem_item, read_items, result_item, write_items
from handlers.batches.parts import MOST_PARTS, read_part, split, write_part

TASKS = st.lists(st.integers(), min_size=1, max_size=1000)
LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
TEXTS = st.text() | st.text(alphabet=LINE_ENDS)


def result(text: str, tokens: int = 3) -> dict[str, Any]:
    return {"task": "summarize", "usage": {"inputTokens": tokens, "outputTokens": 1}, "summary": text}


@given(TASKS)
def test_the_parts_are_few_and_hold_every_task_once_and_in_order(tasks: list[int]) -> None:
    parts = list(split(tasks))

    assert [task for part in parts for task in part.tasks] == tasks
    assert [part.first for part in parts] == [sum(len(other.tasks) for other in parts[:at]) for at in range(len(parts))]
    assert len(parts) <= MOST_PARTS
    assert {len(part.tasks) for part in parts[:-1]} <= {parts[0].part_size}
    assert 0 < len(parts[-1].tasks) <= parts[0].part_size
    assert {part.total for part in parts} == {len(tasks)}


@given(TASKS)
def test_a_part_is_read_as_it_was_written(tasks: list[int]) -> None:
    for part in split(tasks):
        assert read_part(write_part(part)) == part


@st.composite
def items(draw: st.DrawFn, *, may_pend: bool) -> list[Item]:
    """Those of one part, its first task being the batch's first."""
    outcomes = draw(st.lists(st.sampled_from(list(Outcome) if may_pend else [Outcome.RESULT, Outcome.PROBLEM])))
    made = []
    for index, outcome in enumerate(outcomes):
        document = result(draw(TEXTS), draw(st.integers(0, 10)))
        made.append(
            {
                Outcome.RESULT: result_item(index, document),
                Outcome.PROBLEM: problem_item(index, document),
                Outcome.PENDING: PENDING,
            }[outcome]
        )
    return made


@given(items(may_pend=True))
def test_items_are_read_as_they_were_written(made: list[Item]) -> None:
    assert read_items(write_items(made)) == made


@given(st.lists(items(may_pend=False), min_size=1, max_size=5))
def test_the_results_are_the_lines_of_all_parts_in_order(parts: list[list[Item]]) -> None:
    collected = collect(write_items(part) for part in parts)

    made = [item for part in parts for item in part]
    # Whatever ends a line for anybody, no line has it inside.
    assert collected.lines.decode().splitlines() == [item.line for item in made]
    assert collected.succeeded + collected.failed == len(made)
    assert collected.succeeded == sum(item.outcome is Outcome.RESULT for item in made)
    assert collected.tokens == sum(item.tokens for item in made)


def test_a_line_says_which_task_it_is_of_and_what_came_of_it() -> None:
    problem = {"type": "urn:x", "title": "X", "status": 422, "detail": "No."}

    lines = collect([write_items([result_item(0, result("é")), problem_item(1, problem)])]).lines

    assert [json.loads(line) for line in lines.splitlines()] == [
        {"index": 0, "result": result("é")},
        {"index": 1, "problem": problem},
    ]


def test_a_part_that_is_not_through_is_not_collected() -> None:
    with pytest.raises(ValueError, match="pending"):
        collect([write_items([result_item(0, result("a")), PENDING])])

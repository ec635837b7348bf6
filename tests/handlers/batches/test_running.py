"""Tasks of a part: each for itself, whatever becomes of the others."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from handlers.batches.items import Item, Outcome
from handlers.batches.parts import Part
from handlers.batches.running import Invalid, Patience, run_part
from handlers.tasks.orders import Answer, Summarize
from handlers.tasks.ports import Models
from handlers.tasks.refusals import Reason, Refusal
from handlers.tasks.results import Answered, Summarized, Usage
from tests.handlers.fakes import FakeEmbedder

PATIENT = Patience(is_last_try=False, has_time=lambda: True)
LAST_TRY = Patience(is_last_try=True, has_time=lambda: True)
PASSING = [Reason.BUSY, Reason.UNAVAILABLE, Reason.TIMEOUT]
LASTING = [Reason.REFUSED_INPUT, Reason.MALFORMED_OUTPUT]


@dataclass(slots=True)
class Reader:
    """Repeats a text, or does what is set for it; `asked` is in what order it was asked."""

    does: Mapping[str, Reason | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def summarize(self, order: Summarize) -> Summarized | Refusal:
        self.asked.append(order.text)
        match self.does.get(order.text):
            case Reason() as reason:
                return Refusal(reason, reason.name)
            case Exception() as error:
                raise error
            case _:
                return Summarized("reader", Usage(2, 1), order.text, ())

    def answer(self, order: Answer) -> Answered | Refusal:
        raise NotImplementedError


class Terms:
    """A task that is no object is invalid."""

    def accept(self, task: Any) -> Mapping[str, Any] | Invalid:
        return task if isinstance(task, dict) else Invalid({"detail": "invalid"})

    def refused(self, refusal: Refusal) -> Mapping[str, Any]:
        return {"detail": refusal.reason.name}

    def failed(self, error: Exception) -> Mapping[str, Any]:
        return {"detail": type(error).__name__}


def part_of(*texts: Any, number: int = 0) -> Part:
    tasks = [{"task": "summarize", "text": text, "sentences": 1} if isinstance(text, str) else text for text in texts]
    return Part(number, 10, 100, tasks)


def run(
    reader: Reader, *texts: Any, before: Sequence[Item] = (), patience: Patience = PATIENT
) -> tuple[list[Item], Refusal | None]:
    return run_part(part_of(*texts), before, Models(FakeEmbedder({}), reader), Terms(), patience)


def said(items: Sequence[Item]) -> list[str | None]:
    """The summary or the problem's detail of each; None for what is pending."""
    documents = [json.loads(item.line) if item.line else {} for item in items]
    return [
        document["result"]["summary"] if "result" in document else document.get("problem", {}).get("detail")
        for document in documents
    ]


def test_every_task_has_its_place_and_the_tokens_of_its_model() -> None:
    models = Models(FakeEmbedder({}), Reader())

    items, refusal = run_part(part_of("a", "b", number=3), (), models, Terms(), PATIENT)

    assert refusal is None
    assert [json.loads(item.line)["index"] for item in items] == [30, 31]
    assert [item.tokens for item in items] == [3, 3]


def test_what_is_no_task_has_its_problem_and_leaves_the_others_alone() -> None:
    items, refusal = run(Reader(), "a", None, [1], "b")

    assert refusal is None
    assert said(items) == ["a", "invalid", "invalid", "b"]


@pytest.mark.parametrize("reason", LASTING)
def test_a_refusal_is_the_task_s_own_problem(reason: Reason) -> None:
    items, refusal = run(Reader({"b": reason}), "a", "b", "c")

    assert refusal is None
    assert said(items) == ["a", reason.name, "c"]


def test_a_bug_that_one_task_finds_leaves_the_others_alone() -> None:
    items, refusal = run(Reader({"b": ZeroDivisionError()}), "a", "b", "c")

    assert refusal is None
    assert said(items) == ["a", "ZeroDivisionError", "c"]


@pytest.mark.parametrize("reason", PASSING)
def test_a_model_that_is_busy_ends_the_try_and_what_was_done_stays_done(reason: Reason) -> None:
    items, refusal = run(Reader({"b": reason}), "a", "b", "c")

    assert refusal is not None
    assert refusal.reason is reason
    assert said(items) == ["a", None, None]


def test_the_next_try_goes_on_where_the_last_one_ended() -> None:
    before, _ = run(Reader({"b": Reason.BUSY}), "a", "b", "c")
    reader = Reader()

    items, refusal = run(reader, "a", "b", "c", before=before)

    assert refusal is None
    assert said(items) == ["a", "b", "c"]
    assert reader.asked == ["b", "c"]


@pytest.mark.parametrize("reason", PASSING)
def test_in_the_last_try_a_busy_model_is_the_task_s_own_problem(reason: Reason) -> None:
    items, refusal = run(Reader({"b": reason}), "a", "b", "c", patience=LAST_TRY)

    assert refusal is None
    assert said(items) == ["a", reason.name, "c"]
    assert [item.outcome for item in items] == [Outcome.RESULT, Outcome.PROBLEM, Outcome.RESULT]


def test_a_try_without_time_for_more_leaves_the_rest_for_the_next() -> None:
    reader = Reader()

    items, refusal = run(reader, "a", "b", "c", patience=Patience(is_last_try=False, has_time=lambda: False))

    assert refusal is not None
    assert refusal.reason is Reason.TIMEOUT
    assert said(items) == ["a", None, None]


def test_what_the_last_try_has_no_time_for_timed_out() -> None:
    items, refusal = run(Reader(), "a", "b", "c", patience=Patience(is_last_try=True, has_time=lambda: False))

    assert refusal is None
    assert said(items) == ["a", "TIMEOUT", "TIMEOUT"]

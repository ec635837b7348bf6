"""Search by meaning and words finds more than either does alone; `python -m tests.retrieval` prints how much."""

from collections.abc import Sequence

import pytest

from tests.retrieval import corpus, measuring
from tests.retrieval.questions import CHOOSING, HELD_OUT, QUESTIONS, UNANSWERED, Question


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.text)
def test_each_answer_stands_whole_in_a_passage(question: Question) -> None:
    """A question whose answer is split between passages would measure the splitting, not the search."""
    assert any(
        corpus.holds_answer(segment.document_id, passage.start, passage.end, question)
        for segment in corpus.segments()
        for passage in segment.passages
    )


@pytest.mark.parametrize("asked", [QUESTIONS, CHOOSING, HELD_OUT], ids=["all", "chosen on", "held out"])
def test_both_together_find_more_than_either_alone(asked: Sequence[Question]) -> None:
    found = {name: measuring.shares(ranked, asked).three for name, ranked in measuring.rankings().items()}

    *alone, both = found.values()

    assert both > max(alone), found


def test_more_questions_are_answered_rightly_than_wrongly() -> None:
    answers = measuring.answers(QUESTIONS)

    assert answers.right >= 2 * answers.wrong


def test_most_questions_that_the_texts_do_not_answer_are_left_unanswered() -> None:
    assert measuring.refusals(UNANSWERED) >= 0.75 * len(UNANSWERED)

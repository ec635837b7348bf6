import pytest

from conformance.broken import PromiseBroken
from conformance.checks.pace import typical_time
from conformance.pace import ANSWERS, LATE, MOST_LATE
from tests.conformance.checks.exchanges import answer, case, context

SLOW = 2.0
QUICK = 0.02


def see(*elapsed: float, operation_id: str = "listRuns") -> None:
    for seconds in elapsed:
        typical_time(context(), answer(elapsed=seconds), case(operation_id))


def test_an_operation_that_is_slow_as_a_rule_is_reported() -> None:
    see(*[SLOW] * (ANSWERS - 1))

    with pytest.raises(PromiseBroken, match="in good time"):
        see(SLOW)


@pytest.mark.parametrize("elapsed", [[SLOW] * (ANSWERS - 1), [SLOW] * 4 + [QUICK] * 5 + [SLOW] * 4])
def test_late_answers_among_others_pass(elapsed: list[float]) -> None:
    see(*elapsed)


def test_an_operation_that_is_late_again_and_again_is_reported() -> None:
    each_fifth = [QUICK] * 4 + [LATE + 1]
    see(*each_fifth * MOST_LATE)

    with pytest.raises(PromiseBroken, match="in good time"):
        see(*each_fifth)


def test_a_stall_of_the_machine_passes() -> None:
    see(*[QUICK] * 20, *[LATE + 1] * MOST_LATE, *[QUICK] * 20)


def test_an_operation_is_judged_by_its_latest_answers() -> None:
    see(*[QUICK] * 100)

    with pytest.raises(PromiseBroken, match="in good time"):
        see(*[SLOW] * ANSWERS)


def test_operations_are_judged_by_themselves() -> None:
    see(*[SLOW] * (ANSWERS - 1))

    see(SLOW, operation_id="getRun")


def test_a_model_server_takes_the_time_that_it_takes() -> None:
    see(*[SLOW] * ANSWERS, operation_id="readModelServer")

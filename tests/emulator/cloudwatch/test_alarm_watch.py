"""When alarms are evaluated: as data come, when the evaluation wants it, and not otherwise."""

import queue
import time

import pytest

from emulator.cloudwatch.alarm_watch import AlarmWatch


class Evaluations:
    def __init__(self, *answers: float | Exception | None) -> None:
        self._answers = list(answers)
        self.times: queue.Queue[float] = queue.Queue()

    def __call__(self, now: float) -> float | None:
        self.times.put(now)
        answer = self._answers.pop(0) if self._answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_data_that_come_together_are_evaluated_together_and_then_nothing_is() -> None:
    evaluations = Evaluations()
    watch = AlarmWatch(evaluations, least_seconds=0.05)
    watch.start()

    for _ in range(100):
        watch.touch()

    evaluations.times.get(timeout=5)
    with pytest.raises(queue.Empty):
        evaluations.times.get(timeout=0.5)


def test_new_data_are_evaluated_anew_even_after_a_failure() -> None:
    evaluations = Evaluations(RuntimeError("broken"))
    watch = AlarmWatch(evaluations, least_seconds=0)
    watch.start()
    evaluations.times.get(timeout=5)

    watch.touch()

    assert evaluations.times.get(timeout=5)


def test_evaluation_comes_again_when_it_wants_to() -> None:
    evaluations = Evaluations(time.time() - 60)
    watch = AlarmWatch(evaluations, least_seconds=0)

    watch.start()

    assert evaluations.times.get(timeout=5) <= evaluations.times.get(timeout=5)

from contextlib import nullcontext

from hypothesis import given
from hypothesis import strategies as st

from mutation.candidates import Candidate, Served
from mutation.sampling import every_other


def candidates(kinds: list[str]) -> list[Candidate]:
    served = nullcontext(Served("http://127.0.0.1", lambda: True))
    return [Candidate(str(number), kind, "getX", "Wrong.", lambda _: served) for number, kind in enumerate(kinds)]


@given(st.lists(st.sampled_from("abcde")))
def test_every_class_has_half_of_its_mutants_and_at_least_one(kinds: list[str]) -> None:
    chosen = [each.kind for each in every_other(candidates(kinds))]

    for kind in set(kinds):
        assert chosen.count(kind) >= 1
        assert abs(chosen.count(kind) - kinds.count(kind) / 2) <= 1


@given(st.lists(st.sampled_from("abcde")))
def test_they_are_in_their_order(kinds: list[str]) -> None:
    numbers = [int(each.id) for each in every_other(candidates(kinds))]

    assert numbers == sorted(numbers)


def test_classes_of_two_are_not_all_asked_of_the_same_operation() -> None:
    chosen = [each.id for each in every_other(candidates(["a", "b", "a", "b", "a", "b", "a", "b"]))]

    assert chosen == ["0", "1", "3", "4", "7"]

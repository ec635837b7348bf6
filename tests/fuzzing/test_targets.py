"""Each target for a moment, without atheris: its seeds, and what becomes of them by a few changes."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzzing import table
from fuzzing.target import Check, Target

Place = st.floats(0, 1, exclude_max=True)


@cache
def opened(name: str) -> tuple[Target, Check]:
    target = table.load(name)
    return target, target.open()


def changed(seed: bytes, other: bytes, places: tuple[float, float], put: bytes) -> bytes:
    """A part of the seed is left out, and something, or the end of another seed, is put there."""
    start, end = sorted(int(place * (len(seed) + 1)) for place in places)
    return (seed[:start] + put + (seed[end:] or other[start:]))[:2000]


@pytest.mark.parametrize("name", table.NAMES)
def test_every_seed_keeps_its_targets_property(name: str) -> None:
    target, check = opened(name)

    assert target.seeds
    for seed in target.seeds:
        check(seed)


@settings(max_examples=40, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.parametrize("name", table.NAMES)
@given(data=st.data())
def test_what_is_nearly_a_seed_keeps_its_targets_property(name: str, data: st.DataObject) -> None:
    target, check = opened(name)
    seeds = st.sampled_from(target.seeds)
    put = st.sampled_from(target.words) | st.binary(max_size=4)

    check(changed(data.draw(seeds), data.draw(seeds), (data.draw(Place), data.draw(Place)), data.draw(put)))


@pytest.mark.parametrize("name", table.NAMES)
def test_words_are_of_a_target_that_has_them(name: str) -> None:
    """What becomes libFuzzer's dictionary: it takes no word that is empty, and none twice."""
    target, _ = opened(name)

    assert all(target.words)
    assert len(set(target.words)) == len(target.words)

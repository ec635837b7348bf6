"""When a run is looked at again."""

from hypothesis import given
from hypothesis import strategies as st

from clients.python.ai_facade.polling import LONGEST_SECONDS, next_look

LOOKS = st.integers(1, 10**6)
SECONDS = st.floats(0, 10**6)


@given(LOOKS, SECONDS, st.none() | SECONDS, SECONDS)
def test_it_never_waits_past_the_limit(looks: int, waited: float, asked: float | None, limit: float) -> None:
    delay = next_look(looks, waited, asked, limit)

    assert (delay is None) is (waited >= limit)
    assert delay is None or 0 < delay <= limit - waited


@given(LOOKS)
def test_intervals_grow_up_to_a_bound(looks: int) -> None:
    earlier, later = (next_look(each, 0, None, 10**6) for each in (looks, looks + 1))

    assert earlier is not None
    assert later is not None
    assert earlier <= later <= LONGEST_SECONDS


@given(LOOKS, st.floats(0, 1000))
def test_it_waits_at_least_as_long_as_it_is_asked_to(looks: int, asked: float) -> None:
    delay = next_look(looks, 0, asked, 10**6)

    assert delay is not None
    assert delay >= asked

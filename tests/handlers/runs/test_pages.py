"""Cursors: good for the list, the filters and the tenant that they were made for, and for nothing else."""

import uuid
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from handlers.runs.pages import BadCursor, Wanted, cursor_after, read_cursor

IDS = st.uuids(version=4).map(str)
FILTERS = st.dictionaries(st.sampled_from(["status", "kind", "label"]), st.text(max_size=5)).map(
    lambda filters: tuple(filters.items())
)


@given(IDS, FILTERS)
def test_a_cursor_leads_to_where_it_was_made(item_id: str, filters: tuple[tuple[str, str], ...]) -> None:
    wanted = Wanted("tenant", filters)
    cursor = cursor_after(item_id, "RUN#", wanted)

    assert read_cursor("RUN#", replace(wanted, cursor=cursor, limit=7)) == item_id
    assert read_cursor("RUN#", replace(wanted, cursor=cursor, filters=filters[::-1])) == item_id
    assert len(cursor) < 512


@given(IDS, FILTERS, FILTERS)
def test_a_cursor_of_other_filters_another_list_or_another_tenant_is_bad(
    item_id: str, filters: tuple[tuple[str, str], ...], others: tuple[tuple[str, str], ...]
) -> None:
    wanted = Wanted("tenant", filters)
    wanted = replace(wanted, cursor=cursor_after(item_id, "RUN#", wanted))

    assert read_cursor("DOCUMENT#", wanted) == BadCursor()
    assert read_cursor("RUN#", replace(wanted, tenant="another")) == BadCursor()
    if dict(others) != dict(filters):
        assert read_cursor("RUN#", replace(wanted, filters=others)) == BadCursor()


@given(
    st.text() | st.binary().map(lambda noise: noise.hex()) | st.sampled_from(["W10", "bnVsbA", "WyIiLCIiXQ", "[" * 99])
)
def test_what_is_no_cursor_is_a_bad_one(cursor: str) -> None:
    assert read_cursor("RUN#", Wanted("tenant", cursor=cursor)) == BadCursor()


def test_a_cursor_with_a_sort_key_in_place_of_an_id_is_bad() -> None:
    forged = cursor_after("x#" + str(uuid.uuid4()), "RUN#", Wanted("tenant"))

    assert read_cursor("RUN#", Wanted("tenant", cursor=forged)) == BadCursor()


def test_the_first_page_has_no_cursor() -> None:
    assert read_cursor("RUN#", Wanted("tenant")) is None

"""What a run has exercised of operations, parameters, responses and links; and that more of it never counts less."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_coverage.coverage import Coverage, measure
from contract_coverage.exchange import Exchange
from contract_coverage.points import Kind
from contract_coverage.terminal import terminal_text
from tests.contract_coverage.made import THING, contract_of, exchange, get, post

CONTRACT = contract_of({"type": "object", "properties": {"like": {"type": "string"}}}, limit={"type": "integer"})


def exercised(*exchanges: Exchange, kind: Kind) -> set[str]:
    coverage = measure(CONTRACT, [exchanges])
    return {f"{point.operation} {point}" for point in coverage.counts if point.kind is kind}


@pytest.mark.parametrize(
    ("made", "counted"),
    [
        (get("/things", 200), {"listThings request: made", "listThings request: answered with success"}),
        (get("/things", 500), {"listThings request: made"}),
        (get("/things/x%2Fy", 404), {"getThing request: made"}),
        (get("/things/newest", 404), {"getNewest request: made"}),
        (get("/things/", 404), set()),
        # The client edition writes `{name+}` as `{name}`.
        (get("/things/a/b", 404), {"getThing request: made"}),
        (get("/thing", 404), set()),
        (exchange("put", "/things", 405), set()),
    ],
)
def test_a_request_is_counted_for_the_operation_that_its_path_is_of(made: Exchange, counted: set[str]) -> None:
    assert exercised(made, kind=Kind.CALL) == counted


@pytest.mark.parametrize(
    ("made", "counted"),
    [
        (post({}), {"body: valid", "body: as application/json"}),
        (post([]), {"body: invalid", "body: as application/json"}),
        (post("{"), {"body: malformed", "body: as application/json"}),
        (exchange("post", "/things", 400), {"body: required, left out"}),
        (exchange("post", "/things", 415, body="x", media_type="text/plain"), {"body: as another media type"}),
    ],
)
def test_a_body_is_valid_invalid_left_out_or_something_else(made: Exchange, counted: set[str]) -> None:
    assert exercised(made, kind=Kind.PARAMETER) == {f"createThing {each}" for each in counted}


@pytest.mark.parametrize(
    ("made", "counted"),
    [
        (
            post({}, 201, THING, answer_headers={"location": "/things/1"}),
            {"createThing 201: produced", "createThing 201: as application/json", "createThing 201: header Location"},
        ),
        (post({}, 201), {"createThing 201: produced"}),
        (post({}, 409), {"createThing 4XX: produced"}),
        (get("/things", 400), {"listThings 400: produced"}),
        (get("/things", 418), {"listThings default: produced"}),
        (get("/things/1", 418), set()),
        (get("/things/1", 0), set()),
    ],
)
def test_an_answer_is_counted_for_the_response_that_documents_it(made: Exchange, counted: set[str]) -> None:
    assert exercised(made, kind=Kind.RESPONSE) == counted


def test_of_an_answer_properties_null_and_values_of_enums_are_counted() -> None:
    thing = {**THING, "parts": [{"thingId": "t-2", "state": "used", "size": 3}]}

    assert exercised(get("/things/newest", 200, thing), kind=Kind.ANSWER) == {
        f"getNewest 200{each}"
        for each in (": seen", "/thingId: seen", "/state: seen", '/state: "new"', "/size: null", "/parts: seen")
    }


@pytest.mark.parametrize(
    ("then", "followed"),
    [
        ([post({}, 201, THING), get("/things/t-1")], {"createThing 201: read to getThing"}),
        ([get("/things/t-1"), post({}, 201, THING)], set()),
        ([post({}, 201, THING), get("/things/t-2")], set()),
        ([post({}, 400, THING), get("/things/t-1")], set()),
        (
            [post({}, 201, answer_headers={"x-thing": "t-9"}), get("/things/t-9")],
            {"createThing 201: moved to getThing"},
        ),
        ([post({}, 201, THING), post({"like": "t-1", "kind": "copy"})], {"createThing 201: copy to createThing"}),
        ([post({}, 201, THING), post({"like": "t-1", "kind": "other"})], set()),
    ],
)
def test_a_link_is_followed_by_a_call_with_what_an_earlier_answer_gave(
    then: list[Exchange], followed: set[str]
) -> None:
    assert exercised(*then, kind=Kind.LINK) == followed


def test_behind_a_proxy_with_a_path_of_its_own_operations_are_found_too() -> None:
    made = [Exchange("get", "/front/v2/things", status=200), Exchange("get", "/front/v2/things/1", status=200)]

    assert len(exercised(*made, kind=Kind.CALL)) == 4


def test_what_nothing_produced_is_listed_first_after_the_table() -> None:
    text = terminal_text(measure(CONTRACT, [[post({}, 201, THING), get("/things/t-1", 200, THING)]]))

    table, produced, links = text.strip().split("\n\n")
    assert table.splitlines()[1].split()[:3] == ["createThing", "1", "2/2"]
    assert table.splitlines()[-1].startswith("in total")
    assert produced.splitlines()[1:] == [
        "  200      listThings, getNewest",
        "  400      listThings",
        "  404      getThing",
        "  4XX      createThing",
        "  500      getThing",
        "  default  listThings",
    ]
    assert links.splitlines()[1:] == [
        "  createThing 201, copy to createThing",
        "  createThing 201, moved to getThing",
    ]


VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [{}, [], None, "{", {"like": "t-1", "kind": "copy"}, {"like": 5}, {"like": "t-2"}]
)
ANSWERS: st.SearchStrategy[Any] = st.sampled_from(
    [None, THING, {**THING, "size": 2}, {"thingId": "t-2", "state": "used"}, []]
)
STATUSES = st.sampled_from([0, 200, 201, 400, 404, 500])
EXCHANGES = st.one_of(
    st.builds(post, VALUES, STATUSES, ANSWERS),
    st.builds(get, st.sampled_from(["/things", "/things/t-1", "/things/t-2", "/nothing"]), STATUSES, ANSWERS),
)


@given(st.lists(EXCHANGES, max_size=12), st.lists(EXCHANGES, max_size=6))
def test_exercising_more_never_lowers_a_number(some: list[Exchange], more: list[Exchange]) -> None:
    fewer, all_of_it = measure(CONTRACT, [some]), measure(CONTRACT, [some, more])

    assert all(all_of_it.counts[point] >= count for point, count in fewer.counts.items())
    assert numbers(fewer).keys() == numbers(all_of_it).keys()
    assert all(numbers(all_of_it)[key] >= number for key, number in numbers(fewer).items())


@given(st.lists(EXCHANGES, max_size=12))
def test_whatever_is_exercised_is_a_point_of_the_contract(made: list[Exchange]) -> None:
    coverage = measure(CONTRACT, [made])

    known = {point for points in coverage.points.values() for point in points}
    assert coverage.counts.keys() <= known


def numbers(coverage: Coverage) -> dict[tuple[str | None, Kind, int], int]:
    """How many were exercised, by operation, kind and of how many."""
    shares = {(name, kind): coverage.share(name, kind) for name in (*coverage.points, None) for kind in Kind}
    return {(*key, of): done for key, (done, of) in shares.items()}

from mutation.changes.callers import AnyOwner, NoScopes, OneForAll, OpenDoor, OtherTeam
from mutation.changes.effects import (
    DoneTwice,
    LostItem,
    NotActed,
    NotCreated,
    NotDeleted,
    OneBehind,
    OverlappingPages,
    Replay,
    Slow,
    StaleCursor,
)
from mutation.changes.inputs import INPUTS, Input, Stumble
from mutation.mutant import OWN, PEER, READER, Answer, Memory, Request
from tests.mutation.messages import after, answered, asked, value_of

TOKENS = {OWN: "own", PEER: "peer", READER: "reader"}


def by(token: str, path: str = "/pets") -> Request:
    return asked(path=path, headers={"Authorization": f"Bearer {token}"} if token else {})


def test_delete_is_read_instead_and_answered_as_done() -> None:
    change = NotDeleted(204)

    assert change.request(asked("DELETE"), Memory()).method == "GET"
    assert after(change, answered({"id": 1})) == Answer(204, (), b"")
    assert after(change, answered({"type": "x"}, 404)).status == 404


def test_action_is_read_instead_and_looks_done() -> None:
    change = NotActed("/cancel", ("status",), "cancelled")

    sent = change.request(asked("POST", "/runs/1/cancel"), Memory())

    assert (sent.method, sent.path) == ("GET", "/runs/1")
    assert value_of(after(change, answered({"status": "running"}))) == {"status": "cancelled"}


def test_creation_is_answered_with_the_first_one() -> None:
    memory, change = Memory(), NotCreated()

    assert change.request(asked("POST"), memory) == asked("POST")
    first = after(change, answered({"id": 1}, 201), asked("POST"), memory)

    assert change.request(asked("POST", value={}), memory) == first


def test_what_succeeded_is_done_again_without_its_key() -> None:
    request = asked("POST", headers={"Key": "k"})

    second = DoneTwice("Key").again(request, answered(status=202), Memory())

    assert second is not None
    assert second.header("Key") is None
    assert DoneTwice("Key").again(request, answered(status=400), Memory()) is None


def test_cache_tells_requests_apart_by_what_it_looks_at() -> None:
    memory, change = Memory(), Replay(frozenset({"path"}))
    first = after(change, answered({"of": "own"}), by("own"), memory)

    assert change.request(by("peer"), memory) == first
    assert change.request(by("own", "/other"), memory) == by("own", "/other")


def test_cache_keeps_successes_alone() -> None:
    memory, change = Memory(), Replay(frozenset({"path"}))
    after(change, answered({}, 401), by(""), memory)

    assert change.request(by("own"), memory) == by("own")


def test_answers_are_one_behind() -> None:
    memory = Memory()

    values = [value_of(after(OneBehind(), answered(each), asked(), memory)) for each in (1, 2, 3)]

    assert values == [1, 1, 2]


def test_cursor_is_always_the_first_one_of_the_same_list() -> None:
    memory, change = Memory(), StaleCursor(("next",), "cursor")

    first = after(change, answered({"next": "a"}), asked(query="kind=x"), memory)
    second = after(change, answered({"next": "b"}), asked(query="kind=x&cursor=a"), memory)
    other = after(change, answered({"next": "c"}), asked(query="kind=y"), memory)

    assert [value_of(each)["next"] for each in (first, second, other)] == ["a", "a", "c"]


def test_next_page_begins_with_the_last_item_of_the_one_before() -> None:
    memory, change = Memory(), OverlappingPages(("items",), ("next",), "cursor")
    after(change, answered({"items": [1, 2], "next": "a+b"}), asked(), memory)

    second = after(change, answered({"items": [3]}), asked(query="cursor=a%2Bb"), memory)

    assert value_of(second)["items"] == [2, 3]


def test_further_pages_lose_an_item_and_the_first_page_none() -> None:
    change, page = LostItem(("items",), "cursor"), answered({"items": [1, 2]})

    assert after(change, page) is page
    assert value_of(after(change, page, asked(query="cursor=a")))["items"] == [2]


def test_each_fifth_answer_is_slow() -> None:
    memory, change = Memory(), Slow(6, 5)

    assert [change.seconds(asked(), memory) for _ in range(10)] == [0, 0, 0, 0, 6] * 2


def test_door_is_open_to_those_without_a_token_or_to_those_with_a_bad_one() -> None:
    memory, refused = Memory(TOKENS), answered(status=401)

    def let_in(bare: bool, token: str) -> str | None:
        second = OpenDoor(bare).again(by(token), refused, memory)
        return second.header("Authorization") if second else None

    assert let_in(True, "") == let_in(False, "bad") == "Bearer own"
    assert let_in(True, "bad") is let_in(False, "") is let_in(True, "reader") is None


def test_scope_is_not_asked_for() -> None:
    memory = Memory(TOKENS)

    second = NoScopes().again(by("reader"), answered(status=403), memory)

    assert second is not None
    assert second.header("Authorization") == "Bearer own"
    assert NoScopes().again(by("bad"), answered(status=403), memory) is None
    assert NoScopes().again(by("reader"), answered(status=404), memory) is None


def test_teams_are_taken_for_each_other() -> None:
    memory = Memory(TOKENS)

    assert OtherTeam().request(by("own"), memory).header("Authorization") == "Bearer peer"
    assert OtherTeam().request(by("reader"), memory) == by("reader")
    assert OneForAll().request(by("peer"), memory).header("Authorization") == "Bearer own"
    assert OneForAll().request(by(""), memory) == by("")


def test_what_another_team_owns_is_found() -> None:
    memory, none = Memory(TOKENS), answered(status=404)

    found = [AnyOwner().again(by(token), none, memory) for token in ("own", "peer", "bad")]

    assert [each and each.header("Authorization") for each in found] == ["Bearer peer", "Bearer own", None]


def test_without_another_token_nobody_is_taken_for_another() -> None:
    memory = Memory({OWN: "own"})

    assert OtherTeam().request(by("own"), memory) == by("own")


# A class of inputs, a request that is of it, and one that is not.
CLASSES: list[tuple[Input, Request, Request]] = [
    (Input("astral"), asked(value={"a": ["😀"]}), asked(value={"a": "é"})),
    (Input("nul"), asked(query="a=%00"), asked(value={"a": "\\x00"})),
    (Input("not-ascii"), asked(value={"a": "é"}), asked(value={"é": "a"})),
    (Input("control"), asked(value="\n"), asked(value=" ")),
    (Input("blank"), asked(value="  "), asked(value="")),
    (Input("quoted"), asked(value="it's"), asked(value="its")),
    (Input("property", "a"), asked(value=[{"a": None}]), asked(value={"b": "a"})),
    (Input("number", "n", 100), asked(query="n=100"), asked(query="n=99")),
    (Input("length", "n", 2), asked(value={"n": [1, 2]}), asked(value={"n": "a"})),
    (Input("parameters"), asked(query="a=1&b=2"), asked(query="a=1&a=2")),
    (Input("header", "Key", 3), asked(headers={"Key": "abc"}), asked(headers={"Key": "ab"})),
    (Input("spacing"), Request("POST", "/", "", (), b'{ "a": 1}'), Request("POST", "/", "", (), b'{"a": 1}')),
    (
        Input("charset"),
        asked(headers={"Content-Type": "a/b; Charset=utf-8"}),
        asked(headers={"Content-Type": "a/b"}),
    ),
    (Input("escapes"), Request("POST", "/", "", (), b'"\\u0041"'), Request("POST", "/", "", (), b'"A"')),
]


def test_class_of_inputs_is_told_from_the_rest() -> None:
    assert {each.kind for each, _, _ in CLASSES} == set(INPUTS)
    for each, inside, outside in CLASSES:
        assert each.holds(inside), each
        assert not each.holds(outside), each


def test_input_of_a_class_is_answered_with_a_problem() -> None:
    fault = Stumble(Input("blank"), 500, (("status", 500),))
    refusal = Stumble(Input("blank"), 400, (("status", 400),), well=True)

    assert after(fault, answered({}, 400), asked(value=" ")).status == 500
    assert after(refusal, answered({}, 200), asked(value=" ")).header("Content-Type") == "application/problem+json"
    assert after(refusal, answered({}, 404), asked(value=" ")).status == 404
    assert after(fault, answered({}, 200), asked(value="a")).status == 200

"""JSONPath, by the example that Jayway's own documentation gives."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.data_plane.vtl.json_paths import MISSING, look_up

SAYINGS = {"category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95}
SWORD = {"category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99}
MOBY = {
    "category": "fiction",
    "author": "Herman Melville",
    "title": "Moby Dick",
    "isbn": "0-553-21311-3",
    "price": 8.99,
}
BICYCLE = {"color": "red", "price": 19.95}
STORE = {"store": {"book": [SAYINGS, SWORD, MOBY], "bicycle": BICYCLE}, "expensive": 10, "none": None, "a.b": 1, "é": 2}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", STORE),
        ("$.expensive", 10),
        ("expensive", 10),
        ("$['expensive']", 10),
        ('$["a.b"]', 1),
        ("$.é", 2),
        ("$.none", None),
        ("$.store.book[0].author", "Nigel Rees"),
        ("$.store.book[-1]", MOBY),
        ("$.store.book[*].author", ["Nigel Rees", "Evelyn Waugh", "Herman Melville"]),
        ("$.store.book[0,2].price", [8.95, 8.99]),
        ("$.store.book[:2].price", [8.95, 12.99]),
        ("$.store.book[1:].price", [12.99, 8.99]),
        ("$.store.book[-2:].price", [12.99, 8.99]),
        ("$.store.book[0]['title', 'price']", ["Sayings of the Century", 8.95]),
        ("$..author", ["Nigel Rees", "Evelyn Waugh", "Herman Melville"]),
        ("$..book[2].isbn", ["0-553-21311-3"]),
        ("$.store..price", [8.95, 12.99, 8.99, 19.95]),
        ("$.store.*", [[SAYINGS, SWORD, MOBY], BICYCLE]),
        ("$..book[?(@.isbn)]", [MOBY]),
        ("$.store.book[?(@.price < 10)].title", ["Sayings of the Century", "Moby Dick"]),
        ("$.store.book[?(@.category == 'fiction' && @.price > 10)]", [SWORD]),
        ("$.store.book[?(@.category=='reference'||@['price']==12.99)]", [SAYINGS, SWORD]),
        ('$.store.book[?(@.author != "Nigel Rees")].price', [12.99, 8.99]),
        ("$.store.book[?(@.title > 1)]", []),
        ("$.store.book.length()", 3),
        ("$..nothing", []),
        ("$.store.book[?(@.nothing)]", []),
        ("$.nothing", MISSING),
        ("$.expensive.of", MISSING),
        ("$.store.book[9]", MISSING),
        ("$.store.book.author", MISSING),
        ("$.expensive.length()", MISSING),
    ],
)
def test_path_leads_to(path: str, found: Any) -> None:
    assert look_up(STORE, path) == found


@pytest.mark.parametrize(
    "path",
    [
        "$.",
        "$[",
        "$[]",
        "$['a",
        "$..",
        "$.a[?(@.b ~ 1)]",
        "$[?(@.a && @.b || @.c)]",
        "$[1;2]",
        "$ .a",
        "$[a]",
        "$[1\x1d]",
        "$[1\x85,2]",
        "$[1:\x1f2]",
    ],
)
def test_what_is_no_path_leads_nowhere(path: str) -> None:
    assert look_up(STORE, path) is MISSING


def test_path_that_finds_far_too_much_finds_nothing() -> None:
    deep: list[Any] = []
    for _ in range(700):
        deep = [deep]

    assert look_up([deep] * 50, "$..*..*..*") is MISSING


@given(st.text(alphabet="$.*[]()?@'\",:=<0-1ab&| ", max_size=20))
def test_any_path_is_read_or_not(path: str) -> None:
    look_up(STORE, f"$.{path}")
    look_up(STORE, f"$[{path}]")

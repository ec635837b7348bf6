"""Policies allow what the scopes of a token open, and nothing else: of this contract's table, and of any."""

from collections.abc import Mapping
from itertools import chain, combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract import access_table, load
from contract.shape import ANY_METHOD as ANY_IN_CONTRACT
from emulator.wildcards import is_match
from handlers.authorization.access import ANY_METHOD, METHODS, Row, access_of, overlap, rows_of

CONTRACT = load(Path(__file__).parents[3] / "openapi.yaml")
TABLE = access_table(CONTRACT)
SCOPES = sorted({scope for row in TABLE for scope in row["scopes"]})
ROWS = rows_of(TABLE)
SUBSETS = list(map(frozenset, chain.from_iterable(combinations(SCOPES, size) for size in range(len(SCOPES) + 1))))

# What may stand for a parameter of a path, and more than that for a greedy one.
SEGMENTS = ("0192f0c1-7d3a-7b02-8c1e-5d0a91c7e2b4", "a", "documents", "cancel", "GET", "a%2Fb", "a:b")
GREEDY = (*SEGMENTS, "v1/embeddings", "a/cancel", "../documents", "runs/a/cancel")


def allows(rows: tuple[Row, ...], scopes: frozenset[str], resource: str) -> bool:
    """As IAM decides: a denial before all else, and nothing that is not allowed."""
    access = access_of(rows, scopes)
    is_denied = any(is_match(each, resource) for each in access.denied)
    return not is_denied and any(is_match(each, resource) for each in access.allowed)


def requests() -> list[tuple[str, frozenset[str]]]:
    """Of each operation of the contract that asks for scopes some requests, with the scopes."""
    made = []
    explicit = {(each.path, each.method.upper()) for each in CONTRACT.operations()}
    for operation in CONTRACT.operations():
        for scheme in operation.raw["security"]:
            is_any = operation.method == ANY_IN_CONTRACT
            left = [method for method in METHODS if (operation.path, method) not in explicit]
            for method in left if is_any else [operation.method.upper()]:
                made += [(method + path, frozenset(scheme["TeamToken"])) for path in concrete(operation.path)]
    return made


def concrete(path: str) -> list[str]:
    head, brace, rest = path.partition("{")
    if not brace:
        return [path]
    name, _, tail = rest.partition("}")
    return [head + value + tail for value in (GREEDY if name.endswith("+") else SEGMENTS)]


@pytest.mark.parametrize("scopes", SUBSETS, ids=lambda scopes: "+".join(sorted(scopes)) or "none")
def test_the_contracts_operations_are_open_to_exactly_the_scopes_they_ask_for(scopes: frozenset[str]) -> None:
    access = access_of(ROWS, scopes)

    wrong = [
        resource
        for resource, asked in requests()
        if (asked <= scopes)
        is not (
            any(is_match(each, resource) for each in access.allowed)
            and not any(is_match(each, resource) for each in access.denied)
        )
    ]

    assert wrong == []


def test_the_contract_needs_no_denial() -> None:
    assert {access_of(ROWS, scopes).denied for scopes in SUBSETS} == {()}


def test_any_method_covers_no_other_path_and_no_method_that_has_a_row() -> None:
    rows = rows_of(
        [
            {"method": "*", "path": "/models/*", "scopes": ["models"]},
            {"method": "GET", "path": "/models/*", "scopes": ["read"]},
        ]
    )
    scopes = frozenset({"models"})

    assert allows(rows, scopes, "POST/models/a/b")
    assert not allows(rows, scopes, "GET/models/a/b")
    assert not allows(rows, scopes, "POST/documents/models/a")


def test_all_scopes_of_a_row_are_needed_and_one_of_several_rows() -> None:
    both = (Row("GET/a", frozenset({"x", "y"})),)
    either = (Row("GET/a", frozenset({"x"})), Row("GET/a", frozenset({"y"})))

    assert [allows(both, frozenset(scopes), "GET/a") for scopes in ("x", "y", "xy")] == [False, False, True]
    assert [allows(either, frozenset(scopes), "GET/a") for scopes in ("x", "y", "z")] == [True, True, False]


OVERLAPPING = (
    Row("GET/documents/*", frozenset({"read"})),
    Row("GET/documents/*/text", frozenset({"texts"})),
    Row("GET/documents/list", frozenset({"list"})),
)


@pytest.mark.parametrize(
    ("scopes", "opened"),
    [
        ({"read"}, {"GET/documents/1"}),
        ({"texts"}, set()),
        ({"list"}, {"GET/documents/list"}),
        ({"read", "list"}, {"GET/documents/1", "GET/documents/list"}),
        ({"read", "texts"}, {"GET/documents/1", "GET/documents/1/text"}),
        ({"read", "texts", "list"}, {"GET/documents/1", "GET/documents/1/text", "GET/documents/list"}),
    ],
)
def test_a_wildcard_opens_nothing_that_another_scope_is_for(scopes: set[str], opened: set[str]) -> None:
    asked = {"GET/documents/1", "GET/documents/1/text", "GET/documents/list"}

    assert {each for each in asked if allows(OVERLAPPING, frozenset(scopes), each)} == opened


@pytest.mark.parametrize(
    "resource",
    ["GET/documents/1/%74ext", "GET/documents/1/text/", "GET/documents/%6cist", "GET/documents/list/"],
)
def test_a_denial_holds_for_other_spellings_of_the_path(resource: str) -> None:
    assert not allows(OVERLAPPING, frozenset({"read"}), resource)


def test_a_wildcard_that_cannot_be_limited_is_not_allowed() -> None:
    rows = (Row("GET/a/*/c", frozenset({"held"})), Row("GET/a/b/*", frozenset({"missing"})))

    assert access_of(rows, frozenset({"held"})).allowed == ()


LETTERS = ("a", "b")
TEMPLATE = st.tuples(
    st.lists(st.sampled_from([*LETTERS, "{x}"]), min_size=1, max_size=3), st.sampled_from(["", "", "/{proxy+}"])
).map(lambda made: "/" + "/".join(made[0]) + made[1])
OPERATIONS = st.dictionaries(
    st.tuples(st.sampled_from(["GET", "POST", ANY_METHOD]), TEMPLATE),
    st.frozensets(st.sampled_from("xyz"), min_size=1, max_size=2),
    min_size=1,
    max_size=6,
)
PATHS = st.lists(st.sampled_from([*LETTERS, "c"]), min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))


def pattern_of(template: str) -> str:
    return template.replace("{x}", "*").replace("{proxy+}", "*")


def routed(operations: Mapping[tuple[str, str], frozenset[str]], method: str, path: str) -> frozenset[str] | None:
    """The scopes of the operation that API Gateway chooses: by each part of the path in turn a literal one, then a
    parameter, then a greedy one; and the method itself before any.
    """
    templates = [template for _, template in operations if fits(template.split("/"), path.split("/"))]
    for template in sorted(templates, key=rank):
        for each in (method, ANY_METHOD):
            if (each, template) in operations:
                return operations[each, template]
        return None
    return None


def fits(template: list[str], path: list[str]) -> bool:
    if template[-1] == "{proxy+}":
        return len(path) >= len(template) and fits(template[:-1], path[: len(template) - 1])
    return len(template) == len(path) and all(a in ("{x}", b) for a, b in zip(template, path, strict=True))


def rank(template: str) -> list[int]:
    return [2 if part == "{proxy+}" else 1 if part == "{x}" else 0 for part in template.split("/")]


@settings(max_examples=500, deadline=None)
@given(OPERATIONS, st.frozensets(st.sampled_from("xyz")), st.sampled_from(["GET", "POST", "PUT"]), PATHS)
def test_of_no_table_more_is_allowed_than_is_held(
    operations: dict[tuple[str, str], frozenset[str]], scopes: frozenset[str], method: str, path: str
) -> None:
    # A table cannot say of two templates beside each other, such as /{x} and /{proxy+}, which of them a row is for.
    templates = {pattern_of(template): template for _, template in operations}
    known = {made: asked for made, asked in operations.items() if made[1] in templates.values()}
    rows = rows_of(
        [{"method": verb, "path": pattern_of(path), "scopes": asked} for (verb, path), asked in known.items()]
    )

    asked = routed(known, method, path)

    if asked is not None and not asked <= scopes:
        assert not allows(rows, scopes, method + path)


PATTERN = st.text("ab*/", max_size=6)


@given(PATTERN, PATTERN, st.text("ab/", max_size=8))
def test_patterns_that_share_a_text_overlap(one: str, other: str, text: str) -> None:
    if is_match(one, text) and is_match(other, text):
        assert overlap(one, other)


@given(PATTERN.filter(lambda made: "*" in made), PATTERN.filter(lambda made: "*" in made))
def test_wildcards_that_overlap_share_a_text(one: str, other: str) -> None:
    head = max(one.partition("*")[0], other.partition("*")[0], key=len)
    tail = max(one.rpartition("*")[2], other.rpartition("*")[2], key=len)
    text = head + (one + other).replace("*", "") + tail

    assert overlap(one, other) is (is_match(one, text) and is_match(other, text))

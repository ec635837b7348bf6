"""openapi-diff at the edge, and what its word counts for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from comparison import Finding, Tool, Verdict, compare, openapi_diff
from comparison.misses import judged, said_of, table_of_misses
from comparison.openapi_diff import Outcome, changed_parts, outcomes
from comparison.pairs import edited, read_pairs
from contract import Document

FOLDER = Path(__file__).parent / "pairs"
BASE: Mapping[str, Any] = yaml.safe_load((FOLDER / "base.yaml").read_text(encoding="utf-8"))
SKU = "/components/schemas/NewOrder/properties/sku"
README = Path(__file__).parents[2] / "comparison" / "README.md"
VERDICTS = {"text": Verdict.TEXT, "compatible": Verdict.COMPATIBLE, "breaking": Verdict.BREAKING}


def document(root: Mapping[str, Any]) -> Document:
    return Document("x.json", root)


def _saying(outcome: Outcome) -> Tool:
    return lambda _base, _head: outcome.findings


@pytest.fixture(scope="module")
def said() -> Sequence[Outcome]:
    return said_of(read_pairs(FOLDER))


def test_it_reads_only_what_differs() -> None:
    pair = changed_parts(document(BASE), document(edited(BASE, {f"{SKU}/maxLength": 20}, ())))

    assert pair is not None
    for part in pair:
        assert list(part["paths"]) == ["/orders"]
        assert list(part["paths"]["/orders"]) == ["post"]
        assert list(part["components"]["schemas"]) == ["NewOrder"]


def test_it_is_not_asked_where_texts_alone_differ() -> None:
    assert changed_parts(document(BASE), document(edited(BASE, {f"{SKU}/description": "Words."}, ()))) is None


def test_what_it_finds_has_the_operation_and_its_part() -> None:
    found = openapi_diff(document(BASE), document(edited(BASE, {f"{SKU}/maxLength": 20}, ())))

    assert [(each.operation, each.where, each.verdict) for each in found] == [
        ("POST /orders", "the request body", Verdict.BREAKING)
    ]


def test_a_change_that_both_find_says_so() -> None:
    [change] = compare(document(BASE), document(edited(BASE, {f"{SKU}/maxLength": 20}, ())), openapi_diff)

    assert change.found_by == "rules, openapi-diff"


def test_what_no_rule_explains_counts_as_the_tool_says() -> None:
    finding = Finding("odd", Verdict.BREAKING, "GET /orders", "the answer 200", "/paths/~1orders/get/responses/200")

    [change] = compare(document(BASE), document(BASE), lambda _base, _head: [finding])

    assert (change.kind, change.verdict, change.found_by) == ("odd", Verdict.BREAKING, "openapi-diff")


def test_a_text_explains_nothing_that_the_tool_finds() -> None:
    head = edited(BASE, {"/paths/~1orders/get/responses/200/description": "Pages."}, ())
    finding = Finding("odd", Verdict.BREAKING, "GET /orders", "the answer 200", "/paths/~1orders/get/responses/200")

    changes = compare(document(BASE), document(head), lambda _base, _head: (finding,))

    assert {change.kind for change in changes} == {"text", "odd"}


def test_what_it_does_not_read_is_told_as_refused() -> None:
    [outcome] = outcomes([({"openapi": "3.0.3"}, dict(BASE))])

    assert outcome.findings == ()
    assert outcome.refused


@pytest.mark.xdist_group("openapi-diff over all pairs")
def test_what_it_says_beside_the_rules_changes_no_verdict(said: Sequence[Outcome]) -> None:
    wrong = []
    for pair, outcome in zip(read_pairs(FOLDER), said, strict=True):
        changes = compare(*pair.documents(), _saying(outcome))
        if max((change.verdict for change in changes), default=None) != VERDICTS.get(pair.verdict):
            wrong.append(pair.name)
    assert wrong == []


@pytest.mark.xdist_group("openapi-diff over all pairs")
def test_the_readme_lists_what_it_misses(said: Sequence[Outcome]) -> None:
    pairs = read_pairs(FOLDER)

    table = table_of_misses((len(pairs), judged(pairs, said)))

    assert table in README.read_text(encoding="utf-8")

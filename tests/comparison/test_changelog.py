"""The entry that a person reads."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from comparison import Change, Verdict, compare, entry, with_entry
from comparison.grouping import grouped
from comparison.pairs import edited
from comparison.table import table
from contract import Document

BASE: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "pairs" / "base.yaml").read_text(encoding="utf-8"))
DAY = date(2027, 1, 1)
DELETE = "/paths/~1orders~1{orderId}/delete"


def changes(
    values: Mapping[str, Any], dropped: tuple[str, ...] = (), base: Mapping[str, Any] = BASE
) -> tuple[Change, ...]:
    return compare(Document("base.json", base), Document("head.yaml", edited(base, values, dropped)))


def test_an_entry_is_grouped_by_what_happened_and_by_operation() -> None:
    head = {
        "/paths/~1orders/get/parameters/-": {"name": "colour", "in": "query", "schema": {"type": "string"}},
        "/paths/~1orders/get/parameters/0/schema/maximum": 50,
        "/paths/~1orders/get/parameters/2/schema/enum": ["open"],
        f"{DELETE}/deprecated": True,
        f"{DELETE}/x-sunset": "2027-06-30",
        "/paths/~1orders/get/summary": "The orders",
    }

    assert entry(changes(head), "2.0.0", DAY) == (
        """\
## [2.0.0] - 2027-01-01

### Breaking

- `GET /orders`:
  - In the query parameter `limit`, `maximum` is `50` in place of `100`. What a client sends today may be refused.
  - In the query parameter `status`, `paid` is gone. A client that names it is refused.

### Added

- `GET /orders`: The query parameter `colour` is new.

### Changed

- `GET /orders`: Texts and examples read otherwise.

### Deprecated

- `DELETE /orders/{orderId}`:
  - The operation ends on 2027-06-30.
  - The operation is deprecated: clients should leave it.
"""
    )


def test_what_was_announced_is_told_as_removed() -> None:
    base = edited(BASE, {f"{DELETE}/deprecated": True, f"{DELETE}/x-sunset": "2026-12-31"}, ())

    told = entry(changes({}, (DELETE,), base), "2.0.0", DAY)

    assert "### Removed\n\n- `DELETE /orders/{orderId}`: The operation is gone." in told
    assert "It was announced for 2026-12-31." in told


def test_what_operations_share_is_told_once() -> None:
    [(change, operations)] = grouped(changes({"/paths/~1orders~1{orderId}/parameters/0/schema/maxLength": 20}))

    assert operations == ("GET /orders/{orderId}", "DELETE /orders/{orderId}")
    assert change.verdict is Verdict.BREAKING


def test_what_many_answers_share_is_told_once() -> None:
    told = grouped(changes({"/components/schemas/Problem/properties/hint": {"type": "string"}}))

    assert [change.sentence for change, _ in told] == ["`hint` of the answers 400, 404, 409 is new."]


def test_an_entry_stands_above_earlier_ones_and_in_place_of_its_own() -> None:
    log = "# Changelog\n\nWords.\n\n## [1.0.0] - 2026-11-23\n\nThe first.\n"

    once = with_entry(log, "## [1.1.0] - not published yet\n\nSome.\n")
    twice = with_entry(once, "## [1.1.0] - 2027-01-01\n\nMore.\n")

    assert twice == (
        "# Changelog\n\nWords.\n\n## [1.1.0] - 2027-01-01\n\nMore.\n\n## [1.0.0] - 2026-11-23\n\nThe first.\n"
    )


def test_a_table_tells_what_breaks_first_and_counts() -> None:
    lines = table(changes({"/paths/~1orders/get/summary": "The orders"}, (DELETE,)), "1.0.0", "2.0.0").splitlines()

    assert lines[0].startswith("breaking  DELETE /orders/{orderId}  The operation is gone.")
    assert lines[-1] == "1.0.0 → 2.0.0: 1 breaking, 0 compatible, 1 text"

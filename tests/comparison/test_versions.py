"""When a document may be published."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from comparison import Refusal, compare, refusals
from comparison.change import Verdict
from comparison.pairs import edited
from comparison.versions import next_version
from contract import Document

BASE: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "pairs" / "base.yaml").read_text(encoding="utf-8"))
TODAY = date(2027, 1, 1)
DELETE = "/paths/~1orders~1{orderId}/delete"
NOTE = "/components/schemas/Order/properties/note"
STATUS = "/paths/~1orders/get/parameters/2"


def refused(
    base: Mapping[str, Any], values: Mapping[str, Any], dropped: tuple[str, ...] = (), today: date = TODAY
) -> tuple[Refusal, ...]:
    earlier, later = Document("base.json", base), Document("head.yaml", edited(base, values, dropped))
    return refusals(compare(earlier, later), earlier, later, today)


def announced(pointer: str, day: str = "2026-12-31") -> dict[str, Any]:
    return edited(BASE, {f"{pointer}/deprecated": True, f"{pointer}/x-sunset": day}, ())


def version(written: str) -> dict[str, str]:
    return {"/info/version": written}


def test_nothing_changed_and_the_version_may_stay_or_move() -> None:
    assert refused(BASE, {}) == refused(BASE, version("1.0.1")) == ()


def test_a_version_does_not_go_back() -> None:
    [refusal] = refused(BASE, version("0.9.0"))

    assert "0.9.0 is before 1.0.0" in refusal.message


@pytest.mark.parametrize("written", ["1.1", "v2.0.0", "1.02.0", "1.0.0-beta"])
def test_a_version_has_three_numbers(written: str) -> None:
    [refusal] = refused(BASE, version(written))

    assert (refusal.pointer, f"`{written}` is none like 1.2.3" in refusal.message) == ("/info/version", True)


@pytest.mark.parametrize(("verdict", "expected"), [(1, "1.2.4"), (2, "1.3.0"), (3, "2.0.0")])
def test_what_changed_says_which_version_follows(verdict: int, expected: str) -> None:
    assert next_version("1.2.3", Verdict(verdict)) == expected


@pytest.mark.parametrize(
    ("changed", "least"),
    [({"/paths/~1orders/get/summary": "The orders"}, "1.0.1"), ({f"{NOTE}2": {"type": "string"}}, "1.1.0")],
)
def test_a_version_that_moved_too_little_is_refused_with_the_one_to_write(changed: dict[str, Any], least: str) -> None:
    [refusal] = refused(BASE, changed)

    assert refusal.message.endswith(f"Write {least}.")
    assert refused(BASE, {**changed, **version(least)}) == refused(BASE, {**changed, **version("2.0.0")}) == ()


def test_what_breaks_by_surprise_is_refused_whatever_the_version_is() -> None:
    [refusal] = refused(BASE, version("2.0.0"), (DELETE,))

    assert refusal.pointer == DELETE
    assert "DELETE /orders/{orderId}: The operation is gone." in refusal.message
    assert "`deprecated: true` with `x-deprecated-since` and `x-sunset`" in refusal.message


def test_what_breaks_asks_for_a_major_version_too() -> None:
    rules = {refusal.rule for refusal in refused(announced(DELETE), {}, (DELETE,))}

    assert rules == {"version"}


@pytest.mark.parametrize("pointer", [DELETE, STATUS, NOTE])
def test_what_was_announced_may_go_on_its_day(pointer: str) -> None:
    gone = version("2.0.0"), (pointer,)

    assert refused(announced(pointer), *gone, date(2026, 12, 31)) == ()
    early = refused(announced(pointer), *gone, date(2026, 12, 30))
    assert early
    assert all("announced for 2026-12-31, which has not come" in each.message for each in early)


def test_what_an_operation_announces_holds_for_all_of_it() -> None:
    base = announced("/paths/~1orders/get")

    assert refused(base, version("2.0.0"), (STATUS,)) == ()


def test_what_one_operation_announces_holds_for_no_other() -> None:
    base = announced("/paths/~1orders/get")

    messages = [refusal.message for refusal in refused(base, version("2.0.0"), (NOTE,))]

    assert len(messages) == 1
    assert "POST /orders" in messages[0]


def test_a_date_without_deprecated_announces_nothing() -> None:
    base = edited(BASE, {f"{DELETE}/x-sunset": "2026-12-31"}, ())

    assert [refusal.rule for refusal in refused(base, version("2.0.0"), (DELETE,))] == ["operation-removed"]


def test_the_end_of_a_whole_version_is_announced_in_info() -> None:
    base = edited(BASE, {"/info/x-sunset": "2026-12-31"}, ())

    assert refused(base, {**version("2.0.0"), "/servers/0/url": "/v2"}) == ()


def test_to_announce_is_a_minor_version() -> None:
    values = {f"{DELETE}/deprecated": True, f"{DELETE}/x-sunset": "2027-06-30"}

    [refusal] = refused(BASE, values)

    assert refusal.message.endswith("Write 1.1.0.")

import uuid
from typing import Any

import pytest
from jsonschema_rs import Draft4Validator

from handlers.gateway.schemas import draft4
from mutation.changes.values import EDITS, EditValue
from mutation.mutant import Memory
from mutation.places import LAST, MISSING
from tests.mutation.messages import after, answered, asked, value_of

ID = "0192f0c1-7d3a-7c51-9a55-2f6a4a1f8e1"
UUID = {"type": "string", "format": "uuid"}
TIME = {"type": "string", "format": "date-time"}
CLOSED = {"type": "object", "additionalProperties": False, "properties": {"a": {}}}

# The edit, the schema, a value that fits it, and what becomes of it.
FORBIDDEN: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("null", {"type": "string"}, "a", None),
    ("wrong-type", {"type": "string"}, "a", ["a"]),
    ("wrong-type", {"type": "integer"}, 1, "1"),
    ("wrong-type", {"type": "boolean"}, True, "true"),
    ("wrong-type", {"type": "array"}, ["a"], {"0": "a"}),
    ("wrong-type", {"type": "object"}, {"a": 1}, [{"a": 1}]),
    ("wrong-type", {"type": "string", "nullable": True}, None, False),
    ("extra-field", CLOSED, {"a": 1}, {"a": 1, "debug": True}),
    ("out-of-enum", {"enum": ["ready"]}, "ready", "READY_"),
    ("below-minimum", {"minimum": 0}, 4, -1),
    ("below-minimum", {"minLength": 1}, "abc", ""),
    ("below-minimum", {"minItems": 1}, [1, 2], []),
    ("beyond-maximum", {"maximum": 1}, 0.5, 2),
    ("beyond-maximum", {"maxItems": 3}, [1, 2], [1, 2, 1, 2]),
    ("broken-format", UUID, f"{ID}0", ID),
    ("broken-format", TIME, "2026-11-23T09:30:00.000Z", "2026-11-23 09:30:00.000"),
    ("broken-format", {"format": "date"}, "2026-11-23", "23.11.2026"),
    ("broken-format", {"format": "uri"}, "https://a", "no uri https://a"),
    ("fraction", {"type": "integer"}, 3, 3.5),
]
# The schema may well allow what comes out; the contract's words, its links or a second look do not.
BEYOND_SCHEMA: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("off-by-one", {}, 3, 4),
    ("off-by-one", {"maximum": 3}, 3, 2),
    ("turned", {}, True, False),
    ("emptied", {}, "abc", ""),
    ("cut", {}, "abc", "ab"),
    ("other-choice", {"enum": ["a", "b"]}, "b", "a"),
    ("other-id", UUID, "0192-0", "0192-1"),
    ("earlier", TIME, "2026-11-23T09:30:00.000Z", "2006-11-23T09:30:00.000Z"),
    ("forgotten", {"nullable": True}, "a", None),
    ("array-emptied", {}, [1, 2], []),
    ("array-shortened", {}, [1, 2], [1]),
    ("array-doubled", {}, [1, 2], [1, 2, 1, 2]),
    ("array-reversed", {}, [1, 2, 3], [3, 2, 1]),
    ("items-swapped", {}, [1, 2, 3], [1, 3, 2]),
    ("item-repeated", {}, [1, 2], [1, 2, 2]),
    ("nowhere", {}, "/a", "/no/such/place"),
    ("dotted", {}, "/a/b", "$.a.b"),
]


@pytest.mark.parametrize(("edit", "schema", "value", "expected"), FORBIDDEN + BEYOND_SCHEMA)
def test_edit_makes_its_fault(edit: str, schema: dict[str, Any], value: Any, expected: Any) -> None:
    assert EDITS[edit](value, schema) == expected


@pytest.mark.parametrize(("edit", "schema", "value", "expected"), FORBIDDEN)
def test_fault_breaks_the_schema_that_the_value_fits(
    edit: str, schema: dict[str, Any], value: Any, expected: Any
) -> None:
    fits = Draft4Validator(draft4(schema), validate_formats=True, formats={"uuid": _is_uuid}).is_valid

    assert fits(value)
    assert not fits(expected)


def test_missing_takes_the_place_away() -> None:
    assert EDITS["missing"]("a", {}) is MISSING


def test_every_edit_is_in_a_table_of_these_tests() -> None:
    assert {row[0] for row in FORBIDDEN + BEYOND_SCHEMA} | {"missing"} == set(EDITS)


@pytest.mark.parametrize("edit", sorted(set(EDITS) - {"missing", "null", "forgotten", "wrong-type", "nowhere"}))
def test_edit_leaves_null_as_it_is(edit: str) -> None:
    assert EDITS[edit](None, {"enum": ["a"]}) is None


def test_place_in_the_last_item_is_edited_and_the_rest_stays() -> None:
    change = EditValue(("items", LAST, "name"), "missing", {})

    edited = after(change, answered({"items": [{"name": "a"}, {"name": "b", "age": 1}], "next": "c"}))

    assert value_of(edited) == {"items": [{"name": "a"}, {"age": 1}], "next": "c"}


@pytest.mark.parametrize("value", [{"items": []}, {"items": [{}]}, {"items": None}, {}, [], 1])
def test_place_that_is_not_there_leaves_the_answer_as_it_is(value: Any) -> None:
    answer = answered(value)

    assert after(EditValue(("items", LAST, "name"), "null", {}), answer) is answer


def test_answer_that_is_no_json_stays_as_it_is() -> None:
    assert after(EditValue((), "null", {}), answered()) == answered()


def test_place_behind_a_discriminator_is_edited_where_that_says_so() -> None:
    change = EditValue(("score",), "null", {}, where=((("task",), "rank"),))

    assert value_of(after(change, answered({"task": "rank", "score": 1}))) == {"task": "rank", "score": None}
    assert value_of(after(change, answered({"task": "embed", "score": 1}))) == {"task": "embed", "score": 1}


def test_every_second_answer_is_edited() -> None:
    memory, change = Memory(), EditValue(("n",), "off-by-one", {}, every=2)

    values = [value_of(after(change, answered({"n": 1}), asked(), memory))["n"] for _ in range(4)]

    assert values == [1, 2, 1, 2]


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False

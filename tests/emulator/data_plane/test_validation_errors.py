"""How API Gateway words what is wrong with a body: the messages are those that users of AWS have reported."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.data_plane.models import compile_model
from tests.emulator.data_plane.rest_apis import MODELS_URL, Deployed, document, method, mock, snapshot

OWN = {
    "BAD_REQUEST_BODY": {"responseTemplates": {"application/json": '{"error": "$context.error.validationErrorString"}'}}
}


def fault_of(schema: dict[str, Any], body: bytes, **models: dict[str, Any]) -> str:
    declared = method(mock(), requestModels={"application/json": "Model"})
    api = snapshot({"/": {"POST": declared}}, models={"Model": schema, **models}, gateway_responses=OWN)

    answer = Deployed(api).call("POST", "/", body=body)

    assert answer.status == 400
    return str(document(answer)["error"])


NO_TYPE = "does not match any allowed primitive type"
FAULTS: list[tuple[dict[str, Any], object, str]] = [
    ({"type": "number"}, "5", f'instance type (string) {NO_TYPE} (allowed: ["integer","number"])'),
    ({"type": "string"}, True, f'instance type (boolean) {NO_TYPE} (allowed: ["string"])'),
    ({"type": ["string", "null"]}, 1.5, f'instance type (number) {NO_TYPE} (allowed: ["null","string"])'),
    ({"enum": ["dog", 1]}, "cat", 'instance value ("cat") not found in enum (possible values: ["dog",1])'),
    ({"pattern": "[a-z]{4,10}"}, "n@m", 'ECMA 262 regex "[a-z]{4,10}" does not match input string "n@m"'),
    ({"minLength": 3}, "ab", 'string "ab" is too short (length: 2, required minimum: 3)'),
    ({"maxLength": 1}, "ab", 'string "ab" is too long (length: 2, maximum allowed: 1)'),
    ({"minimum": 315}, 1, "numeric instance is lower than the required minimum (minimum: 315, found: 1)"),
    ({"maximum": 5}, 6.5, "numeric instance is greater than the required maximum (maximum: 5, found: 6.5)"),
    (
        {"minimum": 3, "exclusiveMinimum": True},
        3,
        "numeric instance is not strictly greater than the required minimum 3",
    ),
    (
        {"maximum": 3, "exclusiveMaximum": True},
        3,
        "numeric instance is not strictly lower than the required maximum 3",
    ),
    ({"multipleOf": 2}, 3, "remainder of division is not zero (3 / 2)"),
    ({"minItems": 2}, [1], "array is too short: must have at least 2 elements but instance has 1 elements"),
    ({"maxItems": 1}, [1, 2], "array is too long: must have at most 1 elements but instance has 2 elements"),
    ({"uniqueItems": True}, [1, 1], "array must not contain duplicate elements"),
    ({"minProperties": 1}, {}, "object has too few properties (found 0 but schema requires at least 1)"),
    ({"maxProperties": 0}, {"a": 1}, "object has too many properties (found 1 but schema requires at most 0)"),
    (
        {"properties": {"a": {}}, "additionalProperties": False},
        {"c": 1, "b": 1, "a": 2},
        'object instance has properties which are not allowed by the schema: ["b","c"]',
    ),
    (
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        1,
        "instance failed to match at least one required schema among 2",
    ),
    (
        {"oneOf": [{"type": "string"}, {"type": "null"}]},
        1,
        "instance failed to match exactly one schema (matched 0 out of 2)",
    ),
    (
        {"oneOf": [{"type": "integer"}, {}, {"type": "null"}]},
        1,
        "instance failed to match exactly one schema (matched 2 out of 3)",
    ),
    ({"not": {}}, 1, "instance matched a schema which it should not have"),
    ({"required": ["price", "id"]}, {}, 'object has missing required properties (["id","price"])'),
]


@pytest.mark.parametrize(("schema", "value", "fault"), FAULTS, ids=[next(iter(schema)) for schema, _, _ in FAULTS])
def test_fault_is_worded_as_aws_words_it(schema: dict[str, Any], value: object, fault: str) -> None:
    wrapped = {"type": "object", "properties": {"member": schema}}

    assert fault_of(wrapped, json.dumps({"member": value}).encode()) == f"[{fault}]"


def test_members_are_told_by_name_where_nothing_is_wrong_with_what_holds_them() -> None:
    schema = {"properties": {"b": {"type": "string"}, "a": {"type": "string", "maxLength": 1, "pattern": "x"}}}

    assert fault_of(schema, b'{"b": 1, "a": "yy"}') == (
        '[string "yy" is too long (length: 2, maximum allowed: 1),'
        ' ECMA 262 regex "x" does not match input string "yy",'
        ' instance type (integer) does not match any allowed primitive type (allowed: ["string"])]'
    )


def test_members_may_have_names_that_are_numbers() -> None:
    schema = {"additionalProperties": {"type": "null"}}

    assert fault_of(schema, b'{"0": 1, "a": 1, "10": 1}').count("instance type (integer)") == 3


def test_members_of_a_faulty_value_are_not_looked_at() -> None:
    schema = {"required": ["b"], "properties": {"a": {"type": "string"}}}

    assert fault_of(schema, b'{"a": 1}') == '[object has missing required properties (["b"])]'


def test_fault_in_another_model_is_told_too() -> None:
    schema = {"type": "array", "items": {"$ref": f"{MODELS_URL}/Item"}}

    assert fault_of(schema, b"[{}]", Item={"required": ["id"]}) == '[object has missing required properties (["id"])]'


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000])
def test_body_that_cannot_be_read_has_no_more_to_be_said(body: bytes) -> None:
    assert fault_of({"required": ["id"]}, body) == "[Unknown error parsing request body]"


def test_long_list_of_faults_is_cut() -> None:
    fault = fault_of({"items": {"type": "string"}}, json.dumps([1] * 500).encode())

    assert fault.count("instance type (integer)") == 100


@pytest.mark.parametrize("body", [b'{"a":' * 200 + b"1" + b"}" * 200, json.dumps({"a": ["x"] * 1000}).encode()])
def test_choices_are_not_explained_at_any_length(body: bytes) -> None:
    """Each level of such a body, or each item, would be explained for each of the choices above it."""
    node = {"type": "object", "properties": {"a": {"$ref": f"{MODELS_URL}/Model"}}, "required": ["a"]}
    schema = {"oneOf": [node, {**node, "minProperties": 1}]}

    assert fault_of(schema, body) == "[The body does not match the model]"


NAMES = st.sampled_from([*map(str, range(len(FAULTS))), "name"])
SCALARS = st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters(), max_size=9)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=20
)
EVERYTHING = compile_model(
    "Everything",
    {
        "Everything": {
            "schema": json.dumps(
                {
                    "required": ["name"],
                    "properties": {str(number): schema for number, (schema, _, _) in enumerate(FAULTS)},
                    "additionalProperties": {"items": {"type": "string"}},
                }
            )
        }
    },
    "api",
)


@given(VALUES)
def test_there_are_words_for_every_fault_of_every_body(value: object) -> None:
    fault = EVERYTHING.find_fault(json.dumps(value).encode())

    assert fault is None or (fault.startswith("[") and fault.endswith("]"))

"""The reduction of schemas only loosens: whatever the authored schema accepts, the reduced one accepts."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft4Validator

from contract import Document
from contract.reduction import Reduction

Schema = dict[str, Any]

KEYWORDS = {
    "type",
    "description",
    "enum",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minProperties",
    "maxProperties",
    "uniqueItems",
    "required",
    "properties",
    "items",
    "$ref",
}
PATHS = {"openapi": "3.0.3", "info": {}, "paths": {}}


def _document(schemas: Mapping[str, Any]) -> Document:
    return Document("openapi.yaml", {**PATHS, "components": {"schemas": schemas}})


def _reduce(schemas: Mapping[str, Any], name: str) -> Schema:
    """The reduced schema with all that it refers to, as one JSON schema."""
    reduction = Reduction(_document(schemas))
    return {**reduction.reduce(schemas[name]), "components": {"schemas": reduction.shared()}}


def _as_draft_4(node: Any) -> Any:
    """An authored schema as plain JSON Schema, with OpenAPI's own words translated to what they mean in a request."""
    if isinstance(node, list):
        return [_as_draft_4(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    words = {
        key: value if key == "enum" else _as_draft_4(value)
        for key, value in node.items()
        if key not in {"nullable", "readOnly", "discriminator"}
    }
    if isinstance(node.get("properties"), dict):
        words["properties"] = {name: _as_draft_4(each) for name, each in node["properties"].items()}
        one_way = {name for name, each in node["properties"].items() if each.get("readOnly") is True}
        words["required"] = [name for name in node.get("required", []) if name not in one_way]
    words = {key: value for key, value in words.items() if not (key == "required" and not value)}
    return {"anyOf": [{"enum": [None]}, words]} if node.get("nullable") is True else words


def _validator(schemas: Mapping[str, Any], name: str) -> Draft4Validator:
    translated = {each: _as_draft_4(schema) for each, schema in schemas.items()}
    return Draft4Validator({"$ref": f"#/components/schemas/{name}", "components": {"schemas": translated}})


# Instances that mostly satisfy a schema: drawn along it, without checking it.

NAMES = st.sampled_from("abc")
TEXTS = st.text(st.sampled_from("aé😀"), max_size=6)
SCALARS = st.none() | st.booleans() | st.integers(-3, 9) | st.floats(-3, 9, width=16) | TEXTS


def _along(schema: Mapping[str, Any], document: Document, depth: int = 6) -> st.SearchStrategy[Any]:
    schema = document.resolve(schema)
    choices: list[st.SearchStrategy[Any]] = []
    if depth <= 0:
        return SCALARS
    if schema.get("nullable"):
        choices.append(st.none())
    for keyword in ("oneOf", "anyOf"):
        choices += [_along(branch, document, depth - 1) for branch in schema.get(keyword, ())]
    if parts := schema.get("allOf"):
        choices.append(st.tuples(*(_along(part, document, depth - 1) for part in parts)).map(_merged))
    if not choices or "type" in schema:
        choices.append(_along_own(schema, document, depth))
    return st.one_of(choices)


def _merged(values: tuple[Any, ...]) -> Any:
    objects = [value for value in values if isinstance(value, dict)]
    return {name: value for each in objects for name, value in each.items()} if objects else values[0]


def _along_own(schema: Mapping[str, Any], document: Document, depth: int) -> st.SearchStrategy[Any]:
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("type") == "array":
        items = _along(schema.get("items", {}), document, depth - 1)
        return st.lists(items, min_size=schema.get("minItems", 0), max_size=schema.get("minItems", 0) + 2)
    if schema.get("type") == "object":
        properties = {name: _along(each, document, depth - 1) for name, each in schema.get("properties", {}).items()}
        sent = [
            name
            for name in schema.get("required", ())
            if not schema.get("properties", {}).get(name, {}).get("readOnly")
        ]
        required = {name: properties.pop(name, SCALARS) for name in sent}
        return st.fixed_dictionaries(required, optional=properties)
    return _scalars_of(schema).get(schema.get("type", ""), SCALARS | st.dictionaries(NAMES, SCALARS, max_size=2))


def _scalars_of(schema: Mapping[str, Any]) -> dict[str, st.SearchStrategy[Any]]:
    low, high = schema.get("minimum", -3), schema.get("maximum", 9)
    return {
        "string": st.text("aé😀", min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 9), 9)),
        "integer": st.integers(low, max(low, high)),
        "number": st.floats(low, max(low, high)),
        "boolean": st.booleans(),
    }


# Authored schemas.

DECORATIONS = st.fixed_dictionaries(
    {},
    optional={
        "nullable": st.sampled_from([False, False, True]),
        "readOnly": st.booleans(),
        "description": st.just("words"),
        "example": SCALARS,
    },
)


def _references(*names: str) -> st.SearchStrategy[Schema]:
    return st.sampled_from(names).map(lambda name: {"$ref": f"#/components/schemas/{name}"})


def _strings() -> st.SearchStrategy[Schema]:
    lengths = st.fixed_dictionaries({}, optional={"minLength": st.integers(0, 2), "maxLength": st.integers(2, 4)})
    words = st.fixed_dictionaries({}, optional={"enum": st.lists(TEXTS, min_size=1, max_size=3, unique=True)})
    others = st.sampled_from([{}, {"format": "uri"}, {"pattern": "^a"}, {"default": "a"}])
    return st.tuples(lengths, words, others).map(lambda parts: {"type": "string", **parts[0], **parts[1], **parts[2]})


def _numbers() -> st.SearchStrategy[Schema]:
    return st.fixed_dictionaries(
        {"type": st.sampled_from(["integer", "number"])},
        optional={
            "minimum": st.integers(-2, 2),
            "maximum": st.integers(2, 5),
            "exclusiveMinimum": st.booleans(),
            "exclusiveMaximum": st.booleans(),
            "multipleOf": st.sampled_from([1, 2]),
        },
    ).map(lambda schema: {key: value for key, value in schema.items() if _has_its_bound(key, schema)})


def _has_its_bound(keyword: str, schema: Schema) -> bool:
    # Draft 4 has the exclusive words beside their bounds alone.
    bound = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}.get(keyword)
    return bound is None or bound in schema


ANY_TYPE: st.SearchStrategy[Schema] = st.sampled_from(
    [{"type": "boolean"}, {}, {"enum": [1, True, "a"]}, {"enum": [True]}, {"enum": [1, None]}]
)


def _objects(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.fixed_dictionaries(
        {"type": st.just("object"), "properties": st.dictionaries(NAMES, inner, max_size=3)},
        optional={
            "required": st.lists(NAMES, min_size=1, max_size=2, unique=True),
            "additionalProperties": st.booleans() | inner,
            "minProperties": st.integers(0, 1),
            "maxProperties": st.integers(1, 3),
        },
    )


def _arrays(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.fixed_dictionaries(
        {"type": st.just("array"), "items": inner},
        optional={"minItems": st.integers(0, 1), "maxItems": st.integers(1, 3), "uniqueItems": st.booleans()},
    )


def _combinations(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    branches = st.lists(inner, min_size=1, max_size=3)
    combined = st.tuples(st.sampled_from(["oneOf", "anyOf", "allOf"]), branches).map(lambda pair: {pair[0]: pair[1]})
    return st.tuples(combined, st.just({}) | inner).map(lambda pair: {**pair[1], **pair[0]})


def _with_words(schemas: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.tuples(schemas, DECORATIONS).map(lambda pair: {**pair[0], **pair[1]})


def _authored(leaves: st.SearchStrategy[Schema]) -> st.SearchStrategy[Schema]:
    return st.recursive(
        _with_words(leaves), lambda inner: _objects(inner) | _arrays(inner) | _combinations(inner), max_leaves=5
    )


SIMPLE = _strings() | _numbers() | ANY_TYPE


def _alike() -> st.SearchStrategy[Schema]:
    """Combinations of schemas of one type, whose reduction keeps the most and so can go wrong the most."""
    kinds = (_objects(_with_words(SIMPLE)), _arrays(SIMPLE), _strings(), _numbers())
    return st.one_of(*(_combinations(kind) for kind in kinds))


# A combination may refer to a later schema only, as a circle of them means nothing; a property may refer to any.
CIRCULAR = _objects(_references("First", "Third"))
SCHEMAS = st.fixed_dictionaries(
    {
        "First": _authored(SIMPLE | _references("Second", "Third")) | _alike(),
        "Second": _objects(SIMPLE) | CIRCULAR,
        "Third": _authored(SIMPLE),
    }
)


def test_whatever_a_generated_schema_accepts_its_reduction_accepts() -> None:
    accepted = 0

    @settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def only_loosens(data: st.DataObject) -> None:
        nonlocal accepted
        schemas = data.draw(SCHEMAS)
        authored, reduced = _validator(schemas, "First"), Draft4Validator(_reduce(schemas, "First"))
        for _ in range(3):
            instance = data.draw(_along(schemas["First"], _document(schemas)))
            valid = authored.is_valid(instance)
            event(f"authored accepts: {valid}")
            accepted += valid
            assert reduced.is_valid(instance) or not valid

    only_loosens()

    assert accepted > 300, "the instances must be worth something"


def _request_schemas(document: Document) -> Iterator[str]:
    for operation in document.operations():
        for content in document.resolve(operation.raw.get("requestBody", {})).get("content", {}).values():
            yield content["schema"]["$ref"].rpartition("/")[2]


def test_whatever_the_contract_accepts_its_reduction_accepts(contract: Document) -> None:
    schemas = contract.root["components"]["schemas"]
    names = [*_request_schemas(contract), "TaskResult", "Problem"]
    validators = {name: (_validator(schemas, name), Draft4Validator(_reduce(schemas, name))) for name in names}
    accepted = 0

    @settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def only_loosens(data: st.DataObject) -> None:
        nonlocal accepted
        for name, (authored, reduced) in validators.items():
            instance = data.draw(_along(schemas[name], contract))
            valid = authored.is_valid(instance)
            accepted += valid
            assert reduced.is_valid(instance) or not valid

    only_loosens()

    assert accepted > 300


def test_every_example_of_the_contract_is_accepted(contract: Document) -> None:
    schemas = contract.root["components"]["schemas"]
    reduced = Draft4Validator(_reduce(schemas, "Task"))
    examples = contract.operations()[0].raw["requestBody"]["content"]["application/json"]["examples"]

    refused = [name for name, example in examples.items() if not reduced.is_valid(example["value"])]

    assert refused == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SCHEMAS)
def test_a_reduction_is_of_the_words_that_api_gateway_knows(schemas: dict[str, Schema]) -> None:
    reduced = _reduce(schemas, "First")
    components = reduced.pop("components")

    used = {word for each in (reduced, *components["schemas"].values()) for word in _words(each)}

    assert used <= KEYWORDS


def _words(schema: Schema) -> Iterator[str]:
    yield from schema
    for part in (*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])):
        yield from _words(part)


CLOSED_A = {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "string"}}}
CLOSED_B = {"type": "object", "additionalProperties": False, "properties": {"b": {"type": "string"}}}
OPEN_B = {"type": "object", "properties": {"b": {"type": "string"}}}


@pytest.mark.parametrize(
    ("authored", "reduced"),
    [
        ({"type": "string", "nullable": True}, {}),
        ({"type": "string", "maxLength": 5, "minLength": 2}, {"type": "string", "maxLength": 10, "minLength": 2}),
        ({"type": "number", "minimum": 0, "exclusiveMinimum": True}, {"type": "number", "minimum": 0}),
        ({"type": "string", "pattern": "^a$", "format": "uri", "default": "a", "title": "T"}, {"type": "string"}),
        ({"type": "array", "minItems": 1, "maxItems": 2, "items": {}}, {"type": "array", "items": {}}),
        ({"not": {"type": "string"}}, {}),
        (
            {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "number", "minimum": 0}]},
            {"type": "number", "minimum": 0},
        ),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, {}),
        (
            {"oneOf": [{"type": "string", "enum": ["a"]}, {"type": "string", "enum": ["b"]}]},
            {"type": "string", "enum": ["a", "b"]},
        ),
        ({"oneOf": [{"type": "string", "enum": ["a"]}, {"type": "string"}]}, {"type": "string"}),
        (
            {
                "type": "object",
                "required": ["a"],
                "allOf": [{"required": ["b"], "properties": {"b": {"type": "string"}}}],
            },
            {"type": "object", "required": ["a", "b"], "properties": {"b": {"type": "string"}}},
        ),
        (
            {"oneOf": [CLOSED_A, CLOSED_B]},
            {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}},
        ),
        ({"oneOf": [CLOSED_A, OPEN_B]}, {"type": "object", "properties": {"a": {}, "b": {"type": "string"}}}),
        (
            {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "readOnly": True}}},
            {"type": "object", "properties": {"id": {"type": "string"}}},
        ),
        (
            {"required": ["id"], "allOf": [{"properties": {"id": {"allOf": [{"writeOnly": True}]}}}]},
            {"properties": {"id": {}}},
        ),
    ],
    ids=[
        "null cannot be said",
        "lengths in UTF-16 units",
        "an inclusive bound",
        "words that go",
        "lengths of arrays go",
        "not goes",
        "a union of numbers",
        "a union of types",
        "a union of values",
        "a union with any text",
        "a conjunction",
        "closed objects know each other's properties",
        "an open object may have anything in the other's properties",
        "nobody may require what only responses have",
        "nor what only requests have",
    ],
)
def test_what_a_schema_comes_to(authored: Schema, reduced: Schema) -> None:
    assert Reduction(_document({})).reduce(authored) == reduced


def test_a_text_of_astral_characters_fits_when_it_is_counted_as_java_counts() -> None:
    reduced = Reduction(_document({})).reduce({"type": "string", "maxLength": 3})

    assert len("😀😀😀".encode("utf-16-le")) // 2 <= reduced["maxLength"]


def test_a_value_that_python_takes_for_another_stays() -> None:
    reduced = Reduction(_document({})).reduce(
        {"anyOf": [{"enum": [1], "type": "integer"}, {"enum": [True], "type": "integer"}]}
    )

    assert [type(value) for value in reduced["enum"]] == [int, bool]


def test_a_schema_that_contains_itself_is_kept_as_a_reference() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}

    reduced = _reduce({"Node": node}, "Node")

    assert reduced["properties"]["next"] == {"$ref": "#/components/schemas/Node"}
    assert reduced["components"]["schemas"] == {"Node": node}


@pytest.mark.parametrize("keyword", ["allOf", "oneOf", "anyOf"])
def test_a_combination_that_leads_back_to_itself_says_nothing(keyword: str) -> None:
    circle = {keyword: [{"$ref": "#/components/schemas/Circle"}], "type": "object"}

    assert _reduce({"Circle": circle}, "Circle")["type"] == "object"

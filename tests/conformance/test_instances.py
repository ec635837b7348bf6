from typing import Any

import pytest

from conformance.instances import Instance, instances
from contract import Document

CAT = {"kind": "cat", "lives": 9, "toy": {"name": "mouse"}}
DOG = {"kind": "dog", "toy": None}
DOCUMENT = Document(
    "openapi.json",
    {
        "components": {
            "schemas": {
                "Toy": {"type": "object", "properties": {"name": {"type": "string"}}},
                "Cat": {
                    "required": ["kind", "lives"],
                    "properties": {"kind": {"enum": ["cat"]}, "toy": {"$ref": "#/components/schemas/Toy"}},
                },
                "Dog": {
                    "required": ["kind"],
                    "properties": {"kind": {"enum": ["dog"]}, "toy": {"$ref": "#/components/schemas/Toy"}},
                },
                "Pet": {
                    "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                    "discriminator": {
                        "propertyName": "kind",
                        "mapping": {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"},
                    },
                },
                "OldCat": {"allOf": [{"$ref": "#/components/schemas/Cat"}, {"type": "object"}]},
                "Alias": {"$ref": "#/components/schemas/Toy"},
            }
        }
    },
)
CHOICE = {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]}


def found(schema: dict[str, Any], value: Any) -> list[tuple[str, str]]:
    return [(each.component, each.pointer) for each in instances(DOCUMENT, schema, value)]


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("schema", "value", "components"),
    [
        (ref("Toy"), {"name": "mouse"}, [("Toy", "")]),
        (ref("Pet"), CAT, [("Pet", ""), ("Cat", ""), ("Toy", "/toy")]),
        (ref("Pet"), DOG, [("Pet", ""), ("Dog", "")]),
        (CHOICE, CAT, [("Cat", ""), ("Toy", "/toy")]),
        ({"anyOf": [ref("Toy"), ref("Alias")]}, {"name": "mouse"}, []),
        (ref("OldCat"), CAT, [("OldCat", ""), ("Cat", ""), ("Toy", "/toy")]),
        (ref("Alias"), {}, [("Alias", ""), ("Toy", "")]),
        ({"items": ref("Dog")}, [DOG, DOG], [("Dog", "/0"), ("Dog", "/1")]),
        ({"additionalProperties": ref("Toy")}, {"a/b": {}, "c~": {}}, [("Toy", "/a~1b"), ("Toy", "/c~0")]),
        ({"additionalProperties": False, "properties": {"a": ref("Toy")}}, {"a": {}}, [("Toy", "/a")]),
        (ref("Toy"), None, []),
        (ref("Toy"), "no object", []),
        ({}, {"a": [1]}, []),
    ],
)
def test_each_component_of_an_answer_is_found_where_it_stands(
    schema: dict[str, Any], value: Any, components: list[tuple[str, str]]
) -> None:
    assert found(schema, value) == components


def test_an_instance_has_what_the_answer_has() -> None:
    *_, toy = instances(DOCUMENT, ref("Pet"), CAT)

    assert toy == Instance("Toy", "/toy", {"name": "mouse"})

"""A body without branches is checked, and completed, as one with branches is."""

import pytest

from handlers.gateway.problems import Problem
from handlers.gateway.validation import compile_validator

DOCUMENT = {
    "components": {
        "schemas": {
            "Page": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "nullable": True},
                    "limit": {"type": "integer", "default": 10},
                },
            }
        }
    }
}


@pytest.mark.parametrize("schema", [{"$ref": "#/components/schemas/Page"}, DOCUMENT["components"]["schemas"]["Page"]])
def test_a_plain_object_gets_its_defaults(schema: dict[str, object]) -> None:
    validator = compile_validator(schema, DOCUMENT)

    accepted = validator.accept({"name": None})

    assert accepted == {"name": None, "limit": 10}


def test_a_plain_object_that_breaks_its_schema_is_told_where() -> None:
    validator = compile_validator({"$ref": "#/components/schemas/Page"}, DOCUMENT)

    refused = validator.accept({"name": "a", "limit": "b"})

    assert isinstance(refused, Problem)
    assert [violation.pointer for violation in refused.errors] == ["/limit"]


@pytest.mark.parametrize("document", [None, 1, "a", [], True])
def test_what_is_no_object_is_refused(document: object) -> None:
    validator = compile_validator({"$ref": "#/components/schemas/Page"}, DOCUMENT)

    assert isinstance(validator.accept(document), Problem)

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft4Validator

from contract import Document, client_edition, load
from handlers.gateway.schemas import draft4
from mutation.catalogue import mutants
from mutation.mutant import Answer, Mutant
from mutation.samples import media_sample
from tests.mutation.messages import after, answered, value_of

ROOT = Path(__file__).parents[2]
AUTHORED = load(ROOT / "openapi.yaml")
SERVED = Document("served", client_edition(AUTHORED, "https://stage.example/v1"))
CATALOGUE = mutants(SERVED)
# What a response's schema forbids, so that every answer that such a mutant changes breaks it.
FORBIDDEN = {
    *("missing field", "null", "wrong type", "extra field", "out of enum", "below minimum", "beyond maximum"),
    *("broken format", "fraction", "problem lacks member", "problem has null", "problem of wrong type"),
}

NEW = {
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1"},
    "paths": {
        "/pets": {
            "post": {
                "operationId": "createPet",
                "security": [{"Token": ["pets.write"]}],
                "parameters": [{"name": "Only-Once", "in": "header", "schema": {"type": "string", "pattern": "^x"}}],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "additionalProperties": False,
                                "required": ["name"],
                                "properties": {"name": {"type": "string", "maxLength": 9}, "age": {"type": "integer"}},
                            }
                        }
                    }
                },
                "responses": {
                    "201": {
                        "description": "Made.",
                        "headers": {"Location": {"required": True, "schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
                        "links": {"read": {"operationId": "getPet"}},
                    },
                    "400": {"$ref": "#/components/responses/Problem"},
                    "401": {"$ref": "#/components/responses/Problem"},
                    "500": {"$ref": "#/components/responses/Problem"},
                },
            }
        },
        "/pets/{pet}": {
            "parameters": [{"name": "pet", "in": "path", "schema": {"type": "string", "format": "uuid"}}],
            "get": {
                "operationId": "getPet",
                "responses": {
                    "200": {
                        "description": "It.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
                    },
                    "404": {"$ref": "#/components/responses/Problem"},
                },
            },
        },
        "/pets/{pet}/sell": {
            "parameters": [{"name": "pet", "in": "path", "schema": {"type": "string", "format": "uuid"}}],
            "post": {
                "operationId": "sellPet",
                "responses": {
                    "200": {
                        "description": "Sold.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
                    }
                },
            },
        },
    },
    "components": {
        "responses": {
            "Problem": {
                "description": "Wrong.",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
        },
        "schemas": {
            "Pet": {
                "type": "object",
                "required": ["id", "state"],
                "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "state": {"type": "string", "enum": ["here", "sold-out"]},
                },
            },
            "Problem": {
                "type": "object",
                "required": ["type", "status"],
                "properties": {"type": {"type": "string"}, "status": {"type": "integer"}},
            },
        },
    },
}


def of(document: Document, operation: str) -> list[Mutant]:
    return [each for each in mutants(document) if each.operation == operation]


def test_there_are_enough_and_not_too_many() -> None:
    assert 150 <= len(CATALOGUE) <= 450


def test_ids_are_unique_and_readable() -> None:
    assert [name for name, times in Counter(each.id for each in CATALOGUE).items() if times > 1] == []
    assert [each.id for each in CATALOGUE if not re.fullmatch(r"[\w.:-]+", each.id)] == []


def test_schema_fault_breaks_the_documented_schema_wherever_it_changes_an_example() -> None:
    harmless: list[str] = []
    changed = 0
    for mutant in (each for each in CATALOGUE if each.kind in FORBIDDEN):
        fits, examples = _documented(mutant)
        for answer in examples:
            wrong = after(mutant.change, answer)
            changed += wrong != answer
            harmless += [mutant.id] if wrong != answer and fits(value_of(wrong)) else []

    assert harmless == []
    assert changed > 50


def test_order_and_ids_are_the_same_each_time() -> None:
    again = mutants(Document("served", client_edition(AUTHORED, "https://other.example")))

    assert [(each.id, each.said) for each in again] == [(each.id, each.said) for each in CATALOGUE]


@pytest.mark.parametrize("operation", sorted({each.operation_id for each in SERVED.operations()}))
def test_operation_has_mutants_of_its_answers_and_of_its_requests(operation: str) -> None:
    mine = [each for each in CATALOGUE if each.operation == operation]

    assert any(each.response for each in mine)
    assert any(not each.response for each in mine)


def test_every_response_that_every_stage_gives_has_a_mutant() -> None:
    covered = {(each.operation, each.response) for each in CATALOGUE}
    expected = {
        (operation.operation_id, status)
        for operation in SERVED.operations()
        for status in operation.raw["responses"]
        if status[0] in "23" or (status in {"401", "403", "429"} and operation.raw.get("security"))
    }

    assert expected - covered == set()


def test_no_mutant_is_about_answers_of_a_stage_that_is_not_well() -> None:
    assert [each.id for each in CATALOGUE if each.response.startswith("5")] == []


def test_internal_operations_have_none() -> None:
    authored = {each.operation for each in mutants(AUTHORED)}

    assert authored == {each.operation for each in CATALOGUE}


def test_every_kind_of_change_is_in_use() -> None:
    kinds = {each.kind for each in CATALOGUE}

    assert {"missing field", "null", "another tenant's data", "auth skipped", "slow", "list broken"} <= kinds
    assert len(kinds) > 50


def test_new_operation_is_covered_by_what_it_declares() -> None:
    document = Document("pets", NEW)

    created = {each.kind for each in of(document, "createPet")}
    read = {each.kind for each in of(document, "getPet")}

    assert {
        "missing field",
        "header dropped",
        "property ignored",
        "bad input accepted",
        "header ignored",
        "content type ignored",
        "fault on input",
        "not done",
        "slow",
    } <= created
    assert {each.response for each in of(document, "createPet")} >= {"201", "400", "401"}
    assert "answer replayed" in read


def test_action_on_a_thing_is_told_done_by_the_state_that_its_name_begins() -> None:
    document = Document("pets", {**NEW, "paths": _renamed("sell", "sold")})

    assert [each.id for each in of(document, "sellPet") if each.kind == "not done"] == ["sellPet.not-done.action"]


def _documented(mutant: Mutant) -> tuple[Callable[[Any], bool], list[Answer]]:
    """Whether a value fits the schema of the mutant's response, and the examples that do."""
    operation = next(each for each in SERVED.operations() if each.operation_id == mutant.operation)
    media = next(iter(SERVED.resolve(operation.raw["responses"][mutant.response])["content"].values()))
    values = [each["value"] for each in media.get("examples", {}).values()] or [media_sample(SERVED, media)]
    fits = Draft4Validator({**draft4(media["schema"]), "components": _components()}, validate_formats=True).is_valid
    return fits, [answered(value) for value in values if fits(value)]


@cache
def _components() -> Any:
    return draft4(SERVED.root["components"])


def _renamed(old: str, new: str) -> dict[str, object]:
    return {path.replace(f"/{old}", f"/{new}"): item for path, item in NEW["paths"].items()}  # type: ignore[attr-defined]  # a mapping

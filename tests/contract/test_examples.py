"""What the contract shows as an example is what it would accept, and promises to answer."""

from collections.abc import Iterator
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator, oas30_format_checker

from contract import Document, Operation

Example = tuple[str, Any, Any]


def _examples(content: dict[str, Any], place: str) -> Iterator[Example]:
    """Place, schema and value of each example."""
    for media_type, each in content.items():
        named = {name: example["value"] for name, example in each.get("examples", {}).items()}
        if "example" in each:
            named["example"] = each["example"]
        yield from ((f"{place} {media_type} {name}", each["schema"], value) for name, value in named.items())


def _all_examples(document: Document) -> Iterator[Example]:
    for operation in document.operations():
        said = operation.operation_id
        yield from _examples(operation.raw.get("requestBody", {}).get("content", {}), f"{said} request")
        for status, response in operation.raw["responses"].items():
            yield from _examples(response.get("content", {}), f"{said} {status}")
    for name, response in document.root["components"]["responses"].items():
        yield from _examples(response.get("content", {}), name)


def test_every_example_matches_its_schema(contract: Document) -> None:
    checked = 0
    for place, schema, value in _all_examples(contract):
        whole = {**schema, "components": contract.root["components"]}
        errors = [
            error.message for error in OAS30Validator(whole, format_checker=oas30_format_checker).iter_errors(value)
        ]
        assert errors == [], place
        checked += 1

    assert checked >= 50


@pytest.mark.parametrize("kind", ["request", "answer"])
def test_every_json_body_has_an_example(contract: Document, kind: str) -> None:
    lacking = [operation.operation_id for operation in contract.operations() if _lacks(contract, operation, kind)]

    # The contract is its own example, and what a model server is asked by other methods is not for clients to read.
    assert set(lacking) <= {"getContract", "askModelServer"}


def test_every_problem_has_an_example(contract: Document) -> None:
    shared = contract.root["components"]["responses"].items()
    contents = [(name, content) for name, response in shared for content in response.get("content", {}).values()]

    assert [name for name, content in contents if "example" not in content and "examples" not in content] == []


def _lacks(document: Document, operation: Operation, kind: str) -> bool:
    if kind == "request":
        contents = [document.resolve(operation.raw.get("requestBody", {})).get("content", {})]
    else:
        contents = [each.get("content", {}) for status, each in operation.raw["responses"].items() if status < "300"]
    return any("example" not in each and "examples" not in each for content in contents for each in content.values())

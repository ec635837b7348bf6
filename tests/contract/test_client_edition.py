"""What client teams receive: the contract without AWS and without internal operations, and else as it was written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from contract import Document, client_edition, load

Write = Callable[..., Path]
URL = "https://api.example.com/prod"

INTERNAL = """\
  /pets/{pet}/secret:
    get:
      operationId: getSecret
      x-internal: true
      security: [{Internal: []}]
      responses:
        '200': {$ref: '#/components/responses/Secret'}
"""
INTERNAL_PARTS = """\
    Secret:
      type: object
      properties: {pet: {$ref: '#/components/schemas/Pet'}, key: {$ref: '#/components/schemas/Key'}}
    Key: {type: string}
    Unused: {type: string}
  responses:
    Secret: {description: Secret, content: {application/json: {schema: {$ref: '#/components/schemas/Secret'}}}}
"""


@pytest.fixture
def edition(write: Write, sound: str) -> dict[str, Any]:
    """Of the sound contract, with an internal operation and its components."""
    text = sound.replace("components:\n", f"{INTERNAL}components:\n") + INTERNAL_PARTS
    return client_edition(load(write(text)), URL)


def test_it_is_valid_openapi(contract: Document) -> None:
    validate(client_edition(contract, URL))


def test_nothing_of_aws_is_in_it(contract: Document) -> None:
    text = json.dumps(client_edition(contract, URL))

    assert "x-amazon" not in text
    assert "invoke_arn" not in text
    assert "${" not in text


def test_a_greedy_path_is_spelled_as_openapi_has_it(contract: Document) -> None:
    paths = client_edition(contract, URL)["paths"]

    assert set(paths["/models/{proxy}"]) >= {"get", "post"}
    assert not any("+}" in path for path in paths)


def test_its_only_server_is_the_stage(contract: Document) -> None:
    assert client_edition(contract, URL)["servers"] == [{"url": URL}]


def test_tokens_are_asked_for_where_it_is_told(contract: Document) -> None:
    edition = client_edition(contract, URL, "https://login.example.com/token")

    flow = edition["components"]["securitySchemes"]["TeamToken"]["flows"]["clientCredentials"]
    authored = client_edition(contract, URL)["components"]["securitySchemes"]["TeamToken"]
    assert flow == {**authored["flows"]["clientCredentials"], "tokenUrl": "https://login.example.com/token"}


def test_nothing_else_is_changed(contract: Document) -> None:
    edition = client_edition(contract, URL)

    authored = _without_extensions(contract.root)
    spelled = {path.replace("+}", "}"): item for path, item in authored["paths"].items()}
    assert _without(edition, "servers") == _without({**authored, "paths": spelled}, "servers")
    assert list(edition) == [key for key in contract.root if not key.startswith("x-amazon")]


def test_making_it_leaves_the_document_as_it_is(contract: Document) -> None:
    before = json.dumps(contract.root)

    client_edition(contract, URL)

    assert json.dumps(contract.root) == before


def test_an_internal_operation_and_its_empty_path_are_left_out(edition: dict[str, Any]) -> None:
    assert list(edition["paths"]) == ["/pets/{pet}", "/health"]


def test_another_operation_of_the_same_path_stays(write: Write, sound: str) -> None:
    text = sound.replace("      operationId: getHealth\n", "      operationId: getHealth\n      x-internal: true\n")
    text = text.replace("  /health:\n", "  /health:\n    head: {responses: {'200': {description: Well}}}\n")

    edition = client_edition(load(write(text)), URL)

    assert list(edition["paths"]["/health"]) == ["head"]


def test_what_only_an_internal_operation_used_is_left_out(edition: dict[str, Any]) -> None:
    assert list(edition["components"]["responses"]) == []
    assert not {"Secret", "Key"} & set(edition["components"]["schemas"])


def test_what_nobody_used_and_what_others_use_stays(edition: dict[str, Any]) -> None:
    assert {"Pet", "Problem", "Unused"} == set(edition["components"]["schemas"])
    assert "ApiKey" in edition["components"]["securitySchemes"]


def _without(document: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != key}


def _without_extensions(node: Any) -> Any:
    text = json.dumps(node)
    return json.loads(text, object_pairs_hook=lambda pairs: {k: v for k, v in pairs if not k.startswith("x-amazon-")})

"""Security schemes with an authorizer: what API Gateway imports of them, and what the authorizer goes by."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contract import (
    Document,
    access_table,
    authorizer_functions,
    client_edition,
    gateway_body,
    lint,
    lint_as_imported,
    load,
    scopes,
)

ARN = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/f/invocations"
VALUES = {"put_pet.invoke_arn": ARN, "check_token.invoke_arn": ARN}
TOKEN = """\
    Token:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: /token
          scopes:
            pets/write: Change pets.
            pets/read: Read pets.
      x-amazon-apigateway-authtype: custom
      x-amazon-apigateway-authorizer:
        type: request
        identitySource: method.request.header.Authorization
        authorizerUri: ${check_token.invoke_arn}
        authorizerResultTtlInSeconds: 300
"""


@pytest.fixture
def authorized(write: Callable[[str], Path], sound: str) -> Document:
    """The sound contract, its operation opened by a token in place of a key, which the authorizer names."""
    text = sound.replace("[{ApiKey: []}]", "[{Token: [pets/write]}]").replace(
        "    ApiKey: {type: apiKey, in: header, name: x-api-key}\n", TOKEN
    )
    return load(write(text.replace("paths:\n", "x-amazon-apigateway-api-key-source: AUTHORIZER\npaths:\n", 1)))


@pytest.fixture
def body(authorized: Document) -> dict[str, Any]:
    return gateway_body(authorized, VALUES)


def test_a_token_is_imported_as_a_header_that_the_authorizer_checks(body: dict[str, Any]) -> None:
    assert body["components"]["securitySchemes"]["Token"] == {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "x-amazon-apigateway-authtype": "custom",
        "x-amazon-apigateway-authorizer": {
            "type": "request",
            "identitySource": "method.request.header.Authorization",
            "authorizerUri": ARN,
            "authorizerResultTtlInSeconds": 300,
        },
    }


def test_requests_of_an_authorized_operation_count_by_the_key_that_the_authorizer_names(body: dict[str, Any]) -> None:
    assert body["paths"]["/pets/{pet}"]["put"]["security"] == [{"Token": [], "UsageKey": []}]
    assert body["components"]["securitySchemes"]["UsageKey"]["name"] == "x-api-key"
    assert body["paths"]["/health"]["get"]["security"] == []


def test_where_clients_send_keys_themselves_no_other_key_is_asked_for(authorized: Document) -> None:
    root = {name: value for name, value in authorized.root.items() if name != "x-amazon-apigateway-api-key-source"}
    body = gateway_body(Document(authorized.path, root), VALUES)

    assert body["paths"]["/pets/{pet}"]["put"]["security"] == [{"Token": []}]
    assert "UsageKey" not in body["components"]["securitySchemes"]


def test_an_authorizer_that_is_not_cached_is_asked_whatever_is_missing(authorized: Document) -> None:
    body = gateway_body(authorized, VALUES, authorizer_cache=False)

    authorizer = body["components"]["securitySchemes"]["Token"]["x-amazon-apigateway-authorizer"]
    assert authorizer == {"type": "request", "authorizerUri": ARN, "authorizerResultTtlInSeconds": 0}


def test_nothing_that_the_import_does_not_know_is_left(authorized: Document, body: dict[str, Any]) -> None:
    assert lint(authorized) == ()
    assert lint_as_imported(Document("body", body)) == ()


def test_a_scheme_that_the_import_does_not_know_is_found_in_a_document_that_goes_there_as_it_is(
    authorized: Document,
) -> None:
    assert "scheme-type" in {finding.rule for finding in lint_as_imported(authorized)}


def test_the_table_names_each_operation_with_its_scopes(authorized: Document, contract: Document) -> None:
    assert access_table(authorized) == [{"method": "PUT", "path": "/pets/*", "scopes": ["pets/write"]}]
    table = access_table(contract)
    assert {"method": "GET", "path": "/runs/*", "scopes": ["ai-facade/runs.read"]} in table
    assert {"method": "*", "path": "/models/*", "scopes": ["ai-facade/models"]} in table
    assert not [row for row in table if row["path"] in {"/health", "/openapi.json"}]


def test_the_contract_knows_its_authorizers_and_scopes(authorized: Document) -> None:
    assert authorizer_functions(authorized) == ("check_token",)
    assert scopes(authorized) == {"pets/write": "Change pets.", "pets/read": "Read pets."}


@pytest.mark.parametrize(
    ("asked", "said"),
    [("[{Token: []}]", "asks for no scope of Token"), ("[{Token: [pets/eat]}]", "The scope pets/eat is none of Token")],
)
def test_a_scope_that_is_missing_or_unknown_is_found(
    asked: str, said: str, authorized: Document, write: Callable[[str], Path]
) -> None:
    text = Path(authorized.path).read_text(encoding="utf-8").replace("[{Token: [pets/write]}]", asked)

    (found,) = lint(load(write(text)))

    assert found.rule == "security"
    assert said in str(found)


def test_clients_are_told_nothing_of_the_authorizer(authorized: Document) -> None:
    edition = client_edition(authorized, "https://a.example")

    assert list(edition["components"]["securitySchemes"]["Token"]) == ["type", "flows"]

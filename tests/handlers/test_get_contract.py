"""GET /openapi.json: the stage serves its own contract."""

import json

from handlers.gateway.contract import contract
from tests.handlers.calls import assert_keeps_contract, get


def test_the_stage_s_url_is_the_only_server() -> None:
    response = get({"url": "http://127.0.0.1:4566/_aws/execute-api/abc/local"})

    document = json.loads(response["body"])
    assert_keeps_contract(response, "/openapi.json", "get")
    assert document["servers"] == [{"url": "http://127.0.0.1:4566/_aws/execute-api/abc/local"}]


def test_without_the_stage_variable_the_url_is_the_one_that_was_called() -> None:
    document = json.loads(get(None)["body"])

    assert document["servers"] == [{"url": "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/dev"}]


def test_clients_are_told_where_this_stage_gives_tokens() -> None:
    document = json.loads(get({"token_url": "https://tokens.example/oauth2/token"})["body"])

    [(name, scheme)] = document["components"]["securitySchemes"].items()
    written = contract()["components"]["securitySchemes"][name]["flows"]["clientCredentials"]
    assert written["tokenUrl"] == "/oauth2/token"
    assert scheme["flows"] == {"clientCredentials": {**written, "tokenUrl": "https://tokens.example/oauth2/token"}}


def test_nothing_else_of_the_document_changes() -> None:
    document = json.loads(get({"url": "https://api.example.com"})["body"])

    assert {**document, "servers": []} == {**contract(), "servers": []}
    assert list(document) == list(contract())


def test_clients_may_keep_the_document_for_a_minute() -> None:
    assert get(None)["headers"]["Cache-Control"] == "public, max-age=60"


def test_caches_are_told_that_it_comes_compressed_or_not() -> None:
    assert get(None)["headers"]["Vary"] == "Accept-Encoding"


def test_whoever_has_the_document_is_told_that_it_has_not_changed() -> None:
    tag = get(None)["headers"]["ETag"]

    again = get(None, {"If-None-Match": tag})

    assert (again["statusCode"], again["body"]) == (304, "")
    assert again["headers"]["ETag"] == tag
    assert again["headers"]["Cache-Control"] == "public, max-age=60"


def test_another_stage_serves_another_document() -> None:
    tag = get(None)["headers"]["ETag"]

    assert get({"url": "https://api.example.com"}, {"If-None-Match": tag})["statusCode"] == 200


def test_a_tag_that_the_contract_does_not_allow_is_refused() -> None:
    response = get(None, {"If-None-Match": ""})

    assert response["statusCode"] == 400
    assert_keeps_contract(response, "/openapi.json", "get")

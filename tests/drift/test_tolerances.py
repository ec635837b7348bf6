"""What AWS changes by itself is no difference, and all else is: for each tolerance a pair, and one further apart."""

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.place import segments
from drift.stage import read_export
from drift.tolerances import TOLERANCES, export_differences
from drift.wanted import api_name
from tests.drift.exports import STAGE, deployed, gateway, leaves, wanted

INTEGRATION = "x-amazon-apigateway-integration"
VALIDATOR = "x-amazon-apigateway-request-validator"
RESPONSES = "x-amazon-apigateway-gateway-responses"
AUTHORIZER = "x-amazon-apigateway-authorizer"


def document(method: Mapping[str, Any] = MappingProxyType({}), **members: Any) -> dict[str, Any]:
    """As AWS exports it."""
    return {"openapi": "3.0.1", "paths": {"/pets": {"get": {"responses": {}, **method}}}, **members}


def answer(**members: Any) -> dict[str, Any]:
    return {"responses": {"200": {"description": "200 response", "content": {}, **members}}}


def parameter(name: str, **members: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": True, "schema": {"type": "string"}, **members}


def scheme(**authorizer: Any) -> dict[str, Any]:
    return {"type": "apiKey", "in": "header", "name": "Authorization", AUTHORIZER: authorizer}


KEY = {"type": "apiKey", "in": "header", "name": "x-api-key"}
TOKEN = scheme(type="token", authorizerResultTtlInSeconds=300)
PET = {"type": "object", "required": ["name", "tag"]}
ASKS: dict[str, Any] = {"security": [{"Token": []}]}


def secured(method: Mapping[str, Any], **schemes: Any) -> dict[str, Any]:
    return document(method, components={"securitySchemes": schemes})


def modelled(schema: Any, **schemas: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return document(answer(content=content), components={"schemas": schemas} if schemas else {})


# What a tolerance is about: what is wanted, what AWS makes of it, and what it would not make of it.
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "version_of_openapi_is_its_own": (
        document(openapi="3.0.3"),
        document(),
        document(openapi="3.1.0"),
    ),
    "address_is_its_own": (
        document(),
        document(servers=[{"url": "https://a.execute-api.us-east-1.amazonaws.com/{basePath}"}]),
        document(server=[]),
    ),
    "statuses_of_gateway_responses_are_numbers": (
        document(**{RESPONSES: {"THROTTLED": {"statusCode": "429"}}}),
        document(**{RESPONSES: {"THROTTLED": {"statusCode": 429}}}),
        document(**{RESPONSES: {"THROTTLED": {"statusCode": 430}}}),
    ),
    "documentation_is_left_out": (
        document({"summary": "Pets", "description": "All", **answer(description="The pets")}),
        document(answer()),
        document(answer(description="The pets")),
    ),
    "validator_of_all_stands_at_each": (
        {**document(), VALIDATOR: "all"},
        document({VALIDATOR: "all"}),
        document({VALIDATOR: "body"}),
    ),
    "parameters_and_headers_are_text": (
        document({"parameters": [parameter("limit", schema={"type": "integer"})], **answer()}),
        document({"parameters": [parameter("limit")], **answer()}),
        document({"parameters": [parameter("limits")], **answer()}),
    ),
    "responses_without_a_model_have_empty_content": (
        document({"responses": {"200": {"description": "200 response"}}}),
        document(answer()),
        document(answer(content={"text/html": {}})),
    ),
    "parameters_have_no_order": (
        document({"parameters": [parameter("b"), parameter("a")]}),
        document({"parameters": [parameter("a"), parameter("b")]}),
        document({"parameters": [parameter("a"), parameter("a")]}),
    ),
    "defaults_are_written_out_or_not": (
        document({INTEGRATION: {"type": "mock"}}),
        document({INTEGRATION: {"type": "mock", "passthroughBehavior": "when_no_match", "timeoutInMillis": 29_000}}),
        document({INTEGRATION: {"type": "mock", "timeoutInMillis": 28_999}}),
    ),
    "security_of_all_stands_at_each": (
        document(security=[{"Token": []}], components={"securitySchemes": {"Token": TOKEN}}),
        secured(ASKS, Token=TOKEN),
        secured({}, Token=TOKEN),
    ),
    "keys_are_one_scheme": (
        secured({"security": [{"UsageKey": []}]}, UsageKey=KEY),
        secured({"security": [{"api_key": []}]}, api_key=KEY),
        secured({}, api_key=KEY),
    ),
    "schemes_are_asked_for_one_by_one": (
        secured({"security": [{"Token": [], "api_key": []}]}, Token=TOKEN, api_key=KEY),
        secured({"security": [{"api_key": []}, {"Token": []}]}, Token=TOKEN, api_key=KEY),
        secured({"security": [{"Token": []}]}, Token=TOKEN, api_key=KEY),
    ),
    "schemes_that_nothing_asks_for_are_left_out": (
        secured(ASKS, Token=TOKEN, Other=scheme(type="token", authorizerResultTtlInSeconds=0)),
        secured(ASKS, Token=TOKEN),
        secured(ASKS, Token=TOKEN, Another=TOKEN),
    ),
    "authorizers_of_requests_read_no_one_header": (
        secured(ASKS, Token=scheme(type="request")),
        secured(ASKS, Token={**scheme(type="request"), "name": "Unused"}),
        secured(ASKS, Token={**scheme(type="request"), "name": "X-Token"}),
    ),
    "authorizers_defaults_are_written_out_or_not": (
        secured(ASKS, Token=scheme(type="token")),
        secured(ASKS, Token=TOKEN),
        secured(ASKS, Token=scheme(type="token", authorizerResultTtlInSeconds=0)),
    ),
    "schemas_without_a_name_are_given_one": (
        modelled(PET),
        modelled({"$ref": "#/components/schemas/MODELff419e"}, MODELff419e=PET),
        modelled({"$ref": "#/components/schemas/MODELff419e"}, MODELff419e={**PET, "type": "array"}),
    ),
    "required_properties_have_no_order": (
        modelled(PET),
        modelled({**PET, "required": ["tag", "name"]}),
        modelled({**PET, "required": ["tag", "nam"]}),
    ),
}


@cache
def export(stage: str = STAGE) -> dict[str, Any]:
    client = gateway()
    api = deployed(client, wanted(stage).body)
    info = wanted(stage).body["info"]
    assert client.get_rest_api(restApiId=api)["name"] == info["title"]
    return read_export(client, api_name(stage), STAGE)


def test_every_tolerance_has_a_case() -> None:
    assert list(CASES) == [each.change.__name__ for each in TOLERANCES]


@pytest.mark.parametrize("tolerance", TOLERANCES, ids=lambda each: each.change.__name__)
def test_a_tolerance_hides_what_it_names_and_nothing_beside_it(tolerance: Any) -> None:
    body, exported, other = CASES[tolerance.change.__name__]
    rest = tuple(each for each in TOLERANCES if each is not tolerance)

    assert export_differences(body, exported) == ()
    assert export_differences(body, exported, rest) != ()
    assert export_differences(body, other) != ()


@pytest.mark.parametrize("stage", ["local", "dev", "prod"])
def test_the_contract_that_was_imported_is_exported_without_a_difference(stage: str) -> None:
    assert export_differences(wanted(stage).body, export(stage)) == ()


def test_a_comparison_leaves_both_as_they_are() -> None:
    body, exported = wanted().body, export()
    before = json.dumps(body), json.dumps(exported)

    export_differences(body, exported)

    assert (json.dumps(body), json.dumps(exported)) == before


@settings(max_examples=30)
@given(st.data())
def test_any_edit_of_a_leaf_is_found(data: st.DataObject) -> None:
    pointer, value = data.draw(st.sampled_from(foretold()))
    edited = data.draw(st.sampled_from(edits(pointer, value)))

    found = export_differences(wanted().body, put(export(), segments(pointer), edited))

    assert found


@cache
def foretold() -> list[tuple[str, Any]]:
    """All but the address, which is AWS's own."""
    return [(pointer, value) for pointer, value in leaves(export()) if not pointer.startswith("/servers/")]


GONE = object()


def edits(pointer: str, value: Any) -> list[Any]:
    match value:
        case "when_no_match" if pointer.endswith("/passthroughBehavior"):
            return ["never", "when_no_templates", None]  # a default may as well not be written
        case bool():
            return [not value, None, GONE]
        case int():
            return [value + 1, str(value + 1), None, GONE]
        case str():
            return [f"{value}x", f"x{value}", value[:-1], None, GONE]
    return [["more"], None, GONE]


def put(node: Any, keys: list[str], value: Any) -> Any:
    """The same tree, but for one leaf."""
    if not keys:
        return value
    key, *rest = keys
    if isinstance(node, list):
        changed = [put(each, rest, value) if index == int(key) else each for index, each in enumerate(node)]
        return [each for each in changed if each is not GONE]
    below = put(node[key], rest, value)
    return {name: below if name == key else each for name, each in node.items() if name != key or below is not GONE}

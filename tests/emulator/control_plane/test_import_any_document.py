"""Imports: a document with anything anywhere is imported or refused, and the import does not fail."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator.control_plane import ControlPlane
from tests.emulator.control_plane.in_memory import LAMBDA_URI, handled

_NODES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


_WHOLE = {
    "openapi": "3.0.0",
    "info": {"title": "pets", "version": "1"},
    "servers": [{"url": "/v1"}],
    "security": [{"key": []}],
    "components": {
        "schemas": {"Pet": {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}}}}},
        "parameters": {"Q": {"name": "q", "in": "query"}},
        "securitySchemes": {
            "key": {"type": "apiKey", "name": "x-api-key", "in": "header"},
            "token": {"x-amazon-apigateway-authorizer": {"type": "token", "authorizerUri": LAMBDA_URI}},
        },
    },
    "x-amazon-apigateway-request-validators": {"all": {"validateRequestBody": True}},
    "x-amazon-apigateway-gateway-responses": {"THROTTLED": {"responseParameters": {"a": "b"}}},
    "x-amazon-apigateway-binary-media-types": ["image/png"],
    "x-amazon-apigateway-minimum-compression-size": 1,
    "x-amazon-apigateway-endpoint-configuration": {"vpcEndpointIds": ["a"]},
    "paths": {
        "/pets/{id}": {
            "parameters": [{"name": "id", "in": "path"}],
            "post": {
                "parameters": [{"$ref": "#/components/parameters/Q"}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}},
                "responses": {"200": {"headers": {"X": {}}, "content": {"application/json": {"schema": {}}}}},
                "x-amazon-apigateway-integration": {
                    "type": "mock",
                    "timeoutInMillis": 100,
                    "requestTemplates": {"a": "b"},
                    "responses": {"default": {"statusCode": "200"}},
                },
            },
        }
    },
}


def _places(node: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [place, *(deeper for key, value in inside for deeper in _places(value, (*place, key)))]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(_places(_WHOLE)[1:]), node=_NODES)
def test_document_with_anything_anywhere_is_imported_or_refused(
    control_plane: ControlPlane, place: tuple[Any, ...], node: Any
) -> None:
    document = json.loads(json.dumps(_WHOLE))
    owner = document
    for key in place[:-1]:
        owner = owner[key]
    owner[place[-1]] = node

    status, _, body = handled(control_plane, "POST", "/restapis", "mode=import", {}, json.dumps(document).encode())

    assert status in {201, 400}, body

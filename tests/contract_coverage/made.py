"""A small contract, and exchanges that were never made."""

import json
from typing import Any

from contract import Document
from contract_coverage.exchange import Exchange

BASE = "/stage"
JSON = "application/json"


def contract_of(*bodies: Any, **parameters: Any) -> Document:
    """Things that are made, listed and read; `bodies` may have one schema, that of a new thing."""
    body = bodies[0] if bodies else {"type": "object"}
    return Document("openapi.json", {**ROOT, "paths": paths(body, parameters)})


def paths(body: Any, parameters: dict[str, Any]) -> dict[str, Any]:
    made = {
        "description": "Made",
        "headers": {"Location": {"schema": {"type": "string"}}},
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/Thing"}}},
        "links": {
            "read": {"operationId": "getThing", "parameters": {"thingId": "$response.body#/thingId"}},
            "copy": {"operationId": "createThing", "requestBody": {"like": "$response.body#/thingId", "kind": "copy"}},
            "moved": {"operationId": "getThing", "parameters": {"path.thingId": "$response.header.X-Thing"}},
        },
    }
    found = {"description": "It", "content": {JSON: {"schema": {"$ref": "#/components/schemas/Thing"}}}}
    refused = {"description": "Refused", "content": {"application/problem+json": {"schema": {"type": "object"}}}}
    listed = [{"name": name, "in": "query", "schema": schema} for name, schema in parameters.items()]
    return {
        "/things": {
            "post": {
                "operationId": "createThing",
                "requestBody": {"required": True, "content": {JSON: {"schema": body}}},
                "responses": {"201": made, "4XX": refused},
            },
            "get": {
                "operationId": "listThings",
                "parameters": listed,
                "responses": {"200": {"description": "All"}, "400": refused, "default": refused},
            },
        },
        "/things/{thingId}": {
            "parameters": [{"name": "thingId", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {"operationId": "getThing", "responses": {"200": found, "404": refused, "500": refused}},
        },
        "/things/newest": {"get": {"operationId": "getNewest", "responses": {"200": found}}},
    }


ROOT = {
    "openapi": "3.0.3",
    "info": {"title": "things", "version": "1"},
    "servers": [{"url": f"https://things.example{BASE}"}],
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["thingId", "state", "size"],
                "properties": {
                    "thingId": {"type": "string"},
                    "state": {"type": "string", "enum": ["new", "used"]},
                    "size": {"type": "integer", "nullable": True},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                },
            },
            "Round": {
                "type": "object",
                "required": ["shape", "radius"],
                "additionalProperties": False,
                "properties": {
                    "shape": {"type": "string", "enum": ["round"]},
                    "radius": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
                },
            },
            "Square": {
                "type": "object",
                "required": ["shape"],
                "properties": {"shape": {"type": "string", "enum": ["square"]}, "side": {"type": "integer"}},
            },
        }
    },
}
THING = {"thingId": "t-1", "state": "new", "size": None}


def post(body: Any, status: int = 201, answer: Any = None, **more: Any) -> Exchange:
    """`body` as JSON, or text as it is."""
    text = body if isinstance(body, str) else json.dumps(body)
    return exchange("post", "/things", status, answer, body=text, media_type=JSON, **more)


def get(path: str, status: int = 200, answer: Any = None, **more: Any) -> Exchange:
    return exchange("get", path, status, answer, **more)


def exchange(method: str, path: str, status: int, answer: Any = None, **more: Any) -> Exchange:
    text = "" if answer is None else json.dumps(answer)
    media_type = "" if answer is None else JSON if status < 400 else "application/problem+json"
    return Exchange(method, f"{BASE}{path}", status=status, answer_body=text, answer_media_type=media_type, **more)

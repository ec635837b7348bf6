"""The contract of the small API that probes are tried on."""

from collections.abc import Mapping
from typing import Any

ID = {"type": "string", "format": "uuid"}
PATH = {"name": "thingId", "in": "path", "required": True, "schema": ID}
ETAG = {"ETag": {"required": True, "schema": {"type": "string"}}}
BODY = {"title": "A thing", "labels": ["some"], "text": "Some words."}
TEXT = "One is here. Two are there. Three are gone."


def _json(schema: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}, "description": "", **more}


def _query(name: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


PROBLEM = {"description": "", "content": {"application/problem+json": {"schema": {"type": "object"}}}}
THING = {"$ref": "#/components/schemas/Thing"}
LINK = {"operationId": "getThing", "parameters": {"thingId": "$response.body#/thingId"}}
FIRST = {"operationId": "getThing", "parameters": {"thingId": "$response.body#/items/0/thingId"}}
GONE = {"operationId": "deleteThing", "parameters": {"thingId": "$response.body#/thingId"}}
CONTRACT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Things", "version": "1"},
    "paths": {
        "/things": {
            "post": {
                "operationId": "createThing",
                "parameters": [
                    {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 255}}
                ],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/NewThing"},
                            "examples": {"one": {"value": BODY}, "other": {"value": {**BODY, "title": "Another"}}},
                        }
                    }
                },
                "responses": {
                    "202": _json(
                        THING,
                        links={"read": LINK, "delete": GONE},
                        headers={"Location": {"required": True, "schema": {"type": "string"}}},
                    ),
                    "409": PROBLEM,
                    "422": PROBLEM,
                },
            },
            "get": {
                "operationId": "listThings",
                "parameters": [
                    _query("limit", type="integer", minimum=1, maximum=100, default=20),
                    _query("cursor", type="string"),
                    _query("status", type="string", enum=["new", "old"]),
                    _query("label", type="string"),
                ],
                "responses": {
                    "200": _json({"$ref": "#/components/schemas/ThingPage"}, links={"first": FIRST}),
                    "422": PROBLEM,
                },
            },
        },
        "/things/{thingId}": {
            "parameters": [PATH],
            "get": {
                "operationId": "getThing",
                "parameters": [{"name": "If-None-Match", "in": "header", "schema": {"type": "string"}}],
                "responses": {
                    "200": _json(THING, headers=ETAG),
                    "304": {"description": "", "headers": ETAG},
                    "404": PROBLEM,
                },
            },
            "delete": {"operationId": "deleteThing", "responses": {"204": {"description": ""}, "404": PROBLEM}},
        },
        "/shorter": {
            "post": {
                "operationId": "shorten",
                "description": "Results are deterministic.",
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Shorten"},
                            "examples": {"one": {"value": {"text": TEXT, "sentences": 1, "labels": ["a", "b"]}}},
                        }
                    }
                },
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {
                                "schema": {"type": "object"},
                                "examples": {"one": {"value": {"model": "m", "score": 0.5, "parts": ["One is here."]}}},
                            }
                        },
                    }
                },
            }
        },
    },
    "components": {
        "schemas": {
            "NewThing": {
                "type": "object",
                "properties": {
                    "title": {"type": "string"},
                    "labels": {"type": "array", "items": {"type": "string"}},
                    "text": {"type": "string"},
                },
            },
            "Thing": {
                "type": "object",
                "properties": {
                    "thingId": ID,
                    "status": {"type": "string", "enum": ["new", "old"]},
                    "title": {"type": "string"},
                    "labels": {"type": "array", "items": {"type": "string"}},
                    "createdAt": {"type": "string"},
                },
            },
            "ThingPage": {
                "type": "object",
                "properties": {"items": {"type": "array", "items": THING}, "nextCursor": {"type": "string"}},
            },
            "Shorten": {
                "type": "object",
                "required": ["text"],
                "properties": {
                    "text": {"type": "string"},
                    "labels": {"type": "array", "items": {"type": "string"}},
                    "sentences": {
                        "type": "integer",
                        "description": "How many sentences at most.",
                        "minimum": 1,
                        "maximum": 20,
                        "default": 2,
                    },
                },
            },
        }
    },
}

"""Emulator: API Gateway's own operations, and the OpenAPI documents that APIs are imported from."""

import asyncio
import json
import logging

from emulator.control_plane import ControlPlane
from emulator.data_plane.compile import compile_api
from emulator.data_plane.stages import DeployedStages
from fuzzing.failures import first_failure
from fuzzing.sent import assert_sendable, sent_of
from fuzzing.target import Check, Target, Targets

_DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "pets", "version": "1"},
    "paths": {
        "/pets/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {
                "operationId": "getPet",
                "security": [{"Key": []}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}},
                "responses": {"200": {"description": "ok", "headers": {"X": {"schema": {"type": "string"}}}}},
                "x-amazon-apigateway-integration": {
                    "type": "mock",
                    "requestTemplates": {"application/json": '{"statusCode": 200}'},
                    "responses": {"default": {"statusCode": "200"}},
                },
            },
        }
    },
    "components": {
        "schemas": {"Pet": {"type": "object", "properties": {"name": {"type": "string", "nullable": True}}}},
        "securitySchemes": {"Key": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
    },
    "x-amazon-apigateway-request-validators": {"all": {"validateRequestBody": True}},
    "x-amazon-apigateway-gateway-responses": {"DEFAULT_4XX": {"responseTemplates": {"application/json": "{}"}}},
}
_OPENAPI = json.dumps(_DOCUMENT).encode()
_REFRESHED_AFTER = 500  # requests: an API Gateway has quotas, and an input should meet an empty one


class _Plane:
    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._asked = 0
        self._plane = self._new()

    def ask(self, data: bytes) -> None:
        self._asked += 1
        if self._asked % _REFRESHED_AFTER == 0:
            self._plane = self._new()
        sent = sent_of(data)
        headers = dict(sent.headers)
        with first_failure(logging.ERROR):
            status, answered, body = self._loop.run_until_complete(
                self._plane.handle(sent.method, sent.path, sent.query, headers, sent.body)
            )
        assert_sendable(status, tuple(answered.items()))
        assert status < 500 or status == 501, (status, body)

    def _new(self) -> ControlPlane:
        plane = ControlPlane(DeployedStages(), compile_api, region="eu-west-1", account_id="123456789012")
        self._loop.run_until_complete(plane.handle("POST", "/restapis", "mode=import", {}, _OPENAPI))
        return plane


def _open_operations() -> Check:
    return _Plane().ask


def _open_import() -> Check:
    plane = _Plane()

    def check(data: bytes) -> None:
        plane.ask(b"POST /restapis?mode=import&failonwarnings=false\n\n" + data)

    return check


TARGETS: Targets = {
    "control-plane": Target(
        "an answer below 500, or 501",
        _open_operations,
        (
            b'POST /restapis\n\n{"name": "a", "endpointConfiguration": {"types": ["REGIONAL"]}, "tags": {"a": "b"}}',
            b"GET /restapis?limit=2&position=x",
            (
                b'POST /usageplans\n\n{"throttle": {"rateLimit": 1.5, "burstLimit": 2}, "quota": {"limit": 1, '
                b'"period": "DAY"}}'
            ),
            b'POST /apikeys\n\n{"name": "k", "enabled": true, "value": "01234567890123456789"}',
            b"POST /apikeys?mode=import&format=csv\n\nname,key,enabled\na,01234567890123456789,true\n",
            b'PATCH /account\n\n{"patchOperations": [{"op": "replace", "path": "/cloudwatchRoleArn", "value": "x"}]}',
            b"GET /tags/arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Frestapis%2Fx?limit=-1",
            b'POST /domainnames\n\n{"domainName": "a.example.com", "certificateArn": "x"}',
            b'POST /vpclinks\n\n{"name": "v", "targetArns": ["arn"]}',
            b"GET /sdktypes/java?limit=1",
        ),
        (
            *b"""
            /restapis/ /resources/ /stages/ ?limit= --1 &position= "op" "path" "value" "replace" "add" "remove" /tags/
            %2F %00 null 1e999 {} [] "name" ?mode=import \\ud800
            """.split(),
            b"GET ",
            b"PATCH ",
            b"DELETE ",
        ),
    ),
    "openapi-import": Target(
        "an API, or a refusal that says what is wrong with the document",
        _open_import,
        (
            _OPENAPI,
            b'{"swagger": "2.0", "info": {"title": "a"}, "paths": {"/a": {"get": {"responses": {}}}}}',
            (
                b"openapi: 3.0.1\ninfo: {title: a, version: 1}\npaths:\n  /a:\n    get: &g\n      responses: "
                b"{}\n    put: *g\n"
            ),
        ),
        (
            *b"""
            "$ref" #/components/schemas/Pet #/paths/~1pets "parameters" "x-amazon-apigateway-any-method" "security"
            "definitions" "x-amazon-apigateway-authorizer" "x-amazon-apigateway-policy" /{proxy+} !!python/object *a
            "allOf" "servers" "basePath" "swagger" "nullable" null 1e999 2026-01-01 \\ud800
            """.split(),
            b"<<: *g",
            b"&a ",
        ),
        longest=6000,
    ),
}

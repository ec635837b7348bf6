"""A small API that takes what its contract says and nothing else; each of its faults spoils one thing of that."""

import json
import re
import time
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import jsonschema_rs
from werkzeug import Request, Response

from contract import client_edition, digest, load
from tests.checkout import ROOT
from tests.conformance.fake_api import FakeApi, problem

RATE = 5
SIZE = 1024
OTHER_TYPES = {"any-text": "text/plain", "any-form": "multipart/form-data"}
NOTE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["kind", "text", "tags"],
    "properties": {
        "kind": {"type": "string", "enum": ["note"]},
        "text": {"type": "string", "minLength": 1, "maxLength": 300},
        "tags": {
            "type": "array",
            "minItems": 1,
            "maxItems": 5,
            "uniqueItems": True,
            "items": {"type": "string", "minLength": 1, "maxLength": 64},
        },
        "stars": {"type": "integer", "minimum": 1, "maximum": 10},
        "of": {"type": "string", "format": "uuid"},
    },
}
LINE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["kind", "line"],
    "properties": {
        "kind": {"type": "string", "enum": ["line"]},
        "line": {"type": "string", "minLength": 1, "maxLength": 100},
    },
}
BRANCHES = {"note": NOTE, "line": LINE}
EXAMPLES: dict[str, Any] = {
    "note": {"value": {"kind": "note", "text": "Some words.", "tags": ["some", "more"]}},
    "line": {"value": {"kind": "line", "line": "Some words."}},
}
QUERY: dict[str, Any] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 100},
    "status": {"type": "string", "enum": ["new", "old"]},
    "label": {"type": "string", "minLength": 1, "maxLength": 64},
    "month": {"type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])$"},
}
PROBLEM = {"description": "", "content": {"application/problem+json": {"schema": {"type": "object"}}}}
KEY = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "pattern": "^[!-~]+$", "maxLength": 99}}


def _answers(schema: Mapping[str, Any], *statuses: str) -> dict[str, Any]:
    answer = {"description": "", "content": {"application/json": {"schema": schema}}}
    return {"200": answer, **dict.fromkeys(statuses, PROBLEM)}


CONTRACT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Notes", "version": "1"},
    "paths": {
        "/notes": {
            "post": {
                "operationId": "createNote",
                "parameters": [KEY],
                "requestBody": {
                    "description": "At most 1 KiB.",
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Either"},
                            "examples": EXAMPLES,
                        }
                    },
                },
                "responses": _answers({"type": "object"}, "400", "413", "415", "422", "500"),
            },
            "get": {
                "operationId": "listNotes",
                "security": [{"Token": ["notes.read"]}],
                "parameters": [{"name": name, "in": "query", "schema": schema} for name, schema in QUERY.items()],
                "responses": _answers({"type": "object"}, "400", "429", "500"),
            },
        },
        "/health": {
            "get": {
                "operationId": "getHealth",
                "responses": _answers({"type": "object", "properties": {"contract": {"type": "string"}}}),
            }
        },
        "/contract": {
            "get": {
                "operationId": "getContract",
                "responses": _answers({"type": "object", "required": ["openapi", "info", "paths"]}),
            }
        },
    },
    "components": {
        "schemas": {
            "Either": {
                "oneOf": [{"$ref": "#/components/schemas/note"}, {"$ref": "#/components/schemas/line"}],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {name: f"#/components/schemas/{name}" for name in BRANCHES},
                },
            },
            **BRANCHES,
        }
    },
}
DEPLOYED = load(ROOT / "openapi.yaml")


class StrictApi(FakeApi):
    """A fault `loose:note:tags/maxItems` leaves that word out of what is checked; any other stands where it works."""

    def __init__(self, *faults: str) -> None:
        super().__init__(*faults)
        self.used = 0
        self.exceeded = 0.0
        self.checks = {kind: self._check(kind, schema) for kind, schema in BRANCHES.items()}

    def _check(self, kind: str, schema: Mapping[str, Any]) -> jsonschema_rs.Draft4Validator:
        copy = json.loads(json.dumps(schema))
        for fault in self.faults:
            if fault.startswith(f"loose:{kind}:"):
                *names, word = fault.split(":")[2].split("/")
                node = copy
                for name in names:
                    node = node["items"] if name == "*" else node["properties"][name]
                if word.startswith("-"):
                    node["required"].remove(word[1:])
                else:
                    del node[word]
        return jsonschema_rs.Draft4Validator(copy, validate_formats=True, formats={"uuid": _is_uuid})

    def _answer(self, request: Request) -> Response:
        match request.path, request.method:
            case "/openapi.json", _:
                return _said(200, CONTRACT)
            case "/contract", _:
                return _said(200, self._contract())
            case "/health", _:
                return _said(200, {"contract": "0" * 64 if "other-digest" in self.faults else digest(DEPLOYED)})
            case "/notes", "POST":
                return self._post(request)
        return self._listed(request)

    def _contract(self) -> dict[str, Any]:
        token_url = "http://127.0.0.1:1/token" if "tokens-astray" in self.faults else ""
        edition: dict[str, Any] = deepcopy(client_edition(DEPLOYED, "http://127.0.0.1:1", token_url))
        # It is in no network.
        if "other-server" not in self.faults:
            edition["servers"] = []
        if not token_url:
            for scheme in edition["components"]["securitySchemes"].values():
                for flow in scheme["flows"].values():
                    del flow["tokenUrl"]
        if "other-contract" in self.faults:
            edition = {**edition, "info": {**edition["info"], "title": "Another"}}
        return edition

    def _post(self, request: Request) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        longest = 50 if "short-keys" in self.faults else 1000 if "long-keys" in self.faults else 99
        if len(key) > longest or not re.fullmatch("[!-~]*", key):
            return problem(400, "invalid-request")
        refusal = self._unread(request) or self._misread(request.data)
        if refusal is not None:
            return refusal
        said = _said(200, {})
        if "as-asked" in self.faults and "html" in request.headers.get("Accept", ""):
            said.headers["Content-Type"] = "text/html"
        return said

    def _unread(self, request: Request) -> Response | None:
        if len(request.data) > SIZE + ("a-byte-more" in self.faults) - ("a-byte-less" in self.faults):
            return problem(413, "content-too-large")
        media_type, _, more = request.headers.get("Content-Type", "").lower().partition(";")
        known = {"application/json", *(OTHER_TYPES[each] for each in self.faults & OTHER_TYPES.keys())}
        if media_type not in known or (more and "no-charset" in self.faults):
            return problem(415, "invalid-request" if "wrong-kind" in self.faults else "unsupported-media-type")
        return None

    def _misread(self, data: bytes) -> Response | None:
        try:
            body = json.loads(data, object_pairs_hook=self._object, parse_constant=self._constant)
            text = json.dumps(body, ensure_ascii=False)
            if "half-pairs" in self.faults and re.search(r"[\ud800-\udfff]", text):
                return None
            text.encode()
            faults = [] if self._fits(body) else [self._where(body)]
        except (ValueError, RecursionError):
            return problem(400, "invalid-request")
        if faults:
            return problem(400, "invalid-request", errors=[{"pointer": faults[0], "detail": "Not so."}])
        return self._stumbled(body, data)

    def _fits(self, body: Any) -> bool:
        if not isinstance(body, dict):
            return "any-shape" in self.faults
        check = self.checks.get(body.get("kind", ""))
        return bool(check.is_valid(body)) if check else False

    def _where(self, body: Any) -> str:
        check = self.checks.get(body.get("kind", "")) if isinstance(body, dict) else None
        error = next(check.iter_errors(body), None) if check else None
        path = list(error.instance_path) if error else []
        return "/elsewhere" if "points-astray" in self.faults else "".join(f"/{each}" for each in path)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs) and "names-twice" not in self.faults:
            raise ValueError
        return dict(pairs)

    def _constant(self, name: str) -> float:
        raise ValueError(name)

    def _stumbled(self, body: Any, data: bytes) -> Response | None:
        """On good input, and on what a fault lets through."""
        if not isinstance(body, dict):
            return None
        texts = [str(each) for each in (body.get("text", ""), body.get("line", ""), *body.get("tags", ()))]
        reasons = {
            "astral": any(ord(each) > 0xFFFF for text in texts for each in text),
            "nul": any("\0" in text for text in texts),
            "blank": any(text and not text.strip() for text in texts),
            "longest": len(body.get("text", "")) == 300,
            "most-stars": body.get("stars") == 10,
            "many-tags": len(body.get("tags", ())) == 5,
            "shortest": len(str(body.get("line", ".."))) == 1,
            "bare": body["kind"] == "note" and "stars" not in body,
            "escapes": b"\\u0074" in data,
            "spaces": data.startswith(b"\r\n"),
            "backwards": next(iter(body)) != "kind" and len(body) > 1,
        }
        stumbles = next((name for name, there in reasons.items() if there and f"on:{name}" in self.faults), None)
        return problem(500, "internal-error") if stumbles else None

    def _listed(self, request: Request) -> Response:
        slow = request.headers.get("Authorization", "").endswith("of-the-slow")
        if (slow or "shared-rate" in self.faults) and "no-rate" not in self.faults and self._is_exceeded():
            return _slowed("soon" if "no-wait" in self.faults else "1")
        if "alone" in self.faults and len(request.args) > 1:
            return problem(500, "internal-error")
        fits = all(self._is_good(name, value) for name, value in request.args.items())
        return _said(200, {}) if fits else problem(400, "invalid-request")

    def _is_exceeded(self) -> bool:
        """Until a second after it was for the first time."""
        if self.exceeded and time.monotonic() - self.exceeded > 0.9 and "for-ever" not in self.faults:
            self.used, self.exceeded = 0, 0.0
        self.used += 1
        if self.used > RATE:
            self.exceeded = self.exceeded or time.monotonic()
        return self.used > RATE

    def _is_good(self, name: str, value: str) -> bool:
        schema = {word: each for word, each in QUERY[name].items() if f"loose:{name}:{word}" not in self.faults}
        if ("hundred-refused" in self.faults and value == "100") or (f"refused:{name}" in self.faults):
            return False
        number = schema.get("type") == "integer"
        if number and not re.fullmatch("-?[0-9]+", value):
            return False
        return bool(jsonschema_rs.Draft4Validator(schema).is_valid(int(value) if number else value))


def _said(status: int, body: Any) -> Response:
    return Response(json.dumps(body), status=status, mimetype="application/json")


def _slowed(wait: str) -> Response:
    answer = problem(429, "throttled")
    answer.headers["Retry-After"] = wait
    return answer


def _is_uuid(text: str) -> bool:
    return re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) is not None

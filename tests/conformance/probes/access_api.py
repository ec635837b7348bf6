"""The small API of the other probes' tests for teams with tokens: each has its own things, and may do some of it."""

import copy
import json
from base64 import urlsafe_b64encode
from typing import Any

from werkzeug import Request, Response

from conformance.scopes import held
from contract import Document, Routes
from tests.conformance.fake_api import FakeApi, problem, said
from tests.conformance.fake_contract import CONTRACT

READ, WRITE = "things/read", "things/write"
SCOPES = {"getThing": READ, "listThings": READ, "createThing": WRITE, "deleteThing": WRITE}
SECURED = {"401": {"description": ""}, "403": {"description": ""}, "404": {"description": ""}}
HEADERS = "authorization,content-type,idempotency-key,if-none-match"


def _token(team: str, *scopes: str) -> str:
    parts = ({"alg": "RS256"}, {"sub": team, "exp": 2_000_000_000, "scope": " ".join(scopes)})
    encoded = [urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, urlsafe_b64encode(f"signed for {team}".encode()).decode().rstrip("=")])


TOKENS = {
    "API_KEY": _token("team", READ, WRITE),
    "PEER_API_KEY": _token("peer", READ, WRITE),
    "READER_API_KEY": _token("reader", READ),
    "NARROW_API_KEY": _token("team", WRITE),
}
"""By the variable of the environment."""


def access_contract() -> dict[str, Any]:
    """The contract with scopes; `/shorter` needs no token."""
    root = copy.deepcopy(CONTRACT)
    for item in root["paths"].values():
        for operation in item.values():
            scope = SCOPES.get(operation.get("operationId", "")) if isinstance(operation, dict) else None
            if scope is not None:
                operation["security"] = [{"oauth": [scope]}]
                operation["responses"] |= {
                    name: each for name, each in SECURED.items() if name not in operation["responses"]
                }
    flow = {"tokenUrl": "https://example.com", "scopes": {READ: "", WRITE: ""}}
    root["components"]["securitySchemes"] = {"oauth": {"type": "oauth2", "flows": {"clientCredentials": flow}}}
    return root


class AccessApi(FakeApi):
    """Each team has an API of its own behind the door; `faults` are of the door, and of what is behind it."""

    def __init__(self, *faults: str) -> None:
        super().__init__(*faults)
        self.contract = access_contract()
        self.document = Document("openapi.json", self.contract)
        self.behind = {variable: FakeApi() for variable in TOKENS}

    def _answer(self, request: Request) -> Response:
        if request.path == "/openapi.json":
            return said(200, self.contract)
        template = self._template(request.path)
        if template is None:
            return self._astray()
        declared = [each for each in self.document.operations() if each.path == template]
        operation = next((each for each in declared if each.method == request.method.lower()), None)
        if operation is None:
            return self._undeclared(request, [each.method.upper() for each in declared])
        team = self._team(request.headers.get("Authorization", ""))
        if operation.operation_id in SCOPES and team is None:
            return self._unauthorized()
        if team is not None and self._lacks(team, SCOPES.get(operation.operation_id)):
            return self._denied()
        return self._served(request, team or "API_KEY")

    def _lacks(self, team: str, scope: str | None) -> bool:
        if "always-denied" in self.faults:
            return team == "READER_API_KEY"
        return scope is not None and scope not in held(TOKENS[team]) and f"{scope}-skipped" not in self.faults

    def _template(self, path: str) -> str | None:
        if Routes.of(self.document).route(path) is None and "any-path" not in self.faults:
            return None
        return "/things/{thingId}" if path.startswith("/things/") else path.rstrip("/")

    def _team(self, authorization: str) -> str | None:
        """The variable of the token, or None for what no team has."""
        scheme, _, token = authorization.partition(" ")
        known = scheme == "Bearer" if "one-case" in self.faults else scheme.lower() == "bearer"
        found = next((name for name, each in TOKENS.items() if each == token and known), None)
        if found is None and "no-token-taken" in self.faults and not authorization:
            return "API_KEY"
        if found is None and "signature-ignored" in self.faults and token.count(".") == 2 and "." in token[:-1]:
            return next((name for name, each in TOKENS.items() if each.split(".")[1] == token.split(".")[1]), None)
        return found

    def _served(self, request: Request, team: str) -> Response:
        """By the team's own API, or as the fault has it."""
        if "one-for-all" in self.faults or ("any-reader" in self.faults and request.path != "/things"):
            team = "API_KEY"
        if "one-list" in self.faults and request.path == "/things" and request.method == "GET":
            team = "API_KEY"
        if "any-writer" in self.faults and request.method == "DELETE":
            self.behind["API_KEY"]._answer(request)
        answer = self.behind[team]._answer(request)
        if "bad-ids-fail" in self.faults and request.path == "/things/garbage":
            return problem(500, "internal")
        return said(200, {}) if "found-always" in self.faults and answer.status_code == 404 else answer

    def _undeclared(self, request: Request, declared: list[str]) -> Response:
        if request.method == "OPTIONS":
            return self._preflight(declared)
        if "any-method" in self.faults:
            return said(200, {})
        answer = problem(405, "method-not-allowed")
        if "no-allow" not in self.faults:
            answer.headers["Allow"] = ", ".join(
                [*declared, "OPTIONS", *(["TRACE"] if "more-allowed" in self.faults else [])]
            )
        return answer

    def _preflight(self, declared: list[str]) -> Response:
        headers = {
            "Access-Control-Allow-Origin": "https://one.example" if "one-origin" in self.faults else "*",
            "Access-Control-Allow-Methods": "OPTIONS" if "no-methods" in self.faults else ",".join(declared),
            "Access-Control-Allow-Headers": "*" if "stars-only" in self.faults else HEADERS,
            "Access-Control-Max-Age": "99999999" if "kept-for-ever" in self.faults else "7200",
        }
        return Response(status=403 if "preflight-refused" in self.faults else 204, headers=headers)

    def _astray(self) -> Response:
        if "astray-fails" in self.faults:
            return problem(500, "internal")
        return problem(403 if "astray-denied" in self.faults else 404, "not-found")

    def _unauthorized(self) -> Response:
        told = "botocore" if "leaks" in self.faults else "unauthorized"
        answer = problem(401, "unauthorized", detail=told)
        if "no-challenge" not in self.faults:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    def _denied(self) -> Response:
        answer = problem(403, "access-denied")
        if "no-challenge" not in self.faults:
            answer.headers["WWW-Authenticate"] = 'Bearer error="insufficient_scope"'
        return answer

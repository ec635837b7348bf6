"""A small API in memory that keeps the promises which probes hold a stage to; each of its faults breaks one of them."""

import hashlib
import json
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import schemathesis
from requests.structures import CaseInsensitiveDict
from schemathesis.checks import CheckContext
from schemathesis.engine.recorder import ScenarioRecorder
from werkzeug import Request, Response

from conformance.contracts import document_of, operation_of
from conformance.stage import Stage
from tests.conformance.fake_contract import BODY, CONTRACT

OF_EVERY_ANSWER = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "*",
    "Cache-Control": "no-store",
    "Strict-Transport-Security": "max-age=63072000",
    "X-Content-Type-Options": "nosniff",
}


class FakeApi:
    """A WSGI application. Each of `faults` is a name that stands at the place where it does its work."""

    def __init__(self, *faults: str) -> None:
        self.faults = frozenset(faults)
        self.things: list[dict[str, Any]] = []
        self.answers: dict[str, tuple[Any, dict[str, Any]]] = {}
        self.asked = 0
        self.looks: dict[str, int] = {}
        self.lock = threading.Lock()
        for number in range(40):
            self._create({**BODY, "labels": ["before"], "title": f"Before {number}"})

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self.lock:
            answer = self._answer(Request(environ))
        return answer(environ, start_response)

    def _answer(self, request: Request) -> Response:
        self.asked += 1
        if request.path == "/openapi.json":
            return said(200, CONTRACT)
        if request.path == "/shorter":
            return self._shorten(json.loads(request.data))
        if request.path == "/things":
            return self._post(request) if request.method == "POST" else self._list(request.args)
        thing = next((each for each in self.things if request.path == f"/things/{each['thingId']}"), None)
        if thing is None:
            told = 'File "/var/task/things.py"' if "leaks" in self.faults else "not-found"
            return problem(404, "not-found", detail=told)
        return self._delete(thing) if request.method == "DELETE" else self._get(thing, request)

    def _post(self, request: Request) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        body = json.loads(request.data)
        key = key[:200] if "keys-cut" in self.faults else key
        if key in self.answers and "replays-anew" not in self.faults:
            before, thing = self.answers[key]
            if before != body and "reuse-allowed" not in self.faults:
                return problem(422, "forbidden" if "wrong-kind" in self.faults else "idempotency-key-reused")
            if "creates-silently" in self.faults:
                self._create(body)
            return self._made(thing, 200 if "other-status" in self.faults and before == body else 202)
        self.answers[key] = (body, self._create(body))
        return self._made(self.answers[key][1], 202)

    def _create(self, body: dict[str, Any]) -> dict[str, Any]:
        number = len(self.things)
        thing = {
            "thingId": str(uuid.uuid4()),
            "status": ("new", "old")[number % 2],
            "title": body["title"],
            "labels": body["labels"],
            "createdAt": f"2026-11-23T09:{number // 60:02}:{number % 60:02}.000Z",
        }
        self.things.append(thing)
        return thing

    def _made(self, thing: dict[str, Any], status: int) -> Response:
        there = str(uuid.uuid4()) if "location-astray" in self.faults else thing["thingId"]
        return said(status, thing, {"Location": f"/things/{there}"})

    def _list(self, asked: Mapping[str, str]) -> Response:
        found = [each for each in reversed(self.things) if self._chosen(each, asked)]
        if "oldest-first" in self.faults:
            found.reverse()
        if "shows-deleted" not in self.faults:
            found = [each for each in found if "deleted" not in each]
        chosen = [asked.get("status"), asked.get("label")]
        start = 0
        if "cursor" in asked:
            try:
                start, filters = json.loads(asked["cursor"])
            except ValueError:
                start, filters = 0, None
            if filters != chosen and "any-cursor" not in self.faults:
                return problem(422, "unknown-cursor")
        limit = int(asked.get("limit", 100 if "default-ignored" in self.faults else 20))
        end = start + limit
        page = found[start : end + ("limit-overrun" in self.faults)]
        if "item-differs" in self.faults and page:
            page = [*page[:-1], {**page[-1], "title": page[-1]["title"][:-1]}]
        body: dict[str, Any] = {"items": page[1:] if "loses" in self.faults else page}
        if end < len(found):
            again = start if "loops" in self.faults else end - ("repeats" in self.faults and limit > 1)
            body["nextCursor"] = json.dumps([again, chosen])
        return said(200, body)

    def _chosen(self, thing: dict[str, Any], asked: Mapping[str, str]) -> bool:
        status = "status" not in asked or thing["status"] == asked["status"] or "status-ignored" in self.faults
        if "finds-none" in self.faults and "status" in asked:
            return False
        return status and ("label" not in asked or asked["label"] in thing["labels"] or "label-ignored" in self.faults)

    def _get(self, thing: dict[str, Any], request: Request) -> Response:
        """What is looked at grows old, but for the first time."""
        looks = self.looks[thing["thingId"]] = self.looks.get(thing["thingId"], 0) + 1
        thing["status"] = "old" if looks > 1 else thing["status"]
        tag = f'"{hashlib.md5(json.dumps(thing).encode()).hexdigest()}"'
        tag = f'"{self.asked}"' if "unstable-tag" in self.faults else tag
        tag = '"1"' if "never-changing-tag" in self.faults else tag
        wanted = request.headers.get("If-None-Match", "")
        if (tag in wanted and "never-304" not in self.faults) or (wanted and "always-304" in self.faults):
            return Response(status=304, headers={"ETag": '"2"' if "other-tag" in self.faults else tag})
        shown = {**thing, "createdAt": "2000-01-01T00:00:00.000Z"} if "other-time" in self.faults else thing
        shown = {**shown, "thingId": str(uuid.uuid4())} if "other-id" in self.faults else shown
        return said(200, shown, {"ETag": tag})

    def _delete(self, thing: dict[str, Any]) -> Response:
        if "deletes-nothing" not in self.faults:
            self.things.remove(thing)
        if "deletes-all" in self.faults:
            self.things.clear()
        return Response(status=204)

    def _shorten(self, body: dict[str, Any]) -> Response:
        count = 2 if "count-ignored" in self.faults else body.get("sentences", 2)
        parts = [f"{each.rstrip('.')}." for each in body["text"].split(". ")]
        score = self.asked / 1000 if "random" in self.faults else 0.5
        score += 0.1 if "other-score" in self.faults else 0
        if "order-matters" in self.faults and body["labels"][0] == "b":
            score = 0.2
        return said(200, {"model": "m", "score": score, "parts": parts[:count]})


def said(status: int, body: Any, headers: Mapping[str, str] | None = None) -> Response:
    return Response(json.dumps(body), status=status, headers=headers, mimetype="application/json")


def problem(status: int, kind: str, **more: Any) -> Response:
    """As every refusal is that the API itself says, with the headers of all its answers."""
    request_id = str(uuid.uuid4())
    type_ = f"urn:ai-facade:problem:{kind}"
    body = {"type": type_, "status": status, "title": kind, "detail": kind, "requestId": request_id, **more}
    headers = {**OF_EVERY_ANSWER, "x-amzn-requestid": request_id}
    return Response(json.dumps(body), status=status, headers=headers, mimetype="application/problem+json")


def stage_of(api: FakeApi, operation_id: str) -> Stage:
    """As a probe gets it when the operation has had its first answer."""
    schema = schemathesis.openapi.from_wsgi("/openapi.json", api)
    case = schema.find_operation_by_id(operation_id).Case()
    recorder = ScenarioRecorder(label=operation_id)
    recorder.record_case(case=case)
    context = CheckContext(
        override=None,
        auth=None,
        headers=CaseInsensitiveDict({"Authorization": "Bearer of-a-team"}),
        config=schema.config.checks,
        transport_kwargs={"app": api},
        recorder=recorder,
        response_checks=None,
    )
    document = document_of(case)
    operation = operation_of(case)
    assert operation is not None
    return Stage(context, case, document, operation)

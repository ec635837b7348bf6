"""Errors are problem documents (RFC 9457) of one shape, whether the gateway or an operation answers."""

import threading
from collections.abc import Iterator
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.every_answer import every_answer
from conformance.exchange import NOTHING, PROBLEM, Exchange, exchange_of, report

TYPE = "urn:ai-facade:problem:"
MEMBERS = {"type": str, "title": str, "status": int, "detail": str, "requestId": str}
SCOPE_MISSING = TYPE + "access-denied"
BUDGET_EXHAUSTED = TYPE + "budget-exhausted"
MOST_REMEMBERED = 1000
CUT_OFF = "…"  # a long pointer ends with it, and then leads nowhere

_kinds: dict[str, tuple[str, int]] = {}
_LOCK = threading.Lock()


@every_answer
@schemathesis.check
def problem_document(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Each error has one, whose members agree with the answer."""
    exchange = _error(response, case)
    if exchange is not None and exchange.method != "HEAD":
        report(case, "Each error is a problem document that agrees with its answer", _defects(exchange))


@schemathesis.check
def problem_kind(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """A `type` has the same title and the same status wherever it comes up."""
    exchange = _error(response, case)
    problem = exchange.json if exchange is not None else None
    if not isinstance(problem, dict) or not isinstance(problem.get("type"), str):
        return
    kind = (str(problem.get("title")), response.status_code)
    with _LOCK:
        full = len(_kinds) >= MOST_REMEMBERED
        first = _kinds.get(problem["type"], kind) if full else _kinds.setdefault(problem["type"], kind)
    if first != kind:
        said = f"{problem['type']} is {kind[0]!r} with {kind[1]} here, and was {first[0]!r} with {first[1]} before."
        report(case, "A problem's type has one title and one status", [said])


@schemathesis.check
def problem_places(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Each pointer in `errors` leads to a place of the body that was sent."""
    exchange = _error(response, case)
    if exchange is None or not isinstance(exchange.json, dict) or "errors" not in exchange.json:
        return
    report(case, "The errors of a problem lead to places of the request", _misplaced(exchange))


@schemathesis.check
def problem_headers(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """What HTTP asks of some errors: how to authenticate, which methods there are, when to try again."""
    exchange = _error(response, case)
    if exchange is not None:
        report(case, "An error has the headers that its status asks for", _missing_headers(exchange))


def _error(response: Response, case: Case[Any]) -> Exchange | None:
    exchange = exchange_of(response, case) if response.status_code >= 400 else None
    return exchange if exchange is not None and exchange.is_own else None


def _defects(exchange: Exchange) -> Iterator[str]:
    problem = exchange.json
    if exchange.media_type != PROBLEM:
        yield f"The error is of type {exchange.media_type or 'none'} instead of {PROBLEM}."
    if problem is NOTHING or not isinstance(problem, dict):
        yield "The body is empty." if not exchange.response.content else "The body is no JSON object."
        return
    for name, kind in MEMBERS.items():
        if not isinstance(problem.get(name), kind) or not problem[name]:
            yield f"The problem has no {name}."
    if problem.get("status") != exchange.status:
        yield f"The problem says {problem.get('status')}, the answer is {exchange.status}."
    if problem.get("requestId") != exchange.header("x-amzn-requestid"):
        yield "The problem's requestId is not the answer's x-amzn-requestid."
    if not str(problem.get("type")).startswith(TYPE):
        yield f"The problem's type does not begin with {TYPE}."
    if ("resetsAt" in problem) != (problem.get("type") == BUDGET_EXHAUSTED):
        yield "resetsAt belongs to a budget that is exhausted, and to no other problem."


def _misplaced(exchange: Exchange) -> Iterator[str]:
    if exchange.status != 400:
        yield f"Only a bad request has errors; this is {exchange.status}."
    if not isinstance(exchange.json["errors"], list) or exchange.sent_json is NOTHING:
        return
    for error in exchange.json["errors"]:
        pointer = error.get("pointer") if isinstance(error, dict) else None
        if isinstance(pointer, str) and not pointer.endswith(CUT_OFF) and not leads(exchange.sent_json, pointer):
            yield f"The pointer {pointer!r} leads to no place of the body that was sent."


def leads(body: Any, pointer: str) -> bool:
    """Whether a JSON pointer (RFC 6901) leads anywhere."""
    first, *segments = pointer.split("/")
    for segment in segments:
        key = segment.replace("~1", "/").replace("~0", "~")
        if isinstance(body, dict) and key in body:
            body = body[key]
        elif isinstance(body, list) and key.isdecimal() and int(key) < len(body):
            body = body[int(key)]
        else:
            return False
    return first == ""


def _missing_headers(exchange: Exchange) -> Iterator[str]:
    challenge = exchange.header("WWW-Authenticate") or ""
    if exchange.status == 401 and not challenge.startswith("Bearer"):
        yield "A 401 has no `WWW-Authenticate: Bearer` (RFC 9110, 15.5.2)."
    is_for_scope = isinstance(exchange.json, dict) and exchange.json.get("type") == SCOPE_MISSING
    if exchange.status == 403 and is_for_scope and 'error="insufficient_scope"' not in challenge:
        yield 'A 403 for a scope has no `WWW-Authenticate: Bearer error="insufficient_scope"` (RFC 6750, 3.1).'
    allowed = {each.strip().upper() for each in (exchange.header("Allow") or "").split(",")} - {""}
    if exchange.status == 405 and (not allowed or exchange.method in allowed):
        yield f"A 405 for {exchange.method} has `Allow: {', '.join(sorted(allowed))}` (RFC 9110, 15.5.6)."
    if exchange.status in {429, 503} and not (exchange.header("Retry-After") or "").isdecimal():
        yield f"A {exchange.status} has no seconds in `Retry-After`."


CHECKS = (problem_document, problem_kind, problem_places, problem_headers)

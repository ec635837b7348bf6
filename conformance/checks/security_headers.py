"""What answers tell browsers and caches, for safety's sake."""

import re
from collections.abc import Iterator
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.every_answer import every_answer
from conformance.exchange import Exchange, exchange_of, report

HSTS = re.compile(r"max-age=[1-9][0-9]*(; *\w+)*", re.IGNORECASE)
NEVER = ("X-Powered-By", "X-AspNet-Version", "X-Runtime")


@every_answer
@schemathesis.check
def security_headers(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Nothing is guessed, HTTPS stays HTTPS, no cookie is set, and no software is named."""
    exchange = exchange_of(response, case)
    if exchange is None:
        return
    report(case, "An answer sets no cookie", _cookies(exchange))
    if exchange.is_own:
        report(case, "An answer has the security headers", _unsafe(exchange))


@every_answer
@schemathesis.check
def caching(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Nobody keeps an answer but who may: what takes a token is for its caller alone."""
    exchange = exchange_of(response, case)
    if exchange is not None and exchange.is_own:
        report(case, "An answer says who may keep it", _kept(exchange))


def _cookies(exchange: Exchange) -> Iterator[str]:
    """Nor does a server behind the API: its cookies would be the API's own to a browser."""
    if exchange.header("Set-Cookie") is not None:
        yield "Set-Cookie is there."


def _unsafe(exchange: Exchange) -> Iterator[str]:
    if exchange.header("X-Content-Type-Options") != "nosniff":
        yield "X-Content-Type-Options is not nosniff."
    if not HSTS.fullmatch(exchange.header("Strict-Transport-Security") or ""):
        yield "Strict-Transport-Security has no max-age."
    for name in NEVER:
        if exchange.header(name) is not None:
            yield f"{name} is there."


def _kept(exchange: Exchange) -> Iterator[str]:
    value = exchange.header("Cache-Control")
    if value is None:
        yield "Cache-Control is missing."
        return
    said = {each.strip().lower() for each in value.split(",")}
    names = {each.partition("=")[0] for each in said}
    takes_token = bool(exchange.operation.raw.get("security", exchange.document.root.get("security", ())))
    if takes_token and names & {"public", "s-maxage", "immutable"}:
        yield f"The operation takes a token, and `{value}` lets anyone keep its answer."
    if takes_token and any(each.startswith("max-age=") and each != "max-age=0" for each in said):
        yield f"The operation takes a token, and `{value}` lets its answer be kept without asking again."
    if exchange.header("ETag") is None and "no-store" not in names:
        yield f"The answer has no ETag to be asked again with, and is `{value}` instead of no-store."
    if takes_token and exchange.header("ETag") is not None and not {"private", "no-cache"} <= names:
        yield f"The answer has an ETag, and is `{value}` instead of private, no-cache."


CHECKS = (security_headers, caching)

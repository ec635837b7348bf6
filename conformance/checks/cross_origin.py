"""Any web page may call the API, and read what it needs of an answer."""

from collections.abc import Iterator
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.every_answer import every_answer
from conformance.exchange import Exchange, exchange_of, report

# A browser hides them from a page otherwise: https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
EXPOSED = ("Allow", "ETag", "Location", "Retry-After", "WWW-Authenticate", "x-amzn-RequestId")


@every_answer
@schemathesis.check
def cross_origin(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """`Access-Control-Allow-Origin: *`, and the headers that a client goes by are exposed."""
    exchange = exchange_of(response, case)
    if exchange is not None and exchange.is_own:
        report(case, "A web page may read the answer", _hidden(exchange))


def _hidden(exchange: Exchange) -> Iterator[str]:
    origin = exchange.response.headers.get("access-control-allow-origin", [])
    if origin != ["*"]:
        yield f"Access-Control-Allow-Origin is {', '.join(origin) or 'missing'} instead of *."
    if exchange.header("Access-Control-Allow-Credentials") is not None:
        yield "Access-Control-Allow-Credentials is there, although no answer depends on a cookie."
    said = {each.strip().lower() for each in (exchange.header("Access-Control-Expose-Headers") or "").split(",")}
    for name in EXPOSED:
        if exchange.header(name) is not None and not said & {name.lower(), "*"}:
            yield f"Access-Control-Expose-Headers does not name {name}, which the answer has."


CHECKS = (cross_origin,)

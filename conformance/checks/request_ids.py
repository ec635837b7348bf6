"""Every answer has an id of its own, by which it can be asked about."""

import threading
from collections import OrderedDict
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.exchange import report

HEADER = "x-amzn-requestid"
MOST_REMEMBERED = 50_000
_seen: OrderedDict[str, tuple[int, float]] = OrderedDict()
_LOCK = threading.Lock()


@schemathesis.check
def request_id(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """One id in the header, which no other answer has had."""
    said = response.headers.get(HEADER, [])
    if len(said) != 1:
        report(case, "Each answer has a request id", [f"The answer has {len(said)} headers {HEADER} instead of one."])
    answer = (id(response), response.elapsed)  # an answer may be looked at twice
    with _LOCK:
        first = _seen.setdefault(said[0], answer)
        if len(_seen) > MOST_REMEMBERED:
            _seen.popitem(last=False)
    if first != answer:
        report(case, "No two answers have the same request id", [f"{said[0]} was another answer's before."])


CHECKS = (request_id,)

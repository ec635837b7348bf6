"""Operations answer in good time, as a rule: one answer may be late, most may not."""

import threading
from collections import deque
from statistics import median
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.exchange import exchange_of, report

ANSWERS = 9  # cold starts and a machine's stalls are fewer
SLOWEST = 1.5  # seconds
MOST_OPERATIONS = 1000

_elapsed: dict[str, deque[float]] = {}
_LOCK = threading.Lock()


@schemathesis.check
def typical_time(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """The median of an operation's latest answers is short."""
    exchange = exchange_of(response, case)
    if exchange is None or not exchange.is_own:
        return
    with _LOCK:
        if case.operation.label not in _elapsed and len(_elapsed) >= MOST_OPERATIONS:
            return
        latest = _elapsed.setdefault(case.operation.label, deque(maxlen=ANSWERS))
        latest.append(response.elapsed)
        typical = median(latest) if len(latest) == ANSWERS else 0.0
    if typical > SLOWEST:
        said = f"The median of the latest {ANSWERS} answers is {typical:.1f} s; they should take {SLOWEST} s at most."
        report(case, "An operation answers in good time", [said])


CHECKS = (typical_time,)

"""Operations answer in good time, as a rule: one answer may be late, most may not."""

from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.exchange import exchange_of, report
from conformance.pace import IN_GOOD_TIME, PACE


@schemathesis.check
def typical_time(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """An operation's answers are not late again and again, nor slow in the middle."""
    exchange = exchange_of(response, case)
    if exchange is None or not exchange.is_own:
        return
    if said := PACE.slowness(case.operation.label, response.elapsed):
        report(case, IN_GOOD_TIME, [said])


CHECKS = (typical_time,)

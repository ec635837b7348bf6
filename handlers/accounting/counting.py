"""Requests and steps are counted, and told in metrics.

What cannot be counted is told in the log, whole, so that it can be counted by hand.
"""

from dataclasses import asdict

from handlers.telemetry.logs import logger
from handlers.telemetry.metrics import metered, metrics
from handlers.usage.counting import Answered, UsageLog, Worked
from handlers.usage.meter import Meter


def account_for(counted: Answered | Worked, meter: Meter) -> None:
    """Never fails for the log of usage: the answer is known by now, and is given in any case."""
    _count(counted)
    metered(counted.team, meter)
    for unsettled in meter.unsettled:
        fields = asdict(unsettled.reservation) | {"used": unsettled.used}
        logger().error("not settled", exc_info=unsettled.error, extra={"unsettled": fields})
    for call in meter.misjudged:
        fields = {"team": call.team, "model": call.model, "spent": call.spent, "used": call.used}
        logger().error("not used as spent", exc_info=call.error, extra={"misjudged": fields})


def _usage_log() -> UsageLog:
    from handlers.aws import adapters  # noqa: PLC0415 - with botocore, which a function without teams does without

    return adapters.usage_log()


def _count(counted: Answered | Worked) -> None:
    try:
        _usage_log().count(counted)
    except Exception:  # noqa: BLE001 - whatever has failed is in the log, with what was to be counted
        metrics().add("Uncounted", 1)
        fields = asdict(counted) | {"at": counted.at.isoformat()}
        logger().exception("not counted", extra={"uncounted": fields})

"""The models of a request or a step, behind the meter of its team. There is no other way to a model."""

from typing import TYPE_CHECKING

from handlers.aws import adapters
from handlers.models.choice import chosen_models
from handlers.runs.clock import utc_now
from handlers.telemetry.costs import prices

if TYPE_CHECKING:
    from handlers.tasks.ports import Models
    from handlers.usage.meter import Meter


def metered_models(team: str, meter: "Meter") -> "Models":
    from handlers.usage.metering import TeamMetering  # noqa: PLC0415 - it brings NumPy

    prices()  # a stage without a price list is found out before a model is asked, not after
    return chosen_models()(TeamMetering(team, adapters.ledger(), meter, utc_now))

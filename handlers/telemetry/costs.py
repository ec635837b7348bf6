"""What calls cost, by the stage's price list."""

import os
from decimal import Decimal
from functools import cache

from handlers.telemetry.logs import logger
from handlers.usage.counting import ModelCall
from handlers.usage.prices import Prices, read_prices


@cache
def prices() -> Prices:
    return read_prices(os.environ["MODEL_PRICES"])


def cost_of(call: ModelCall) -> Decimal:
    tell_unpriced(call.model)
    return prices().cost(call.model, call.input_tokens, call.output_tokens)


@cache
def tell_unpriced(model: str) -> None:
    """Logs, once a process, that a model has no price: its calls cost nothing then."""
    if model not in prices().by_model:
        logger().warning("no price", extra={"model": model})

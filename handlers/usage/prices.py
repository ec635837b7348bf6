"""What models cost. Money is in US dollars and, until it is shown, in decimal numbers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

MILLION = Decimal(1_000_000)
DECIMALS = Decimal("1e-10")  # less than a token costs
FREE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Price:
    """In dollars for a million tokens."""

    input: Decimal
    output: Decimal

    def cost(self, input_tokens: int, output_tokens: int) -> Decimal:
        cost = (self.input * input_tokens + self.output * output_tokens) / MILLION
        return cost.quantize(DECIMALS)


@dataclass(frozen=True, slots=True)
class Prices:
    by_model: Mapping[str, Price]

    def cost(self, model: str, input_tokens: int, output_tokens: int) -> Decimal:
        """A model without a price costs nothing."""
        price = self.by_model.get(model)
        return FREE if price is None else price.cost(input_tokens, output_tokens)


def read_prices(text: str) -> Prices:
    """`{model: {"input": 0.01, "output": 0}}`, in dollars for a million tokens."""
    document = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return Prices({model: Price(price["input"], price["output"]) for model, price in document.items()})

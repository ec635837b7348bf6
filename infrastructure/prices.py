"""What a model's tokens cost a team, in USD per million: to be set by whoever runs the facade.

Amazon Bedrock's are its on-demand prices in US East as they stood when this was written
(https://aws.amazon.com/bedrock/pricing/). The embedded model costs the time of its function, of which this is a guess.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

EMBEDDED_MODEL = "wordllama-l2-supercat-256"


@dataclass(frozen=True, slots=True)
class Price:
    input: float
    output: float


PRICES: Mapping[str, Price] = MappingProxyType(
    {
        EMBEDDED_MODEL: Price(0.01, 0.01),
        "us.amazon.nova-micro-v1:0": Price(0.035, 0.14),
        "us.amazon.nova-lite-v1:0": Price(0.06, 0.24),
        "us.amazon.nova-pro-v1:0": Price(0.80, 3.20),
        "amazon.titan-embed-text-v2:0": Price(0.02, 0.0),
    }
)

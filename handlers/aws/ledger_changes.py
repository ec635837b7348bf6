"""What a ledger's item is asked to become: each is one UpdateItem, applied whole or not at all.

SDKs send an update again whose answer was lost. So each has a condition that the update itself ends: applied once, it
is refused from then on.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.aws.attributes import attributes
from handlers.aws.changes import Request

RESERVE = {
    "UpdateExpression": "SET #held = #held + :tokens, #reservations.#id = :entry",
    "ConditionExpression": "#held <= :room AND size(#reservations) < :most AND attribute_not_exists(#reservations.#id)",
}
# A nested attribute can be set in a map alone that is there.
BEGIN = {
    "UpdateExpression": "SET #held = :tokens, #settled = :none, #reservations = :entries, #expires = :expires",
    "ConditionExpression": "attribute_not_exists(#held)",
}
SETTLE = {
    "UpdateExpression": "SET #held = #held - :unused, #settled = #settled + :used REMOVE #reservations.#id",
    "ConditionExpression": "#reservations.#id.#expires > :now",
}
# Known by its writer's mark: nothing else tells it from another that spends as much.
SPEND = {
    "UpdateExpression": "SET #held = #held + :tokens, #settled = #settled + :tokens, #writer = :mark",
    "ConditionExpression": "#held <= :room AND (attribute_not_exists(#writer) OR #writer <> :mark)",
}
# Expressions may have 4 KB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
MOST_SWEPT = 100
_NAMES = ("held", "settled", "reservations", "expires")


def change(expressions: Mapping[str, str], values: Mapping[str, Any], **own: str) -> Request:
    """`values`, and the names that are a call's `own`, by what the expressions call them."""
    text = " ".join(expressions.values())
    names = {f"#{name}": name for name in _NAMES if f"#{name}" in text}
    names |= {f"#{name}": attribute for name, attribute in own.items()}
    places = attributes({f":{name}": value for name, value in values.items()})
    return {**expressions, "ExpressionAttributeNames": names, "ExpressionAttributeValues": places}


def sweep(expired: Sequence[str]) -> Request:
    """Forgets reservations that have expired; what they hold stays held."""
    ids = {f"#{number}": name for number, name in enumerate(expired[:MOST_SWEPT])}
    return {
        "UpdateExpression": f"REMOVE {', '.join(f'#reservations.{place}' for place in ids)}",
        "ConditionExpression": "attribute_exists(#reservations)",
        "ExpressionAttributeNames": {"#reservations": "reservations", **ids},
    }

"""What a team used on a day by an operation and a model, as an item of the ledger's table, and back.

Its numbers are `requests`, `errors`, `input`, `output`, and `l37` for the requests in bucket 37 of the latencies.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC
from urllib.parse import quote, unquote

from handlers.aws.attributes import AttributeMap, attributes
from handlers.aws.changes import Request
from handlers.usage.counting import Answered, UsageRow, Worked
from handlers.usage.latency import bucket_of

PREFIX = "USAGE#"
_LATENCY = "l"
_FIRST_ERROR = 400


def usage_key(counted: Answered | Worked, model: str | None) -> Request:
    """No model is an empty last part. Names are quoted: a model's may be an ARN, and hold whatever parts a key."""
    day = counted.at.astimezone(UTC).date().isoformat()
    parts = (quote(part, safe="") for part in (counted.operation, model or ""))
    return attributes({"pk": counted.team, "sk": f"{PREFIX}{day}#{'#'.join(parts)}"})


def additions(counted: Answered | Worked) -> Mapping[str | None, Mapping[str, int]]:
    """By model, what is added to the numbers of its item."""
    added: dict[str | None, Counter[str]] = {}
    for call in counted.calls:
        added.setdefault(call.model, Counter()).update(input=call.input_tokens, output=call.output_tokens)
    if isinstance(counted, Answered):
        first = next(iter(added), None)
        errors = int(counted.status >= _FIRST_ERROR)
        latency = f"{_LATENCY}{bucket_of(counted.milliseconds)}"
        added.setdefault(first, Counter()).update({"requests": 1, "errors": errors, latency: 1})
    return added


def usage_row(item: AttributeMap) -> UsageRow:
    _, day, operation, model = item["sk"]["S"].split("#")
    numbers = {name: int(held["N"]) for name, held in item.items() if "N" in held}
    return UsageRow(
        day=day,
        operation=unquote(operation),
        model=unquote(model) or None,
        requests=numbers.get("requests", 0),
        errors=numbers.get("errors", 0),
        input_tokens=numbers.get("input", 0),
        output_tokens=numbers.get("output", 0),
        latencies={int(name[1:]): count for name, count in numbers.items() if name.startswith(_LATENCY)},
    )

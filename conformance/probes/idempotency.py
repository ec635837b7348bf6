"""A creation sent again with its `Idempotency-Key` creates nothing; with another body it is refused."""

import uuid

from conformance.probing import probe
from conformance.reading import IDEMPOTENCY_KEY, is_idempotent_by_key, request_examples
from conformance.stage import Stage

REPLAYED = "A creation with the same Idempotency-Key answers as the first time"


@probe(is_idempotent_by_key)
def idempotency_replay(stage: Stage) -> None:
    """The same key with the same body answers as the first time, and another key creates anew."""
    body, *_ = request_examples(stage.document, stage.operation).values()
    headers = {IDEMPOTENCY_KEY: str(uuid.uuid4())}

    first, again = (stage.create(stage.operation, body, headers=headers) for _ in range(2))
    other = stage.create(stage.operation, body)

    ids = {name for name in first.json if name.endswith("Id") and isinstance(first.json[name], str)}
    if any(again.json[name] != first.json[name] for name in ids) or again.status != first.status:
        stage.broken(REPLAYED, "The answer names something else than the first one did.", again, first)
    if ids and all(other.json[name] == first.json[name] for name in ids):
        stage.broken(
            "Another Idempotency-Key creates anew", "It was answered with what the first key made.", other, first
        )

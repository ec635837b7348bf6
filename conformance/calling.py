"""A call that would succeed but for who calls, or but for what its path names."""

import uuid
from collections.abc import Mapping
from typing import Any

from conformance.addresses import nobodys
from conformance.callers import Caller, token_of
from conformance.reading import IDEMPOTENCY_KEY, is_idempotent_by_key, request_examples
from conformance.scopes import allows
from conformance.sharing import until
from conformance.stage import Answer, Stage
from contract import Operation

SECONDS = 5.0
"""How long a team whose rate is used up is waited for; after that its 429 is the answer."""


def called(
    stage: Stage,
    operation: Operation | None = None,
    *,
    path: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Answer:
    """With the first documented example, and ids that nobody has where no path is given; `more` as for Stage.ask."""
    operation = operation or stage.operation
    keyed = {IDEMPOTENCY_KEY: str(uuid.uuid4())} if is_idempotent_by_key(stage.document, operation) else {}
    if "body" not in more and (shown := request_examples(stage.document, operation)):
        more["body"] = next(iter(shown.values()))
    path = nobodys(stage.document, operation) if path is None else path
    return until(
        lambda answer: answer.status != 429,
        lambda: stage.ask(operation, path=path, headers={**keyed, **(headers or {})}, **more),
        seconds=SECONDS,
        pause=0.5,
    )


def peer_may(stage: Stage, operation: Operation) -> bool:
    """Whether there is a PEER, and its token says that it may call the operation."""
    token = token_of(Caller.PEER)
    return token is not None and allows(token, stage.document, operation)


def made_by_peer(stage: Stage, creation: Operation) -> Answer | None:
    """None where PEER may not, or has called too often."""
    answer = called(stage, creation, caller=Caller.PEER) if peer_may(stage, creation) else None
    return answer if answer is not None and 200 <= answer.status < 300 else None

"""Idempotency-Key: what was created once answers again and is not created anew.

Powertools keeps the records; its module comes with boto3 (0.1 s), so it is imported when a request has a key.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from handlers.gateway.events import Received
from handlers.gateway.parameters import accept_parameters
from handlers.gateway.problems import IDEMPOTENCY_IN_PROGRESS, IDEMPOTENCY_KEY_REUSED, Problem
from handlers.gateway.responses import Json
from handlers.telemetry.logs import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer

HEADER = "Idempotency-Key"
EXPIRES_AFTER_SECONDS = 24 * 3600
RETRY_AFTER = 1  # seconds
KEY_PREFIX = "request"  # of a record's id; the tenant and the operation are in what is hashed after it

IN_PROGRESS = Problem(
    IDEMPOTENCY_IN_PROGRESS,
    "A request with this Idempotency-Key is on its way. Wait for Retry-After seconds and send yours again.",
    retry_after=RETRY_AFTER,
)
KEY_REUSED = Problem(
    IDEMPOTENCY_KEY_REUSED,
    "This Idempotency-Key was sent before with another body. Use a new key for a new request.",
)


def once(operation_id: str, received: Received, body: Any, create: Callable[[], Json | Problem]) -> Json | Problem:
    """The answer of `create`, which runs once for a tenant, an operation, a key and a `body`, the parsed one.

    Later requests of that key get the first one's answer. A problem is no creation: after it, or after a crash, the
    next request of the key tries anew. Without a key every request creates.
    """
    parameters = accept_parameters(operation_id, received)
    if isinstance(parameters, Problem):
        return parameters
    key = parameters.get(HEADER)
    if key is None:
        return create()
    # A digest stands for the body, since Powertools copies and serializes what it is given, several times.
    order = {"key": [received.tenant, operation_id, key], "body": _digest(body)}
    return _created_once(order, _Deadline(received.deadline), create)


def _created_once(order: dict[str, Any], deadline: "_Deadline", create: Callable[[], Json | Problem]) -> Json | Problem:
    from aws_lambda_powertools.utilities.idempotency import (  # noqa: PLC0415 - only who sends a key waits for it
        IdempotencyConfig,
        idempotent_function,
    )
    from aws_lambda_powertools.utilities.idempotency import exceptions as errors  # noqa: PLC0415 - as above

    made: list[Json] = []

    def creation(*, order: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - Powertools reads it: the key is in it
        made.append(_created(create()))
        return _kept(made[0])

    config = IdempotencyConfig(
        event_key_jmespath="key",
        payload_validation_jmespath="body",
        raise_on_no_idempotency_key=True,
        expires_after_seconds=EXPIRES_AFTER_SECONDS,
        hash_function="sha256",
        lambda_context=cast("Any", deadline),  # Powertools calls no other method of Lambda's context
    )
    created: Callable[..., dict[str, Any]] = idempotent_function(
        creation, data_keyword_argument="order", persistence_store=_records(), config=config, key_prefix=KEY_PREFIX
    )
    try:
        return _answer(created(order=order))
    except _RefusedError as refused:
        return refused.problem
    except errors.IdempotencyValidationError:
        return KEY_REUSED
    except (errors.IdempotencyAlreadyInProgressError, errors.IdempotencyInconsistentStateError):
        return IN_PROGRESS
    except errors.IdempotencyPersistenceLayerError as error:
        if not made:
            raise
        # It is created, whether or not that could be written down: told otherwise, the caller would create it again.
        logger().warning("answer not kept", extra={"cause": type(error.__cause__).__name__})
        return made[0]


@cache
def _records() -> "DynamoDBPersistenceLayer":
    """One a process: each that is made leaves a hook in the client."""
    from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer  # noqa: PLC0415 - as above

    from handlers.aws.clients import dynamodb  # noqa: PLC0415 - as above

    return DynamoDBPersistenceLayer(os.environ["IDEMPOTENCY_TABLE"], boto3_client=dynamodb())


@dataclass(frozen=True, slots=True)
class _Deadline:
    """Stands for Lambda's context. After `ends_at` (seconds since the epoch) a twin no longer counts as on its way."""

    ends_at: float

    def get_remaining_time_in_millis(self) -> int:
        return max(0, round((self.ends_at - time.time()) * 1000))


class _RefusedError(Exception):
    """Carries a problem through Powertools, which keeps what is returned and forgets what was raised."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


def _created(answer: Json | Problem) -> Json:
    if isinstance(answer, Problem):
        raise _RefusedError(answer)
    return answer


def _kept(answer: Json) -> dict[str, Any]:
    """The document goes as text: Powertools sorts the names of whatever it keeps, and the answer is to be the same."""
    return {"status": answer.status, "headers": dict(answer.headers), "document": json.dumps(answer.document)}


def _answer(kept: dict[str, Any]) -> Json:
    return Json(json.loads(kept["document"]), kept["headers"], kept["status"])


def _digest(body: Any) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()

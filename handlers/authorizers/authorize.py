"""Who calls, by an access token of the stage's user pool, and all that they may do.

API Gateway answers 401 to an exception whose message is `Unauthorized`, and 500 to any other.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
"""

import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from time import perf_counter, time
from typing import Any

from handlers.authorization.access import rows_of
from handlers.authorization.authorizing import Authority, Grant, authorize, result_of
from handlers.authorization.key_endpoint import fetch_keys, keys_url
from handlers.authorization.keys import KeysUnavailableError, PublishedKeys
from handlers.authorization.refusals import Refusal
from handlers.aws import clients
from handlers.aws.team_records import TeamRecords
from handlers.telemetry.logs import logger
from handlers.telemetry.observing import observed

NAME = "authorize"


class UnauthorizedError(Exception):
    def __init__(self) -> None:
        super().__init__("Unauthorized")


def handle(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001 - Lambda passes it
    return answer(event, _authority)


def answer(event: Mapping[str, Any], authority_of: Callable[[], Authority]) -> dict[str, Any]:
    """Raises UnauthorizedError for whom it refuses, and what has failed for whom it cannot judge."""
    started = perf_counter()
    with observed(NAME, request_id=event["requestContext"]["requestId"]):
        try:
            authority = authority_of()
            decided = authorize(event, authority, time())
        except Exception:
            logger().exception("failed")
            raise
        milliseconds = round((perf_counter() - started) * 1000, 3)
        logger().info("decided", extra={**_outcome(decided), "duration_ms": milliseconds})
        if isinstance(decided, Refusal):
            raise UnauthorizedError
        return result_of(decided, authority.rows)


def _outcome(decided: Grant | Refusal) -> dict[str, str]:
    if isinstance(decided, Refusal):
        return {"outcome": "refused", "reason": decided}
    return {"outcome": "granted", "client_id": decided.client.client_id, "tenant": decided.client.team}


@cache
def _authority() -> Authority:
    issuer = os.environ["TOKEN_ISSUER"]
    return Authority(
        issuer=issuer,
        keys=PublishedKeys(lambda: _fetch_keys(keys_url(issuer, os.environ))),
        teams=TeamRecords(clients.dynamodb(), os.environ["TEAMS_TABLE"]),
        rows=rows_of(json.loads(Path(os.environ["LAMBDA_TASK_ROOT"], "access.json").read_bytes())),
    )


def _fetch_keys(url: str) -> bytes:
    """Where old keys serve on, nothing else says that new ones cannot be had."""
    try:
        return fetch_keys(url)
    except KeysUnavailableError as error:
        logger().warning("keys not fetched", extra={"cause": str(error)})
        raise

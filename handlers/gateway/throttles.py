"""AWS's errors that mean "later": the services behind an operation have more to do than they take on.

This module knows them without importing botocore: what was never imported has raised nothing.
"""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

BUSY_CODES = frozenset(
    {
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "ExecutionLimitExceeded",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "SlowDown",
        "Throttling",
        "ThrottledException",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
RETRY_AFTER = 1  # seconds


def busy_code(error: BaseException) -> str | None:
    """The code that says so; None for any other error. Powertools wraps what AWS has said: the causes are looked at."""
    exceptions = sys.modules.get("botocore.exceptions")
    if exceptions is None:
        return None
    for cause in _causes(error):
        if isinstance(cause, exceptions.ClientError):
            return next((code for code in _codes(cause.response) if code in BUSY_CODES), None)
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _codes(response: Mapping[str, Any]) -> Iterator[str]:
    """The error's own code, and of a transaction that was cancelled what each of its writes says."""
    yield response.get("Error", {}).get("Code", "")
    for reason in response.get("CancellationReasons", ()):
        yield reason.get("Code", "")

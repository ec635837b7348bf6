"""What Bedrock's errors mean for the caller.

A code that is not in the table is a missing permission or a bug: it rises and is logged.
"""

from collections.abc import Callable
from typing import TypeVar

from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    ReadTimeoutError,
)

from handlers.tasks.refusals import Reason, Refusal

Result = TypeVar("Result")

REASON_OF_CODE = {
    "ThrottlingException": Reason.BUSY,
    "ServiceQuotaExceededException": Reason.BUSY,
    "ModelNotReadyException": Reason.UNAVAILABLE,
    "ModelErrorException": Reason.UNAVAILABLE,
    "ServiceUnavailableException": Reason.UNAVAILABLE,
    "InternalServerException": Reason.UNAVAILABLE,
    "ModelTimeoutException": Reason.TIMEOUT,
    "ValidationException": Reason.REFUSED_INPUT,
}
DETAIL = {
    Reason.BUSY: "The model has too many requests. Wait for Retry-After seconds and try again.",
    Reason.UNAVAILABLE: "The model cannot be reached. Wait for Retry-After seconds and try again.",
    Reason.TIMEOUT: "The model did not answer in time. A shorter text takes less time.",
    Reason.REFUSED_INPUT: "The model refused the input. It may be longer than the model reads.",
    Reason.MALFORMED_OUTPUT: "The model's answer could not be read. Try again.",
}
RETRY_AFTER = {Reason.BUSY: 2, Reason.UNAVAILABLE: 10}


def refusal(reason: Reason, cause: str) -> Refusal:
    return Refusal(reason, DETAIL[reason], RETRY_AFTER.get(reason), cause)


def attempt(call: Callable[[], Result]) -> Result | Refusal:
    """The call's result, or the refusal that its error stands for."""
    try:
        return call()
    except ClientError as error:
        described = error.response["Error"]
        reason = REASON_OF_CODE.get(described["Code"])
        if reason is None:
            raise
        return refusal(reason, f"{described['Code']}: {described['Message']}")
    except (ReadTimeoutError, ConnectTimeoutError) as error:
        return refusal(Reason.TIMEOUT, type(error).__name__)
    except (EndpointConnectionError, HTTPClientError, IncompleteReadError) as error:
        return refusal(Reason.UNAVAILABLE, type(error).__name__)

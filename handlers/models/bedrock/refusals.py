"""What Bedrock's errors mean for the caller.

A code that is not in the table is a missing permission or a bug: it rises and is logged.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    ReadTimeoutError,
)

from handlers.models.bedrock.tries import Tries
from handlers.tasks.refusals import Reason, Refusal
from handlers.tasks.results import Usage

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
# Said before the model has read anything.
UNREAD = frozenset({Reason.BUSY, Reason.REFUSED_INPUT})


def refusal(reason: Reason, cause: str, usage: Usage | None = None) -> Refusal:
    return Refusal(reason, DETAIL[reason], RETRY_AFTER.get(reason), cause, usage)


def attempt(call: Callable[[], Result], tries: Tries) -> Result | Refusal:
    """The call's result, or the refusal that its error stands for."""
    try:
        return call()
    except ClientError as error:
        described = error.response["Error"]
        reason = REASON_OF_CODE.get(described["Code"])
        if reason is None:
            raise
        usage = tries.nothing_after(error.response) if reason in UNREAD else None
        return refusal(reason, f"{described['Code']}: {described['Message']}", usage)
    except (ConnectTimeoutError, EndpointConnectionError) as error:
        return replace(_lost(error), usage=tries.never_sent())
    except (HTTPClientError, IncompleteReadError) as error:
        return _lost(error)


def _lost(error: Exception) -> Refusal:
    is_late = isinstance(error, ReadTimeoutError | ConnectTimeoutError)
    return refusal(Reason.TIMEOUT if is_late else Reason.UNAVAILABLE, type(error).__name__)

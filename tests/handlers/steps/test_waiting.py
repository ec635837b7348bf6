"""Of what AWS answers to a step, what is waited for and what is not."""

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    IncompleteReadError,
    NoCredentialsError,
    ReadTimeoutError,
)

from handlers.steps.errors import Busy
from handlers.steps.waiting import waited_for

URL = "https://s3.example"


def answered(status: int, code: str, *reasons: str) -> ClientError:
    response = {
        "Error": {"Code": code, "Message": "secret"},
        "ResponseMetadata": {"HTTPStatusCode": status},
        "CancellationReasons": [{"Code": reason} for reason in reasons],
    }
    return ClientError(response, "AnOperation")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (answered(503, "SlowDown"), "SlowDown"),
        (answered(500, "InternalError"), "InternalError"),
        (answered(400, "ProvisionedThroughputExceededException"), "ProvisionedThroughputExceededException"),
        (answered(400, "TransactionCanceledException", "None", "ThrottlingError"), "ThrottlingError"),
        (EndpointConnectionError(endpoint_url=URL), "EndpointConnectionError"),
        (ConnectionClosedError(endpoint_url=URL), "ConnectionClosedError"),
        (ReadTimeoutError(endpoint_url=URL), "ReadTimeoutError"),
        (IncompleteReadError(actual_bytes=1, expected_bytes=2), "IncompleteReadError"),
    ],
)
def test_what_passes_is_waited_for(error: BotoCoreError | ClientError, told: str) -> None:
    @waited_for()
    def step() -> None:
        raise error

    with pytest.raises(Busy, match=f"^{told}$"):
        step()


@pytest.mark.parametrize(
    "error",
    [
        answered(403, "AccessDenied"),
        answered(400, "ValidationException"),
        answered(400, "TransactionCanceledException", "ValidationError"),
        NoCredentialsError(),
        ValueError(),
    ],
)
def test_what_would_be_no_other_later_is_raised_as_it_is(error: Exception) -> None:
    @waited_for()
    def step() -> None:
        raise error

    with pytest.raises(type(error)) as raised:
        step()

    assert raised.value is error

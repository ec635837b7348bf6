"""What AWS itself cannot do now, as a step tells its state machine: it waits for it, as for a busy model."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions
from botocore.exceptions import BotoCoreError, ClientError

from handlers.gateway.throttles import busy_code
from handlers.steps.errors import Busy

_UNHEARD = (exceptions.ConnectionError, exceptions.HTTPClientError, exceptions.IncompleteReadError)


@contextmanager
def waited_for() -> Iterator[None]:
    """Decorates a step's `handle`: throttles, AWS's own failures and lost connections are raised as `Busy`.

    SDKs have repeated the call some times by then, within seconds; what throttles may last for minutes.
    """
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        trouble = _passing(error)
        if trouble is None:
            raise
        raise Busy(trouble) from error


def _passing(error: BotoCoreError | ClientError) -> str | None:
    """A word for the log, if it is a matter of time."""
    if isinstance(error, ClientError):
        failed = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500
        code: str = error.response["Error"]["Code"]
        return code if failed else busy_code(error)
    return type(error).__name__ if isinstance(error, _UNHEARD) else None

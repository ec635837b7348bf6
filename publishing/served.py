"""Nothing is published that the stage does not serve: the same document is waited for, a short while."""

import time
from collections.abc import Callable

import requests

from publishing.contents import Edition, Json, is_same
from publishing.error import PublicationError

# API Gateway needs a moment until all of it serves a new deployment.
LIMIT_SECONDS = 10.0
POLL_SECONDS = 0.5
REQUEST_SECONDS = 10


def await_served(edition: Edition, fetch: Callable[[], Json], limit_seconds: float = LIMIT_SECONDS) -> None:
    """Raises PublicationError where the stage goes on to serve another one."""
    deadline = time.monotonic() + limit_seconds
    while not is_same(edition, fetch()):
        if time.monotonic() >= deadline:
            raise PublicationError(
                "The stage serves another document than this checkout's: `make drift` lists where. "
                "Deploy it again, then publish."
            )
        time.sleep(POLL_SECONDS)


def fetch_document(url: str) -> Json:
    try:
        answer = requests.get(f"{url}/openapi.json", timeout=REQUEST_SECONDS)
        answer.raise_for_status()
        return dict(answer.json())
    except (requests.RequestException, ValueError, TypeError) as error:
        raise PublicationError(f"The stage does not serve its document: {error}") from None

"""Which requests are sent again, and when. Pure: the moment and the jitter are given."""

from datetime import datetime

import httpx

from .retry_after import retry_after

RETRIES = 4
FIRST_SECONDS = 0.5
LONGEST_SECONDS = 8.0
# Whoever is asked to wait for longer gets the answer, and decides.
LONGEST_ASKED_SECONDS = 60.0

STATUSES = frozenset({429, 502, 503, 504})
# A proxy or a URL that is wrong stays wrong.
FAILURES = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
REPEATABLE = "ai_facade.repeatable"


def next_delay(
    attempt: int, answer: httpx.Response | httpx.TransportError, request: httpx.Request, *, now: datetime, jitter: float
) -> float | None:
    """Seconds until the request is sent again, None where it is not: what came is the result.

    `attempt` counts the repetitions that there were; `jitter` is at least 0 and less than 1.
    """
    if attempt >= RETRIES or not _may_repeat(request) or not _may_pass(answer):
        return None
    asked = retry_after(answer.headers, now) if isinstance(answer, httpx.Response) else None
    if asked is None:
        return jitter * min(LONGEST_SECONDS, FIRST_SECONDS * 2.0**attempt)
    return asked if asked <= LONGEST_ASKED_SECONDS else None


def _may_repeat(request: httpx.Request) -> bool:
    return request.method in SAFE or "idempotency-key" in request.headers or REPEATABLE in request.extensions


def _may_pass(answer: httpx.Response | httpx.TransportError) -> bool:
    if isinstance(answer, httpx.Response):
        # 409: the same Idempotency-Key is still on its way, perhaps sent by a try whose connection broke.
        waits = answer.status_code == httpx.codes.CONFLICT and "retry-after" in answer.headers
        return waits or answer.status_code in STATUSES
    return isinstance(answer, FAILURES)

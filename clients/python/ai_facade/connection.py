"""What sends calls, with threads and with asyncio: a client of httpx, and the policies around it."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import ClassVar, Self, TypeVar

import httpx

from .calls import Call
from .errors import problem_of, unreadable
from .policy import next_delay
from .polling import next_look
from .retry_after import retry_after
from .tokens import BearerToken, ClientCredentials, TokenAuth

# The gateway answers within 29 seconds, whatever happens behind it.
TIMEOUT_SECONDS = 35.0
CONNECT_SECONDS = 5.0

T = TypeVar("T")


class _Settings:
    """What both kinds of connection are made with."""

    def __init__(
        self, url: str, token: str | None, credentials: ClientCredentials | None, timeout: float, version: str
    ) -> None:
        if token is not None and credentials is not None:
            raise ValueError("Give a token, or credentials, but not both.")
        self.url = url.rstrip("/")
        self.timeout = httpx.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS))
        self.headers = {"User-Agent": f"ai-facade-client/{version} python-httpx/{httpx.__version__}"}
        self.auth: httpx.Auth | None = None
        if token is not None:
            self.auth = BearerToken(token)
        elif credentials is not None:
            self.auth = TokenAuth(credentials, self.url)


class Connection:
    """Raises ApiProblem for every answer but those of status 2XX, and httpx.TransportError where none came.

    `timeout`, in seconds, is for each of a call's tries. `transport` is httpx's own seam, for tests and proxies.
    """

    _version: ClassVar[str]

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        credentials: ClientCredentials | None = None,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._settings = _Settings(url, token, credentials, timeout, self._version)
        self._client = httpx.Client(timeout=self._settings.timeout, headers=self._settings.headers, transport=transport)
        self._sleep: Callable[[float], None] = time.sleep

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._settings.url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def _send(self, call: Call[T]) -> T:
        return _read(call, self._answer(call))

    def _wait(self, call: Call[T], ended: Callable[[T], bool], limit: float) -> T:
        looks, began = 0, time.monotonic()
        while True:
            answer = self._answer(call)
            seen = _read(call, answer)
            if ended(seen):
                return seen
            looks += 1
            self._sleep(_until_next_look(looks, began, answer, limit))

    def _answer(self, call: Call[T]) -> httpx.Response:
        request = _request(self._client, self._settings, call)
        attempt = 0
        while True:
            answer: httpx.Response | httpx.TransportError
            try:
                answer = self._client.send(request, auth=self._settings.auth if call.secured else None)
            except httpx.TransportError as error:
                answer = error
            delay = _delay(attempt, answer)
            if delay is None:
                return _successful(answer)
            attempt += 1
            self._sleep(delay)


class AsyncConnection:
    """As Connection, for asyncio."""

    _version: ClassVar[str]

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        credentials: ClientCredentials | None = None,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = _Settings(url, token, credentials, timeout, self._version)
        self._client = httpx.AsyncClient(
            timeout=self._settings.timeout, headers=self._settings.headers, transport=transport
        )
        self._sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._settings.url!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._client.aclose()

    async def _send(self, call: Call[T]) -> T:
        return _read(call, await self._answer(call))

    async def _wait(self, call: Call[T], ended: Callable[[T], bool], limit: float) -> T:
        looks, began = 0, time.monotonic()
        while True:
            answer = await self._answer(call)
            seen = _read(call, answer)
            if ended(seen):
                return seen
            looks += 1
            await self._sleep(_until_next_look(looks, began, answer, limit))

    async def _answer(self, call: Call[T]) -> httpx.Response:
        request = _request(self._client, self._settings, call)
        attempt = 0
        while True:
            answer: httpx.Response | httpx.TransportError
            try:
                answer = await self._client.send(request, auth=self._settings.auth if call.secured else None)
            except httpx.TransportError as error:
                answer = error
            delay = _delay(attempt, answer)
            if delay is None:
                return _successful(answer)
            attempt += 1
            await self._sleep(delay)


def _request(client: httpx.Client | httpx.AsyncClient, settings: _Settings, call: Call[T]) -> httpx.Request:
    return client.build_request(
        call.method,
        f"{settings.url}{call.path}",
        params=dict(call.params),
        headers=dict(call.headers),
        json=call.json,
    )


def _delay(attempt: int, answer: httpx.Response | httpx.TransportError) -> float | None:
    # The request that was answered may be one for a token.
    return next_delay(
        attempt,
        answer,
        answer.request,
        now=datetime.now(UTC),
        jitter=random.random(),  # noqa: S311 - spreads retries, guards nothing
    )


def _until_next_look(looks: int, began: float, answer: httpx.Response, limit: float) -> float:
    delay = next_look(looks, time.monotonic() - began, retry_after(answer.headers, datetime.now(UTC)), limit)
    if delay is None:
        raise TimeoutError(f"It has not ended within {limit:g} seconds.")
    return delay


def _successful(answer: httpx.Response | httpx.TransportError) -> httpx.Response:
    if isinstance(answer, httpx.TransportError):
        raise answer
    if not answer.is_success:
        raise problem_of(answer)
    return answer


def _read(call: Call[T], answer: httpx.Response) -> T:
    try:
        return call.read(answer)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        raise unreadable(answer) from None

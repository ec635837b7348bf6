"""Tokens by the grant `client_credentials` (RFC 6749, section 4.4): fetched when one is needed, and renewed in time."""

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx

from .errors import json_object, unreadable
from .policy import REPEATABLE

# A token is renewed this long before it expires, or after nine tenths of its life if that is later.
EARLY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """A team's. Without a `token_url`, the one that the stage's own document names."""

    client_id: str
    client_secret: str = field(repr=False)
    token_url: str | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    text: str = field(repr=False)
    renew_at: float


class BearerToken(httpx.Auth):
    """A token that somebody else keeps fresh."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        yield _authorized(request, self._token)


class TokenAuth(httpx.Auth):
    """At a 401 the token is fetched anew, once. An answer by which no token came is the answer to the call."""

    def __init__(self, credentials: ClientCredentials, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._credentials = credentials
        self._url = url
        self._clock = clock
        self._token: _Token | None = None
        self._lock = threading.Lock()
        self._async_lock = asyncio.Lock()

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        refused = None
        while True:
            with self._lock:
                steps = self._steps(request, refused)
                step = _next(steps, None)
                while isinstance(step, httpx.Request):
                    answer = yield step
                    answer.read()
                    step = _next(steps, answer)
            if step is None:
                return
            answer = yield _authorized(request, step)
            if answer.status_code != 401 or refused is not None:
                return
            refused = step

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        refused = None
        while True:
            async with self._async_lock:
                steps = self._steps(request, refused)
                step = _next(steps, None)
                while isinstance(step, httpx.Request):
                    answer = yield step
                    await answer.aread()
                    step = _next(steps, answer)
            if step is None:
                return
            answer = yield _authorized(request, step)
            if answer.status_code != 401 or refused is not None:
                return
            refused = step

    def _steps(
        self, request: httpx.Request, refused: str | None
    ) -> Generator[httpx.Request, httpx.Response, str | None]:
        """The requests by which a token comes, none where one is held; then the token, None where none came.

        They wait for an answer as long as the request that needs the token.
        """
        held = self._token
        if held is not None and held.text != refused and self._clock() < held.renew_at:
            return held.text
        extensions = {**request.extensions, REPEATABLE: True}
        token_url = self._credentials.token_url
        if token_url is None:
            answer = yield httpx.Request("GET", f"{self._url}/openapi.json", extensions=extensions)
            if not answer.is_success:
                return None
            token_url = token_url_of(answer, self._url)
        answer = yield _token_request(self._credentials, token_url, extensions)
        if not answer.is_success:
            return None
        self._token = _token_of(answer, self._clock())
        return self._token.text


def token_url_of(answer: httpx.Response, url: str) -> str:
    """Where the document says that tokens are; raises ApiProblem where it says nothing, or nothing safe."""
    node: object = json_object(answer).get("components")
    schemes = node.get("securitySchemes") if isinstance(node, Mapping) else None
    for scheme in schemes.values() if isinstance(schemes, Mapping) else ():
        for member in ("flows", "clientCredentials", "tokenUrl"):
            scheme = scheme.get(member) if isinstance(scheme, Mapping) else None  # noqa: PLW2901 - a way down
        # A secret that may travel to the stage in secrecy alone goes to no other place without it.
        if isinstance(scheme, str) and urlsplit(urljoin(url, scheme)).scheme in {"https", urlsplit(url).scheme}:
            return urljoin(url, scheme)
    raise unreadable(answer)


def _token_request(credentials: ClientCredentials, token_url: str, extensions: Mapping[str, object]) -> httpx.Request:
    asked = httpx.Request("POST", token_url, data={"grant_type": "client_credentials"}, extensions=dict(extensions))
    return next(httpx.BasicAuth(credentials.client_id, credentials.client_secret).auth_flow(asked))


def _token_of(answer: httpx.Response, now: float) -> _Token:
    body = json_object(answer)
    text, life = body.get("access_token"), body.get("expires_in")
    if not isinstance(text, str) or not isinstance(life, int | float):
        raise unreadable(answer)
    return _Token(text, now + max(life * 0.9, life - EARLY_SECONDS))


def _authorized(request: httpx.Request, token: str) -> httpx.Request:
    request.headers["Authorization"] = f"Bearer {token}"
    return request


def _next(
    steps: Generator[httpx.Request, httpx.Response, str | None], answer: httpx.Response | None
) -> httpx.Request | str | None:
    """The next request of the generator, or what it returns."""
    try:
        return next(steps) if answer is None else steps.send(answer)
    except StopIteration as ended:
        returned: str | None = ended.value
        return returned

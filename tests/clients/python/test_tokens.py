"""Tokens: when they are fetched, and how often."""

import asyncio
import base64
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest

from clients.python.ai_facade.errors import ApiProblem
from clients.python.ai_facade.policy import REPEATABLE
from clients.python.ai_facade.tokens import ClientCredentials, TokenAuth, token_url_of

STAGE = "https://stage.test/v1"
TOKENS = "https://tokens.test/oauth2/token"
SECRET = "a-very-secret-word"
HOUR = 3600


@dataclass
class Server:
    """A stage that takes the newest token alone, and its token endpoint; `now` is the client's clock."""

    life: int = HOUR
    token_status: int = 200
    takes_tokens: bool = True
    now: float = 0.0
    issued: int = 0
    paths: list[str] = field(default_factory=list)
    asked: list[httpx.Request] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            self.paths.append(request.url.path)
            if request.url.path.endswith("/openapi.json"):
                flows = {"flows": {"clientCredentials": {"tokenUrl": TOKENS}}}
                return httpx.Response(200, json={"components": {"securitySchemes": {"TeamToken": flows}}})
            if request.url.path == "/oauth2/token":
                self.asked.append(request)
                self.issued += 1
                return httpx.Response(
                    self.token_status, json={"access_token": f"token-{self.issued}", "expires_in": self.life}
                )
            known = request.headers.get("authorization") == f"Bearer token-{self.issued}"
            return httpx.Response(200 if known and self.takes_tokens else 401)

    def auth(self, token_url: str | None = TOKENS) -> TokenAuth:
        return TokenAuth(ClientCredentials("team", SECRET, token_url), STAGE, clock=lambda: self.now)


@pytest.fixture
def server() -> Server:
    return Server()


Get = Callable[[TokenAuth], httpx.Response]


@pytest.fixture(params=["threads", "asyncio"])
def get(request: pytest.FixtureRequest, server: Server) -> Iterator[Get]:
    """A call of the stage, in either way."""

    async def get_async(auth: TokenAuth) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.MockTransport(server)) as client:
            return await client.get(f"{STAGE}/runs", auth=auth)

    with httpx.Client(transport=httpx.MockTransport(server)) as client:
        if request.param == "threads":
            yield lambda auth: client.get(f"{STAGE}/runs", auth=auth)
        else:
            yield lambda auth: asyncio.run(get_async(auth))


def test_one_token_does_for_many_calls(server: Server, get: Get) -> None:
    auth = server.auth()

    statuses = [get(auth).status_code for _ in range(3)]

    assert (statuses, server.issued) == ([200, 200, 200], 1)


def test_none_is_fetched_before_it_is_needed(server: Server) -> None:
    server.auth()

    assert server.paths == []


def test_the_grant_is_client_credentials_with_the_secret_in_the_header(server: Server, get: Get) -> None:
    get(server.auth())

    asked = server.asked[0]
    assert (asked.method, asked.content) == ("POST", b"grant_type=client_credentials")
    assert asked.headers["authorization"] == "Basic " + base64.b64encode(f"team:{SECRET}".encode()).decode()
    assert REPEATABLE in asked.extensions
    assert asked.extensions["timeout"]["read"] is not None


def test_it_is_renewed_before_it_expires(server: Server, get: Get) -> None:
    auth = server.auth()
    get(auth)

    server.now = HOUR - 61
    get(auth)
    before = server.issued
    server.now = HOUR - 59
    answer = get(auth)

    assert (before, server.issued, answer.status_code) == (1, 2, 200)


def test_a_short_life_is_used_for_nine_tenths(server: Server, get: Get) -> None:
    server.life = 10
    auth = server.auth()
    get(auth)

    server.now = 8.9
    get(auth)
    before = server.issued
    server.now = 9.1
    get(auth)

    assert (before, server.issued) == (1, 2)


def test_a_refused_token_is_renewed_once(server: Server, get: Get) -> None:
    auth = server.auth()
    get(auth)
    server.issued += 1  # the stage takes none but a newer one

    answer = get(auth)

    assert (answer.status_code, server.issued) == (200, 3)


def test_a_stage_that_takes_no_token_is_not_asked_for_ever(server: Server, get: Get) -> None:
    server.takes_tokens = False

    answer = get(server.auth())

    assert (answer.status_code, server.issued, server.paths.count("/v1/runs")) == (401, 2, 2)


def test_what_the_token_endpoint_refuses_is_the_answer(server: Server, get: Get) -> None:
    server.token_status = 400

    answer = get(server.auth())

    assert (answer.status_code, str(answer.request.url)) == (400, TOKENS)
    assert "/v1/runs" not in server.paths


def test_without_a_token_url_the_stage_is_asked_for_it(server: Server, get: Get) -> None:
    answer = get(server.auth(token_url=None))

    assert answer.status_code == 200
    assert server.paths == ["/v1/openapi.json", "/oauth2/token", "/v1/runs"]


def test_threads_wait_for_one_fetch(server: Server) -> None:
    auth = server.auth()

    with (
        httpx.Client(transport=httpx.MockTransport(server)) as client,
        ThreadPoolExecutor(8) as threads,
    ):
        answers = list(threads.map(lambda _: client.get(f"{STAGE}/runs", auth=auth), range(32)))

    assert ({each.status_code for each in answers}, server.issued) == ({200}, 1)


def test_coroutines_wait_for_one_fetch(server: Server) -> None:
    auth = server.auth()

    async def answer(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        return server(request)

    async def all_at_once() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            return await asyncio.gather(*(client.get(f"{STAGE}/runs", auth=auth) for _ in range(32)))

    answers = asyncio.run(all_at_once())

    assert ({each.status_code for each in answers}, server.issued) == ({200}, 1)


@pytest.mark.parametrize(
    ("named", "url"),
    [(TOKENS, TOKENS), ("/oauth2/token", "https://stage.test/oauth2/token")],
)
def test_the_document_names_the_token_url(named: str, url: str) -> None:
    assert token_url_of(_document(named), STAGE) == url


@pytest.mark.parametrize("answer", ["http://tokens.test/token", "ftp://tokens.test/token", None])
def test_a_secret_goes_to_no_place_that_is_less_safe_than_the_stage(answer: str | None) -> None:
    with pytest.raises(ApiProblem, match="Unreadable answer"):
        token_url_of(_document(answer), STAGE)


def test_an_answer_without_a_token_is_a_problem(server: Server) -> None:
    def nothing(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text="<html>Sign in</html>", headers={"content-type": "text/html"})

    with httpx.Client(transport=httpx.MockTransport(nothing)) as client, pytest.raises(ApiProblem, match="Unreadable"):
        client.get(f"{STAGE}/runs", auth=server.auth())


def test_no_secret_is_shown(server: Server) -> None:
    shown = repr(ClientCredentials("team", SECRET)) + repr(server.auth()) + str(vars(server.auth()))

    assert SECRET not in shown


def _document(token_url: str | None) -> httpx.Response:
    scheme = {"flows": {"clientCredentials": {"tokenUrl": token_url}}}
    return httpx.Response(200, json={"components": {"securitySchemes": {"TeamToken": scheme}}})

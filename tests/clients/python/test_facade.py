"""The built package against a stage that says what a test wants it to."""

import asyncio
import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

URL = "https://stage.test/v1"
TOKEN = "a-very-secret-token"
RUN_ID = "0192f0c1-7d3a-7c51-9a55-2f6a4a1f8e10"
PROBLEM = {"type": "urn:x", "title": "Busy", "status": 503, "detail": "Later.", "requestId": "r-1"}


def run(status: str = "queued", ended: str | None = None, run_id: str = RUN_ID) -> dict[str, Any]:
    return {
        "runId": run_id,
        "kind": "batch",
        "status": status,
        "documentId": None,
        "progress": {"done": 0, "total": None},
        "createdAt": "2026-11-23T09:30:00.000Z",
        "startedAt": None,
        "endedAt": ended,
        "expiresAt": "2026-12-23T09:30:00.000Z",
        "output": None,
        "problem": None,
    }


class Stage:
    """Gives the answers one after the other, the last for ever; keeps what it was asked, and how long was slept."""

    def __init__(self, package: Any, *answers: httpx.Response | Exception) -> None:
        self.package = package
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.slept: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def facade(self, **more: Any) -> Any:
        facade = self.package.Facade(URL, token=TOKEN, transport=httpx.MockTransport(self), **more)
        facade._sleep = self.slept.append
        return facade

    def async_facade(self) -> Any:
        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)

        facade = self.package.AsyncFacade(URL, token=TOKEN, transport=httpx.MockTransport(self))
        facade._sleep = sleep
        return facade

    def keys(self) -> list[str | None]:
        return [request.headers.get("idempotency-key") for request in self.requests]


Call = Callable[[Stage, Callable[[Any], Any]], Any]


@pytest.fixture(params=["threads", "asyncio"])
def call(request: pytest.FixtureRequest) -> Call:
    """What a method of either facade gives."""

    async def call_async(stage: Stage, method: Callable[[Any], Any]) -> Any:
        async with stage.async_facade() as facade:
            given = method(facade)
            return [each async for each in given] if hasattr(given, "__aiter__") else await given

    def call_sync(stage: Stage, method: Callable[[Any], Any]) -> Any:
        with stage.facade() as facade:
            given = method(facade)
            return list(given) if hasattr(given, "__next__") else given

    return call_sync if request.param == "threads" else lambda stage, method: asyncio.run(call_async(stage, method))


def answer(status: int, body: Any = None, **headers: str) -> httpx.Response:
    return httpx.Response(status, json=body, headers={name.replace("_", "-"): text for name, text in headers.items()})


def batch(package: Any) -> Any:
    return package.models.NewBatch(tasks=[package.models.JsonObject(task="embed", texts=["a"])])


def test_a_call_is_what_the_contract_says(ai_facade: Any, call: Call) -> None:
    stage = Stage(ai_facade, answer(202, run()))

    made = call(stage, lambda facade: facade.create_batch(batch(ai_facade)))

    sent = stage.requests[0]
    assert (sent.method, str(sent.url)) == ("POST", f"{URL}/batches")
    assert json.loads(sent.content) == {"tasks": [{"task": "embed", "texts": ["a"]}]}
    assert sent.headers["authorization"] == f"Bearer {TOKEN}"
    assert sent.headers["user-agent"].startswith(f"ai-facade-client/{ai_facade.__version__} ")
    assert (made.run_id, made.status) == (uuid.UUID(RUN_ID), "queued")


def test_an_operation_that_is_open_to_all_gets_no_token(ai_facade: Any, call: Call) -> None:
    stage = Stage(ai_facade, answer(200, {"status": "ok", "contract": "0" * 64}))

    call(stage, lambda facade: facade.get_health())

    assert "authorization" not in stage.requests[0].headers


def test_the_same_key_is_sent_at_every_try(ai_facade: Any, call: Call) -> None:
    stage = Stage(ai_facade, answer(503, PROBLEM), httpx.ConnectError("refused"), answer(202, run()))

    call(stage, lambda facade: facade.create_batch(batch(ai_facade)))

    first, *others = stage.keys()
    assert first is not None
    assert uuid.UUID(first).version == 4
    assert others == [first, first]


def test_every_call_has_a_key_of_its_own(ai_facade: Any) -> None:
    stage = Stage(ai_facade, answer(202, run()))

    with stage.facade() as facade:
        facade.create_batch(batch(ai_facade))
        facade.create_batch(batch(ai_facade))

    assert len(set(stage.keys())) == 2


def test_a_key_can_be_named(ai_facade: Any, call: Call) -> None:
    stage = Stage(ai_facade, answer(202, run()))

    call(stage, lambda facade: facade.create_batch(batch(ai_facade), idempotency_key="mine"))

    assert stage.keys() == ["mine"]


def test_it_waits_as_it_is_asked_to_between_tries(ai_facade: Any, call: Call) -> None:
    stage = Stage(ai_facade, answer(429, PROBLEM, retry_after="3"), answer(200, {"items": []}))

    call(stage, lambda facade: facade.list_runs())

    assert stage.slept == [3]


def test_it_gives_up_with_the_problem(ai_facade: Any, call: Call) -> None:
    stage = Stage(ai_facade, answer(503, PROBLEM, retry_after="1"))

    with pytest.raises(ai_facade.ApiProblem) as raised:
        call(stage, lambda facade: facade.list_runs())

    assert (len(stage.requests), stage.slept) == (5, [1, 1, 1, 1])
    assert (raised.value.status, raised.value.retry_after, raised.value.request_id) == (503, 1, "r-1")


def test_a_broken_connection_is_raised_as_what_it_is(ai_facade: Any, call: Call) -> None:
    stage = Stage(ai_facade, httpx.ConnectError("refused"))

    with pytest.raises(httpx.ConnectError):
        call(stage, lambda facade: facade.list_runs())

    assert len(stage.requests) == 5


def test_a_task_is_not_sent_twice(ai_facade: Any, call: Call) -> None:
    stage = Stage(ai_facade, answer(503, PROBLEM))

    with pytest.raises(ai_facade.ApiProblem):
        call(stage, lambda facade: facade.run_task(ai_facade.models.EmbedTask(texts=["a"])))

    assert len(stage.requests) == 1


@pytest.mark.parametrize(
    "strange",
    [
        httpx.Response(200, text="<html>Sign in</html>", headers={"Content-Type": "text/html"}),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"items": [{}]}),
        httpx.Response(206, json={"items": []}),
    ],
    ids=["page", "other json", "half an item", "other status"],
)
def test_a_success_that_is_not_the_contracts_is_a_problem(ai_facade: Any, call: Call, strange: httpx.Response) -> None:
    with pytest.raises(ai_facade.ApiProblem, match="Unreadable answer"):
        call(Stage(ai_facade, strange), lambda facade: facade.list_runs())


def test_a_redirection_is_a_problem_and_takes_no_token_elsewhere(ai_facade: Any, call: Call) -> None:
    stage = Stage(ai_facade, answer(302, None, location="https://elsewhere.test/"))

    with pytest.raises(ai_facade.ApiProblem, match="302 Found"):
        call(stage, lambda facade: facade.list_runs())

    assert len(stage.requests) == 1


def test_pages_follow_their_cursors_with_the_same_filters(ai_facade: Any, call: Call) -> None:
    ids = [str(uuid.UUID(int=number)) for number in range(3)]
    pages = [
        {"items": [run(run_id=ids[0])], "nextCursor": "b"},
        {"items": [], "nextCursor": "c"},
        {"items": [run(run_id=ids[1]), run(run_id=ids[2])]},
    ]
    stage = Stage(ai_facade, *(answer(200, page) for page in pages))

    found = call(stage, lambda facade: facade.iterate_runs(status="queued", limit=2))

    assert [str(each.run_id) for each in found] == ids
    assert [dict(request.url.params) for request in stage.requests] == [
        {"limit": "2", "status": "queued"},
        {"limit": "2", "cursor": "b", "status": "queued"},
        {"limit": "2", "cursor": "c", "status": "queued"},
    ]


def test_a_page_is_asked_for_when_it_is_needed(ai_facade: Any) -> None:
    stage = Stage(ai_facade, answer(200, {"items": [run(), run()], "nextCursor": "b"}))

    with stage.facade() as facade:
        listed = facade.iterate_runs()
        before = len(stage.requests)
        next(listed)
        next(listed)

    assert (before, len(stage.requests)) == (0, 1)


def test_a_run_is_watched_until_it_has_ended(ai_facade: Any, call: Call) -> None:
    ended = answer(200, run("failed", "2026-11-23T09:31:00.000Z"))
    stage = Stage(ai_facade, answer(200, run(), retry_after="2"), answer(200, run("running")), ended)

    seen = call(stage, lambda facade: facade.wait_for_run(RUN_ID, timeout=60))

    assert seen.status == "failed"
    assert stage.slept[0] == 2
    assert stage.slept[1] < 2


def test_watching_ends_at_the_limit(ai_facade: Any, call: Call) -> None:
    stage = Stage(ai_facade, answer(200, run()))

    with pytest.raises(TimeoutError, match="within 0 seconds"):
        call(stage, lambda facade: facade.wait_for_run(RUN_ID, timeout=0))

    assert len(stage.requests) == 1


def test_a_value_that_is_new_to_the_client_is_passed_on(ai_facade: Any, call: Call) -> None:
    stage = Stage(ai_facade, answer(200, run("paused") | {"new": 1}))

    assert call(stage, lambda facade: facade.get_run(RUN_ID)).status == "paused"


def test_the_member_of_a_union_is_told_by_its_discriminator(ai_facade: Any, call: Call) -> None:
    body: Mapping[str, Any] = {
        "task": "summarize",
        "model": "m",
        "usage": {"inputTokens": 1, "outputTokens": 1},
        "summary": "s",
        "sentences": [{"start": 0, "end": 1, "text": "s"}],
    }
    stage = Stage(ai_facade, answer(200, body))

    result = call(stage, lambda facade: facade.run_task(ai_facade.models.SummarizeTask(text="s")))

    assert isinstance(result, ai_facade.models.SummarizeResult)
    assert json.loads(stage.requests[0].content) == {"task": "summarize", "text": "s", "sentences": 3}


@pytest.mark.parametrize("run_id", ["", "..", "../documents", "no uuid"])
def test_what_is_no_id_is_not_sent(ai_facade: Any, run_id: str) -> None:
    stage = Stage(ai_facade, answer(200, run()))

    with stage.facade() as facade, pytest.raises(ValueError, match="UUID"):
        facade.get_run(run_id)

    assert stage.requests == []


def test_a_call_takes_no_longer_than_it_may(ai_facade: Any) -> None:
    stage = Stage(ai_facade, answer(200, run()))

    with stage.facade() as usual, stage.facade(timeout=2) as short:
        usual.get_run(RUN_ID)
        short.get_run(RUN_ID)

    assert [each.extensions["timeout"] for each in stage.requests] == [
        {"connect": 5.0, "read": 35.0, "write": 35.0, "pool": 35.0},
        {"connect": 2, "read": 2, "write": 2, "pool": 2},
    ]


def test_no_secret_is_shown(ai_facade: Any) -> None:
    stage = Stage(ai_facade, answer(401, PROBLEM))

    with stage.facade() as facade, pytest.raises(ai_facade.ApiProblem) as raised:
        facade.list_runs()

    assert repr(facade) == f"Facade('{URL}')"
    assert TOKEN not in repr(raised.value) + str(raised.value) + str(vars(raised.value))


def test_a_token_and_credentials_are_one_too_many(ai_facade: Any) -> None:
    with pytest.raises(ValueError, match="not both"):
        ai_facade.Facade(URL, token=TOKEN, credentials=ai_facade.ClientCredentials("a", "b"))

"""The application by itself: what its event loop does meanwhile."""

import asyncio
import json
from collections.abc import MutableMapping
from threading import Event
from typing import Any, cast

import numpy as np

from handlers.models.embedded import EmbeddedModel
from model_server.application import Application


class Encoding:
    ids = (0,)


class WaitingTokenizer:
    """Takes as long as it is let."""

    def __init__(self) -> None:
        self.goes_on = Event()

    def encode_batch_fast(self, texts: list[str], *, add_special_tokens: bool) -> list[Encoding]:
        assert self.goes_on.wait(timeout=10)
        return [Encoding() for _ in texts]


class BrokenTokenizer:
    def encode_batch_fast(self, texts: list[str], *, add_special_tokens: bool) -> list[Encoding]:
        raise ZeroDivisionError("a secret")


def application(tokenizer: object) -> Application:
    return Application(EmbeddedModel(cast("Any", tokenizer), np.ones((1, 4), dtype=np.float16), "model"))


async def ask(served: Application, method: str, path: str, document: Any = None) -> tuple[int, Any]:
    messages: list[MutableMapping[str, Any]] = [{"type": "http.request", "body": json.dumps(document).encode()}]
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return messages.pop()

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await served({"type": "http", "method": method, "path": path}, receive, send)
    return sent[0]["status"], json.loads(sent[1]["body"])


def test_other_requests_are_answered_while_the_model_embeds() -> None:
    tokenizer = WaitingTokenizer()
    served = application(tokenizer)

    async def both() -> tuple[Any, Any]:
        embedding = asyncio.create_task(ask(served, "POST", "/v1/embeddings", {"model": "model", "input": "a"}))
        await asyncio.sleep(0)  # the task begins
        health = await ask(served, "GET", "/health")
        assert not embedding.done()
        tokenizer.goes_on.set()
        return health, await embedding

    health, embedded = asyncio.run(both())

    assert health == (200, {"status": "ok"})
    assert embedded[0] == 200
    assert embedded[1]["data"][0]["embedding"] == [0.5] * 4


def test_a_bug_has_the_api_s_shape_and_nothing_of_its_cause() -> None:
    embed = ask(application(BrokenTokenizer()), "POST", "/v1/embeddings", {"model": "model", "input": "a"})

    status, document = asyncio.run(embed)

    assert (status, document["error"]["type"]) == (500, "server_error")
    assert "secret" not in json.dumps(document)


def test_nothing_is_sent_to_a_client_that_has_gone() -> None:
    sent: list[object] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(application(WaitingTokenizer())({"type": "http", "method": "POST", "path": "/"}, receive, send))

    assert sent == []

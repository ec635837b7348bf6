"""The server as an ASGI application: routes, bounded bodies, and the model's work kept off the event loop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from handlers.models.embedded import EmbeddedModel
from model_server.answers import Answer, answer, embeddings_document, error, model_document, models_document
from model_server.requests import Refused, model_not_found, read_embeddings

MOST_BYTES = 1 << 20
MODELS = "/v1/models"
METHODS = {"/health": ("GET", "HEAD"), MODELS: ("GET", "HEAD"), "/v1/embeddings": ("POST",)}
TOO_LARGE = Refused(413, f"The body is larger than {MOST_BYTES} bytes.", code="request_too_large")
FAILED = Refused(500, "The server failed.", kind="server_error")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Application:
    model: EmbeddedModel

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """HTTP alone: the server is started without lifespan events and without web sockets."""
        body = await _body(receive)
        if body is None:
            return
        try:
            answered = _misrouted(scope["method"], scope["path"])
            answered = answered or await self._answer(scope["path"], body)
        except Exception:  # noqa: BLE001 - the last resort: whatever the bug, the answer has the API's shape
            _log.exception("failed")
            answered = error(FAILED)
        await _send(answered, send, with_body=scope["method"] != "HEAD")

    async def _answer(self, path: str, body: bytes | Refused) -> Answer:
        if isinstance(body, Refused):
            return error(body)
        match path:
            case "/health":
                return answer({"status": "ok"})
            case "/v1/models":
                return answer(models_document([self.model.name]))
            case "/v1/embeddings":
                return await asyncio.to_thread(self._embed, body)
            case _:
                return self._model(path.removeprefix(f"{MODELS}/"))

    def _model(self, name: str) -> Answer:
        return answer(model_document(name)) if name == self.model.name else error(model_not_found(name))

    def _embed(self, body: bytes) -> Answer:
        asked = read_embeddings(body, self.model.name, self.model.table.shape[1])
        if isinstance(asked, Refused):
            return error(asked)
        embedded = self.model.embed(asked.texts)
        return answer(embeddings_document(self.model.name, embedded.vectors, embedded.tokens, asked.is_base64))


def _misrouted(method: str, path: str) -> Answer | None:
    allowed = METHODS.get(MODELS if path.startswith(f"{MODELS}/") else path)
    if allowed is None:
        return error(Refused(404, f"Unknown request URL: {method[:20]} {path[:200]}.", code="unknown_url"))
    if method not in allowed:
        refused = Refused(405, f"Not allowed to {method[:20]} on {path[:200]}.", code="method_not_supported")
        return error(refused, {"Allow": ", ".join(allowed)})
    return None


async def _body(receive: Receive) -> bytes | Refused | None:
    """None when the client has gone. The rest of a body that is too large is read and dropped, to answer after it."""
    kept = bytearray()
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > MOST_BYTES:
            kept.clear()
        else:
            kept += chunk
        if not message.get("more_body", False):
            return TOO_LARGE if size > MOST_BYTES else bytes(kept)


async def _send(answered: Answer, send: Send, *, with_body: bool) -> None:
    # Whatever stands in front of the server asks for a key; with it, any web page may read the answer.
    sent = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"}
    headers = {**sent, "Content-Length": str(len(answered.body)), **answered.headers}
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answered.status, "headers": encoded})
    await send({"type": "http.response.body", "body": answered.body if with_body else b""})

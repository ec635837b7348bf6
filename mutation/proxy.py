"""The mutating proxy: between the contract suite and a stage, with one mutant or none, on a port of the loopback.

    python -m mutation.proxy --target URL [--mutant ID]

All else goes through as it came. The stage is asked by its own name, so that a document that it serves names the stage,
not the proxy: a suite has to be told where to send its requests (`schemathesis run … --url`).
"""

import asyncio
import json
import os
import sys
import threading
import urllib.request
from argparse import ArgumentParser
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress

from contract.document import Document, checked
from mutation.catalogue import mutants
from mutation.http1 import MOST_HEAD, Head, MalformedError, read_body, read_head, written
from mutation.mutant import OWN, PEER, READER, Answer, Memory, Mutant, Request
from mutation.upstream import Passed, Target, Upstream

_STARTED = 10.0
# The proxy itself says 100 Continue, and a compressed body is none that a mutant could change.
_DROPPED = {"accept-encoding", "expect"}


class Proxy:
    """`changed`: how many exchanges the mutant made other than they were; one with none was never met."""

    def __init__(self, mutant: Mutant | None, target_url: str, tokens: Mapping[str, str]) -> None:
        self._mutant = mutant
        self._target = Target.of(target_url)
        self._memory = Memory(dict(tokens))
        self.url = ""
        self.changed = 0

    @asynccontextmanager
    async def listening(self, port: int = 0) -> AsyncIterator[None]:
        talks: set[asyncio.Task[None]] = set()

        def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            talk = asyncio.create_task(self._converse(reader, writer))
            talks.add(talk)
            talk.add_done_callback(talks.discard)

        server = await asyncio.start_server(accepted, "127.0.0.1", port, limit=MOST_HEAD)
        async with server:
            self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{self._target.prefix}"
            try:
                yield
            finally:
                for talk in talks:
                    talk.cancel()
                await asyncio.gather(*talks, return_exceptions=True)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream = Upstream(self._target)
        try:
            # What cannot be passed on ends the conversation, as it does between the client and the stage.
            with suppress(
                OSError, TimeoutError, MalformedError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
            ):
                while (head := await read_head(reader)) is not None:
                    closes = await self._turn(head, reader, writer, upstream)
                    if closes:
                        break
        finally:
            await upstream.close()
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _turn(
        self, head: Head, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, upstream: Upstream
    ) -> bool:
        """One request and its answer; whether the connection ends behind it."""
        if head.values("expect"):
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        method, _, rest = head.start.partition(" ")
        target = rest.rpartition(" ")[0]
        body = await read_body(reader, head, until_end=False)
        passed = await self._exchange(self._request(method, target, head, body), target, upstream)
        empty = method == "HEAD" or passed.answer.status in {204, 304}
        writer.write(written(passed.start, passed.answer.headers, passed.answer.body, bodiless=empty))
        await writer.drain()
        return passed.closes or head.closes

    def _request(self, method: str, target: str, head: Head, body: bytes) -> Request:
        path, _, query = target.removeprefix(self._target.prefix).partition("?")
        headers = tuple(each for each in head.headers if each[0].lower() not in _DROPPED)
        return Request(method, path, query, headers, body)

    async def _exchange(self, request: Request, target: str, upstream: Upstream) -> Passed:
        mutant = self._mutant
        if mutant is None or not target.startswith(self._target.prefix + "/") or not mutant.takes(request):
            return await upstream.exchange(request, target)
        mutated, changed = await self._mutated(mutant, request, target, upstream)
        delay = mutant.change.seconds(request, self._memory)
        if delay:
            await asyncio.sleep(delay)
        self.changed += changed or bool(delay)
        return mutated

    async def _mutated(self, mutant: Mutant, request: Request, target: str, upstream: Upstream) -> tuple[Passed, bool]:
        sent = mutant.change.request(request, self._memory)
        if isinstance(sent, Answer):
            return Passed(_start(sent.status), sent, closes=False), True
        passed = await upstream.exchange(sent, target if sent == request else self._written(sent))
        if not mutant.answers(passed.answer):
            return passed, sent != request
        second = mutant.change.again(request, passed.answer, self._memory)
        if second is not None:
            passed = await upstream.exchange(second, self._written(second))
        answer = mutant.change.answer(request, passed.answer, self._memory)
        changed = sent != request or second is not None or answer != passed.answer
        start = passed.start if answer.status == passed.answer.status else _start(answer.status)
        return Passed(start, answer, passed.closes), changed

    def _written(self, request: Request) -> str:
        return f"{self._target.prefix}{request.path}" + (f"?{request.query}" if request.query else "")


def _start(status: int) -> str:
    return f"HTTP/1.1 {status} {status}"


@contextmanager
def serving(mutant: Mutant | None, target_url: str, tokens: Mapping[str, str]) -> Iterator[Proxy]:
    """The proxy while it serves, in a thread of its own: its `url` is the stage's, its `changed` may be read any time.

    `tokens`: bearer tokens by the environment variables that conformance knows them by (mutant.OWN and so on).
    """
    proxy = Proxy(mutant, target_url, tokens)
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    ended: asyncio.Future[None] = loop.create_future()

    async def serve() -> None:
        async with proxy.listening():
            ready.set()
            await ended

    thread = threading.Thread(target=_run, args=(loop, serve), name="mutating-proxy", daemon=True)
    thread.start()
    try:
        if not ready.wait(_STARTED):
            raise TimeoutError("The mutating proxy did not start.")
        yield proxy
    finally:
        loop.call_soon_threadsafe(ended.set_result, None)
        thread.join(_STARTED)


def _run(loop: asyncio.AbstractEventLoop, serve: Callable[[], Coroutine[None, None, None]]) -> None:
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(serve())


def main(arguments: list[str] | None = None) -> int:
    parser = ArgumentParser(prog="python -m mutation.proxy", description="Serve a stage with one seeded fault.")
    parser.add_argument("--target", required=True, help="the URL of the stage")
    parser.add_argument("--mutant", help="its id; without it, all goes through as it came")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args(arguments)
    mutant = _named(options.mutant, options.target) if options.mutant else None
    if options.mutant and mutant is None:
        sys.stderr.write(f"There is no mutant {options.mutant} of this contract.\n")
        return 2
    tokens = {name: os.environ[name] for name in (OWN, PEER, READER) if name in os.environ}
    proxy = Proxy(mutant, options.target, tokens)
    with suppress(KeyboardInterrupt):
        asyncio.run(_foreground(proxy, options.port))
    sys.stdout.write(f"changed: {proxy.changed}\n")
    return 0


def _named(name: str, target: str) -> Mutant | None:
    with urllib.request.urlopen(f"{target.rstrip('/')}/openapi.json", timeout=30) as answer:  # noqa: S310  # as given
        document = checked(Document(target, json.load(answer)))
    return next((each for each in mutants(document) if each.id == name), None)


async def _foreground(proxy: Proxy, port: int) -> None:
    async with proxy.listening(port):
        sys.stdout.write(f"{proxy.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    sys.exit(main())

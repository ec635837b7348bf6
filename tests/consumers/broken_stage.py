"""A stage that breaks what a consumer relies on: a proxy that changes the JSON of answers."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import requests

Change = Callable[[Any], Any]

_SECONDS = 60
_HANDED_ON = ("Authorization", "Content-Type", "Idempotency-Key")


@contextmanager
def broken(stage_url: str, change: Change) -> Iterator[str]:
    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._hand_on(None)

        def do_POST(self) -> None:
            self._hand_on(self.rfile.read(int(self.headers["content-length"])))

        def _hand_on(self, body: bytes | None) -> None:
            headers = {name: self.headers[name] for name in _HANDED_ON if name in self.headers}
            answer = requests.request(
                self.command, f"{stage_url}{self.path}", headers=headers, data=body, timeout=_SECONDS
            )
            changed = json.dumps(change(answer.json())).encode()
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(changed)))
            self.end_headers()
            self.wfile.write(changed)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def without(member: str, document: Any) -> Any:
    """At any depth."""
    match document:
        case dict():
            return {name: without(member, value) for name, value in document.items() if name != member}
        case list():
            return [without(member, value) for value in document]
    return document

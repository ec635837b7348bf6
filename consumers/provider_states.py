"""What has to be so at a stage before an interaction, brought about through the API itself; served for pact's verifier.

A state is told by name in a pact file. What it answers, such as a token or the id of what it has made, takes the place
of the pact's examples. https://docs.pact.io/getting_started/provider_states
"""

import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from consumers.support_desk.client import Filing, Progress, Refused, SupportDesk
from consumers.support_desk.interactions import ARTICLE

_SECONDS = 60.0  # in which an article has to be ready
_PAUSE_SECONDS = 0.1

State = Mapping[str, str]


class StateError(Exception):
    """The stage could not be brought into a state; the text says why."""


@dataclass(frozen=True, slots=True)
class ProviderStates:
    """Of the stage at `stage_url`, for the team that `token` is of. `failed` has why a state could not be had."""

    stage_url: str
    token: str
    failed: list[str] = field(default_factory=list)

    def bring_about(self, name: str) -> State:
        """Raises StateError. A name that no row has is one that a pact has made up."""
        made: Callable[[], State] | None = {
            "a team has a token": self._token,
            "an article is ready": self._article,
        }.get(name)
        if made is None:
            raise StateError(f"No provider state is called {name!r}")
        return made()

    def _token(self) -> State:
        """With a key that nobody has used."""
        return {"token": self.token, "key": str(uuid.uuid4())}

    def _article(self) -> State:
        desk = SupportDesk(self.stage_url, self.token)
        filing = desk.file_article("Lost parcels", ARTICLE, str(uuid.uuid4()))
        if isinstance(filing, Refused):
            raise StateError(f"The article was not taken in: {filing.detail}")
        _wait_for(desk, filing)
        return {**self._token(), "runId": filing.run_id, "documentId": filing.document_id}


def _wait_for(desk: SupportDesk, filing: Filing) -> None:
    deadline = time.monotonic() + _SECONDS
    while not (isinstance(progress := desk.progress_of(filing), Progress) and progress.has_ended):
        if time.monotonic() > deadline:
            raise StateError(f"The article is not ready: {progress}")
        time.sleep(_PAUSE_SECONDS)


@contextmanager
def served(states: ProviderStates) -> Iterator[str]:
    """The URL, on the loopback address, at which the verifier asks for states."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            try:
                status, told = 200, dict(states.bring_about(asked["state"]) if asked["state"] else {})
            except StateError as error:
                states.failed.append(str(error))
                status, told = 500, {}
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()

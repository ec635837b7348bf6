"""Real runs of the suite, against an API of one operation."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mutation.trial import Profile, Trial, try_suite
from mutation.verdict import Outcome

PROFILE = Profile("tiny", 2)
CONTRACT = {
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1"},
    "paths": {
        "/pets": {
            "get": {
                "operationId": "listPets",
                "parameters": [{"name": "tag", "in": "query", "schema": {"type": "string"}, "example": "tame"}],
                "responses": {
                    "200": {
                        "description": "They.",
                        "content": {"application/json": {"schema": {"type": "object", "required": ["items"]}}},
                    }
                },
            }
        }
    },
}


@contextmanager
def answering(body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(CONTRACT), encoding="utf-8")
    return file


def test_an_answer_against_the_contract_kills_and_nothing_is_left(document: Path, tmp_path: Path) -> None:
    folder = tmp_path / "trial"

    with answering(b"{}") as url:
        verdict = try_suite(Trial(url, document, {"API_KEY": "some-token"}, folder), PROFILE)

    assert (verdict.outcome, verdict.check) == (Outcome.KILLED, "response_schema_conformance"), verdict
    assert verdict.operation == "GET /pets"
    assert verdict.phase == "examples"
    assert verdict.cases > 0
    assert not folder.exists()


def test_a_suite_that_cannot_begin_says_why(tmp_path: Path) -> None:
    document, folder = tmp_path / "openapi.json", tmp_path / "trial"
    document.write_text("{", encoding="utf-8")

    with answering(b"{}") as url:
        verdict = try_suite(Trial(url, document, {"API_KEY": "some-token"}, folder), PROFILE)

    assert verdict.outcome is Outcome.ERROR
    assert verdict.said
    assert not folder.exists()

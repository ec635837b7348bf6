"""The deployed stage keeps its contract: Schemathesis, all phases and checks, against the stage URL."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests

from contract import Document, client_edition
from tests.checkout import Checkout, Stage

pytestmark = pytest.mark.xdist_group("stage")


def test_no_request_makes_the_stage_break_its_contract(stage: Stage) -> None:
    run = stage.checkout.make("contract", "TIME=60")

    assert run.returncode == 0, run.stdout + run.stderr
    assert secrets_in(stage, stage.checkout.folder / "dist" / "contract-report") == set()
    assert statuses_of(stage, "nightly-reports") & {"404"}, "no other team has asked for what the first one made"


def test_plain_schemathesis_needs_the_stage_url_and_a_token_alone(stage: Stage) -> None:
    run = (".venv/bin/schemathesis", "run", f"{stage.url}/openapi.json", "--generation-database", "none")
    plain = (*run, "--phases", "examples", "--include-operation-id", "getUsage")

    with_variable = stage.checkout.run(*plain, API_KEY=stage.key)
    with_header = stage.checkout.run(*plain, "-H", f"Authorization: Bearer {stage.key}")
    with_neither = stage.checkout.run(*plain)

    assert with_variable.returncode == 0, with_variable.stdout + with_variable.stderr
    assert with_header.returncode == 0, with_header.stdout + with_header.stderr
    assert with_neither.returncode != 0


def test_the_shell_lines_of_a_stage_have_a_token_of_each_caller(stage: Stage) -> None:
    shown = stage.checkout.make("env")

    lines = dict(line.removeprefix("export ").split("=", 1) for line in shown.stdout.splitlines() if "API_KEY" in line)
    assert {name: team_of(token) for name, token in lines.items()} == {
        "API_KEY": team_of(stage.key),
        "PEER_API_KEY": team_of(stage.token("nightly-reports")),
        "READER_API_KEY": team_of(stage.token("search-app")),
        "NARROW_API_KEY": team_of(stage.key),
        "TRIAL_API_KEY": team_of(stage.token("newcomer")),
    }


def test_a_stage_that_breaks_its_contract_fails_the_run(new_checkout: Callable[[], Checkout]) -> None:
    with serve_broken_contract() as url:
        run = new_checkout().make("contract", f"URL={url}", "KEY=none", "ARGS=--phases coverage")

    assert run.returncode != 0
    assert "Server error" in run.stdout


def test_the_served_document_is_the_client_edition(stage: Stage, contract: Document) -> None:
    served = requests.get(f"{stage.url}/openapi.json", timeout=10)

    document, edition = served.json(), client_edition(contract, stage.url)
    assert served.headers["content-type"] == "application/json"
    assert token_flow(document).pop("tokenUrl").endswith("/oauth2/token")
    assert token_flow(edition).pop("tokenUrl") == "/oauth2/token"
    assert document == edition


def token_flow(document: dict[str, Any]) -> dict[str, Any]:
    """Its URL is the stage's own."""
    flow: dict[str, Any] = document["components"]["securitySchemes"]["TeamToken"]["flows"]["clientCredentials"]
    return flow


def team_of(token: str) -> str:
    """The client id in a token, which is not checked here; https://www.rfc-editor.org/rfc/rfc7515#section-3.1."""
    claims = token.split(".")[1]
    return str(json.loads(b64decode(claims + "=" * (-len(claims) % 4), altchars=b"-_"))["client_id"])


def secrets_in(stage: Stage, folder: Path) -> set[str]:
    """The files with a token in them: all of a stage begin alike, with the header that names the key of their pool."""
    beginning = stage.key.partition(".")[0].encode()
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files, "there are no reports"
    return {file.name for file in files if beginning in file.read_bytes()}


def statuses_of(stage: Stage, team: str) -> set[str]:
    """What the team's requests were answered, by the access log."""
    logs = stage.aws("logs")
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName="/aws/apigateway/ai-facade-local", filterPattern=f'{{ $.team = "{team}" }}'
    )
    return {json.loads(event["message"])["status"] for page in pages for event in page["events"]}


@contextmanager
def serve_broken_contract() -> Iterator[str]:
    """A service whose one operation answers 500, as no document of its own says."""
    document = {
        "openapi": "3.0.3",
        "info": {"title": "broken", "version": "1"},
        "paths": {"/thing": {"get": {"responses": {"200": {"description": "a thing"}}}}},
    }

    class Broken(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served = self.path == "/openapi.json"
            self.send_response(200 if served else 500)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(document).encode() if served else b"{}")

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Broken)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()

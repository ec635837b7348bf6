"""What `make contract` runs: whose tokens go where, a run a seed, and reports that hold no secret."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from commands import contract_tests
from commands.callers import chosen_teams, narrow_scope
from commands.contract_tests import Plan, may_be_sent, planned
from commands.error import CommandError
from commands.schemathesis_run import schemathesis_run
from commands.stage_outputs import Team

OWN = "https://abc.execute-api.us-east-1.amazonaws.com/prod"
LOCAL = "http://127.0.0.1:4566/_aws/execute-api/abc/local"
# The service of these tests keeps no other promise.
CHECKS = ("--checks", "not_a_server_error", "-n", "5")
TOKENS = {"API_KEY": "token-of-team", "PEER_API_KEY": "token-of-peer", "TRIAL_API_KEY": "token-of-trial"}


def team(scopes: int, tokens: int) -> Team:
    return Team("id", "plan", tokens, tuple(f"scope-{number}" for number in range(scopes)))


@pytest.mark.parametrize(
    ("teams", "chosen"),
    [
        ({"a": team(8, 1_000)}, {"API_KEY": "a"}),
        ({"a": team(8, 1_000), "b": team(7, 10)}, {"API_KEY": "a", "PEER_API_KEY": "b"}),
        (
            {"a": team(8, 1_000), "new": team(7, 1), "night": team(7, 100), "search": team(4, 50), "none": team(0, 60)},
            {"API_KEY": "a", "PEER_API_KEY": "night", "TRIAL_API_KEY": "new", "READER_API_KEY": "search"},
        ),
        (
            {"a": team(8, 1_000), "b": team(8, 2_000), "c": team(8, 2_000)},
            {"API_KEY": "a", "PEER_API_KEY": "b"},
        ),
    ],
)
def test_each_caller_is_a_team_of_its_own_that_is_fit_for_it(teams: dict[str, Team], chosen: dict[str, str]) -> None:
    assert chosen_teams(teams, "a") == chosen


def test_the_narrow_token_has_a_scope_that_the_reader_lacks() -> None:
    teams = {"a": team(8, 1_000), "search": team(4, 50)}

    assert narrow_scope(teams, {"API_KEY": "a", "READER_API_KEY": "search"}) == "scope-4"
    assert narrow_scope(teams, {"API_KEY": "search", "READER_API_KEY": "a"}) == ""


@pytest.mark.parametrize(
    ("own", "url", "may"),
    [
        (OWN, OWN, True),
        (OWN, f"{OWN}/sub", True),
        (OWN, "http://127.0.0.1:9000/prod", True),
        (OWN, "http://localhost:9000/", True),
        (OWN, "http://[::1]:9000/", True),
        (LOCAL, "http://127.0.0.1:9000/_aws/execute-api/abc/local", True),
        (OWN, OWN.replace("https", "http"), False),
        (OWN, OWN.replace("abc", "xyz"), False),
        (OWN, OWN.replace(".com", ".com:8443"), False),
        (OWN, "http://127.0.0.1.example.com/", False),
        (OWN, "http://10.0.0.1/", False),
        (OWN, "nonsense", False),
        (None, "http://127.0.0.1:9000/", False),
    ],
)
def test_tokens_go_to_the_origin_that_they_are_of_or_to_this_machine(own: str | None, url: str, may: bool) -> None:
    assert may_be_sent(own, url) is may


@pytest.mark.parametrize(
    ("seeds", "arguments", "plan"),
    [
        (1, [], Plan((1,), 9, ("junit", "html", "har"), ())),
        (3, ["-n", "5"], Plan((1, 2, 3), 9, ("junit", "html", "har"), ("-n", "5"))),
        (3, ["--seed", "77", "--no-shrink"], Plan((77,), 9, ("junit", "html", "har"), ("--no-shrink",))),
        (1, ["--seed=77"], Plan((77,), 9, ("junit", "html", "har"), ())),
        (1, ["--report", "ndjson,har"], Plan((1,), 9, ("junit", "html", "har", "ndjson"), ())),
        (1, ["--report-dir", "x"], Plan((1,), 9, ("junit", "html", "har"), ("--report-dir", "x"))),
    ],
)
def test_what_is_run_is_read_from_what_was_typed(seeds: int, arguments: list[str], plan: Plan) -> None:
    assert planned(seeds, 9, arguments) == plan


@pytest.mark.parametrize(("seeds", "seconds", "arguments"), [(0, 9, []), (1, 0, []), (1, 9, ["--seed", "x"])])
def test_what_cannot_be_run_is_said_in_a_sentence(seeds: int, seconds: int, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        planned(seeds, seconds, arguments)


def test_a_run_has_its_tokens_in_its_environment_and_in_files_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READER_API_KEY", "of another stage")

    run = schemathesis_run(
        "http://x/y", tmp_path / "d.json", TOKENS, tmp_path, seconds=5, seed=7, arguments=["-n", "1"]
    )

    assert {name: value for name, value in run.environment.items() if "API_KEY" in name} == TOKENS
    assert run.environment["PATH"] == os.environ["PATH"]
    assert not any(token in part for part in run.command for token in TOKENS.values())
    assert run.command[-2:] == ("-n", "1")
    assert 'peers = ["API_KEY", "PEER_API_KEY"]' in run.settings.read_text(encoding="utf-8")
    assert {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {
        "schemathesis.toml": 0o600,
        "teams.json": 0o600,
    }


def test_a_team_alone_has_no_peer(tmp_path: Path) -> None:
    run = schemathesis_run("http://x/y", tmp_path / "d.json", {"API_KEY": "k"}, tmp_path, seconds=5, seed=7)

    assert "[auth.wfc]" not in run.settings.read_text(encoding="utf-8")


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a run writes: not into this checkout, and as if its shell knew of no stage."""
    monkeypatch.setattr(contract_tests, "FOLDER", tmp_path / "build")
    monkeypatch.setattr(contract_tests, "REPORTS", tmp_path / "reports")
    for name in ("STAGE_URL", "READER_API_KEY", *TOKENS):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "reports"


def test_each_seed_has_reports_without_a_token_and_a_line_at_the_end(
    folders: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PEER_API_KEY", TOKENS["PEER_API_KEY"])
    with serve_things(200) as (url, authorized):
        status = contract_tests.run(url, TOKENS["API_KEY"], "local", planned(2, 3, [*CHECKS, "--report", "ndjson"]))

    printed = capfd.readouterr().out
    written = [file for file in folders.rglob("*") if file.is_file()]
    assert status == 0, printed
    assert f"Bearer {TOKENS['API_KEY']}" in authorized
    assert {str(file.relative_to(folders)) for file in written} == {
        "coverage.html",
        *(
            f"seed-{seed}/{name}"
            for seed in (1, 2)
            for name in ("junit.xml", "har.json", "html/index.html", "events.ndjson")
        ),
    }
    assert [file for file in written for token in TOKENS.values() if token.encode() in file.read_bytes()] == []
    assert re.search(
        r"^seed 1: [1-9][\d,]* cases, \d+ a second, \d+ s, no failure\nseed 2: .* no failure$", printed, re.MULTILINE
    )
    assert re.search(r"^listThings +[1-9]", printed, re.MULTILINE)


def test_a_run_that_fails_fails_the_command_and_the_next_is_made_all_the_same(
    folders: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with serve_things(500) as (url, _):
        status = contract_tests.run(url, "key", "local", planned(2, 2, [*CHECKS, "--phases", "coverage"]))

    assert status == 1
    assert re.search(
        r"^seed 1: .* failed in 1 place\nseed 2: .* failed in 1 place$", capfd.readouterr().out, re.MULTILINE
    )


def test_tokens_that_the_shell_has_of_one_stage_are_not_sent_to_another(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `make env` says of a stage stays in a shell."""
    for name, value in {**TOKENS, "STAGE_URL": LOCAL}.items():
        monkeypatch.setenv(name, value)

    assert contract_tests.tokens_for(OWN, "key of own", "prod") == {"API_KEY": "key of own"}
    assert contract_tests.tokens_for(LOCAL, "key", "local") == {**TOKENS, "API_KEY": "key"}


@contextmanager
def serve_things(status: int) -> Iterator[tuple[str, set[str]]]:
    """A service with one operation, its URL, and what it was called with as `Authorization`."""
    authorized: set[str] = set()
    document = {
        "openapi": "3.0.3",
        "info": {"title": "things", "version": "1"},
        "paths": {
            "/things": {
                "get": {
                    "operationId": "listThings",
                    "parameters": [{"name": "limit", "in": "query", "schema": {"type": "string"}}],
                    "responses": {"200": {"description": "Things"}},
                }
            }
        },
    }

    class Things(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            authorized.add(self.headers.get("Authorization", ""))
            served = self.path == "/openapi.json"
            self._answer(200 if served else status, {}, json.dumps(document) if served else "{}")

        def __getattr__(self, name: str) -> object:
            """Any method but GET."""
            if name.startswith("do_"):
                return lambda: self._answer(405, {"allow": "GET"}, "{}")
            raise AttributeError(name)

        def _answer(self, number: int, headers: Mapping[str, str], body: str) -> None:
            self.send_response(number)
            for name, value in {
                **headers,
                "content-type": "application/json",
                "content-length": str(len(body)),
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Things)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", authorized
    finally:
        server.shutdown()
        server.server_close()

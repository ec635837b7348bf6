"""The authorizer as API Gateway and its logs see it."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from handlers.authorization.authorizing import Authority
from handlers.authorization.keys import KeysUnavailableError, PublishedKeys
from handlers.authorizers import authorize
from handlers.aws.attributes import attributes
from handlers.telemetry.logs import logger
from handlers.usage.teams import Client, Team
from tests.emulator.cognito.machines import Machine, new_machine
from tests.emulator.running import RunningEmulator, free_port
from tests.handlers.authorization.signed import KNOWN, REQUEST_ID, STAGE_ARN, authority, event, token

ROOT = Path(__file__).parents[3]


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the authorizer logs, as it is written."""
    written = StringIO()
    [handler] = logger().handlers
    assert isinstance(handler, logging.StreamHandler)
    usual = handler.setStream(written)
    yield written
    handler.setStream(usual)


class BrokenTeams:
    def team(self, name: str) -> Team | None:
        raise ConnectionError("the table is out of reach")

    def client(self, client_id: str) -> Client | None:
        raise ConnectionError("the table is out of reach")


def _out_of_reach() -> bytes:
    raise KeysUnavailableError("out of reach")


def _without_keys() -> Authority:
    return replace(authority(), keys=PublishedKeys(_out_of_reach))


def _without_teams() -> Authority:
    return replace(authority(), teams=BrokenTeams())


def _without_settings() -> Authority:
    raise KeyError("TOKEN_ISSUER")


def test_a_good_token_has_a_policy_and_one_line_in_the_log(log: StringIO) -> None:
    result = authorize.answer(event(f"Bearer {token()}"), authority)

    [line] = map(json.loads, log.getvalue().splitlines())
    assert result["principalId"] == KNOWN.client_id
    assert (line["request_id"], line["outcome"]) == (REQUEST_ID, "granted")
    assert (line["client_id"], line["tenant"]) == (KNOWN.client_id, KNOWN.team)
    assert line["duration_ms"] > 0


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: "Bearer", "not-bearer"),
        (lambda: f"Bearer {token(exp=int(time.time()) - 60)}", "not-in-force"),
        (lambda: f"Bearer {token(client_id='7someotherclient')}", "unknown-client"),
        (lambda: f"Bearer {token(signer='stranger')}", "wrong-signature"),
    ],
    ids=["no token", "expired", "unknown client", "wrong signature"],
)
def test_a_refusal_is_unauthorized_and_its_reason_is_logged(
    log: StringIO, make: Callable[[], str], reason: str
) -> None:
    with pytest.raises(authorize.UnauthorizedError) as raised:
        authorize.answer(event(make()), authority)

    [line] = map(json.loads, log.getvalue().splitlines())
    assert str(raised.value) == "Unauthorized"
    assert raised.value.__context__ is None
    assert (line["request_id"], line["outcome"], line["reason"]) == (REQUEST_ID, "refused", reason)


@pytest.mark.parametrize("broken", [_without_keys, _without_teams, _without_settings])
def test_without_what_it_depends_on_nobody_is_judged(log: StringIO, broken: Callable[[], Authority]) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011 - any, but for the one below
        authorize.answer(event(f"Bearer {token()}"), broken)

    [line] = map(json.loads, log.getvalue().splitlines())
    assert str(raised.value) != "Unauthorized"
    assert (line["level"], line["message"], line["request_id"]) == ("ERROR", "failed", REQUEST_ID)


def test_keys_that_cannot_be_fetched_are_logged_though_old_ones_serve_on(log: StringIO) -> None:
    url = f"http://127.0.0.1:{free_port()}/pool/.well-known/jwks.json"

    with pytest.raises(KeysUnavailableError):
        authorize._fetch_keys(url)

    [line] = map(json.loads, log.getvalue().splitlines())
    assert (line["level"], line["message"]) == ("WARNING", "keys not fetched")
    assert line["cause"] == "no answer: ConnectionRefusedError"


def test_it_loads_nothing_that_it_can_do_without() -> None:
    code = "import sys, handlers.authorizers.authorize; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert {"boto3", "numpy", "jsonschema_rs", "handlers.gateway"}.isdisjoint(loaded.stdout.split())


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"scope": "private-scope"},
        {"client_id": "7privateclient"},
        {"exp": 1},
        {"iss": "https://private"},
        {"sub": 7},
    ],
    ids=str,
)
@pytest.mark.parametrize("make_authority", [authority, _without_keys, _without_teams])
def test_neither_tokens_nor_claims_are_written_anywhere(
    log: StringIO,
    capfd: pytest.CaptureFixture[str],
    changes: dict[str, Any],
    make_authority: Callable[[], Authority],
) -> None:
    sent = token(jti="private-id", **changes)

    for received in (event(f"Bearer {sent}"), event(f"Basic {sent}"), event(api_keys=(sent,)), event(sent, sent)):
        with suppress(Exception):  # what is raised, other tests say
            authorize.answer(received, make_authority)

    written = log.getvalue() + "".join(capfd.readouterr())
    assert REQUEST_ID in written
    assert not [part for part in sent.split(".") if part in written]
    assert "private" not in written


@pytest.fixture
def pool(emulator: RunningEmulator, workflow: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Machine]:
    """A user pool whose app client is a team's."""
    machine = new_machine(emulator)
    row = {"id": f"client#{machine.client}", "team": KNOWN.team, "usage_key": KNOWN.usage_key}
    emulator.client("dynamodb").put_item(TableName=os.environ["TEAMS_TABLE"], Item=attributes(row))
    (tmp_path / "access.json").write_text('[{"method": "GET", "path": "/runs/*", "scopes": ["runs/read"]}]')
    workflow.setenv("TOKEN_ISSUER", machine.issuer)
    workflow.setenv("LAMBDA_TASK_ROOT", str(tmp_path))
    authorize._authority.cache_clear()
    yield machine
    authorize._authority.cache_clear()


def test_a_pools_token_opens_what_its_scopes_say(pool: Machine) -> None:
    sent = pool.ask({"grant_type": "client_credentials", "scope": "runs/read"}).json()["access_token"]

    result = authorize.handle(event(f"Bearer {sent}"), None)

    [statement] = result["policyDocument"]["Statement"]
    assert (statement["Effect"], statement["Resource"]) == ("Allow", [f"{STAGE_ARN}/GET/runs/*"])
    assert (result["principalId"], result["usageIdentifierKey"]) == (pool.client, KNOWN.usage_key)
    assert result["context"] == {"tenant": KNOWN.team, "client": pool.client, "scope": "runs/read"}


def test_a_token_of_another_pool_is_refused(pool: Machine, emulator: RunningEmulator) -> None:
    sent = new_machine(emulator).ask().json()["access_token"]

    with pytest.raises(authorize.UnauthorizedError):
        authorize.handle(event(f"Bearer {sent}"), None)


def test_a_client_of_no_team_is_refused(pool: Machine, emulator: RunningEmulator) -> None:
    sent = pool.ask().json()["access_token"]
    key = attributes({"id": f"client#{pool.client}"})
    emulator.client("dynamodb").delete_item(TableName=os.environ["TEAMS_TABLE"], Key=key)

    with pytest.raises(authorize.UnauthorizedError):
        authorize.handle(event(f"Bearer {sent}"), None)

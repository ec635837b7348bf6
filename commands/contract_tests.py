"""Schemathesis against a stage's URL, wherever that stage is."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import requests

from commands.error import CommandError
from commands.places import BUILD, ROOT
from commands.stage_outputs import read_output, read_teams, read_url
from commands.tokens import read_key, read_token

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
SETTINGS = ROOT / "schemathesis.toml"
DOCUMENT_LIMIT_SECONDS = 30


def run(url: str, key: str, stage: str, arguments: Sequence[str]) -> int:
    """The verdict is Schemathesis's own exit status. The settings stand in schemathesis.toml.

    The stage's document is read first and given as a file: of a document that it reads from a URL, Schemathesis leaves
    out the operation that served it. Of a stage whose teams are known two of them call, and neither may see what is the
    other's; with a KEY, its bearer alone.
    """
    url = url.rstrip("/")
    if url and not key:
        raise CommandError("Give a token of that stage too, as in: make contract URL=https://… KEY=…")
    if key:
        settings, environment = SETTINGS, {"API_KEY": key}
        url = url or read_url(stage)
    else:
        settings, environment = _settings_of_two(_tokens(stage)), {"API_KEY": read_key(stage)}
        url = read_url(stage)
    options = ["--config-file", str(settings), "run", str(_document(url)), "--url", url, *arguments]
    return subprocess.run(
        [str(SCHEMATHESIS), *options], cwd=ROOT, env={**os.environ, **environment}, check=False
    ).returncode


def _tokens(stage: str) -> dict[str, str]:
    """Of the default team, and of the other one that may do most: where a rate refuses it, it finds out nothing."""
    teams = read_teams(stage)
    default = str(read_output(stage, "default_team"))
    others = sorted(
        (name for name in teams if name != default),
        key=lambda name: (len(teams[name].scopes), teams[name].monthly_tokens),
    )
    return {team: read_token(stage, team) for team in (default, *others[-1:])}


def _settings_of_two(tokens: Mapping[str, str]) -> Path:
    """schemathesis.toml, with the teams as those who may not see each other's objects; for the caller's eyes alone."""
    teams = BUILD / "contract" / "teams.json"
    auth = [
        {"name": team, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {token}"}]}
        for team, token in tokens.items()
    ]
    _write_own(teams, json.dumps({"auth": auth}))
    first, *_ = tokens
    peers = (
        f"[auth.wfc]\npath = {json.dumps(str(teams))}\nuser = {json.dumps(first)}\npeers = {json.dumps(list(tokens))}\n"
    )
    settings = BUILD / "contract" / "schemathesis.toml"
    _write_own(settings, f"{SETTINGS.read_text(encoding='utf-8')}\n{peers}")
    return settings


def _write_own(file: Path, text: str) -> None:
    """Tokens are in there, for as long as they last."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as sink:
        sink.write(text)


def _document(url: str) -> Path:
    try:
        served = requests.get(f"{url}/openapi.json", timeout=DOCUMENT_LIMIT_SECONDS)
        served.raise_for_status()
    except requests.RequestException as error:
        raise CommandError(f"The stage does not serve its document: {error}") from None
    file = BUILD / "contract" / "openapi.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(served.content)
    return file

"""How one run of Schemathesis is begun: its command line, its environment and its settings. Nothing is run here."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from commands.places import ROOT

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
SETTINGS = ROOT / "schemathesis.toml"
# The variables in which conformance/callers.py looks for tokens.
TEAM, PEER, READER, NARROW, TRIAL = CALLERS = (
    "API_KEY",
    "PEER_API_KEY",
    "READER_API_KEY",
    "NARROW_API_KEY",
    "TRIAL_API_KEY",
)


@dataclass(frozen=True, slots=True)
class SchemathesisRun:
    """`command` is for the project's folder; `environment` is all of it. `settings` holds tokens."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    settings: Path


def schemathesis_run(
    url: str,
    document: Path,
    tokens: Mapping[str, str],
    folder: Path,
    *,
    seconds: int,
    seed: int,
    arguments: Sequence[str] = (),
) -> SchemathesisRun:
    """Of the contract in the file `document` against `url`. The settings are written into `folder`, where runs that go
    on at once need one each.

    `tokens` are by the environment's variables, and no other caller's is left in it. The document is a file: of one
    that it reads from a URL, Schemathesis leaves out the operation that served it. Nothing that an earlier run has
    found is tried again: a run is its seed's.
    """
    settings = _settings(tokens, folder)
    options = ("--max-time", str(seconds), "--seed", str(seed), "--generation-database", "none", *arguments)
    command = (str(SCHEMATHESIS), "--config-file", str(settings), "run", str(document), "--url", url, *options)
    known = {name: value for name, value in os.environ.items() if name not in CALLERS}
    return SchemathesisRun(command, {**known, **tokens}, settings)


def _settings(tokens: Mapping[str, str], folder: Path) -> Path:
    """schemathesis.toml, with two teams as those who may not see each other's objects; for the caller's eyes alone."""
    teams, settings = folder / "teams.json", folder / "schemathesis.toml"
    two = [name for name in (TEAM, PEER) if name in tokens]
    auth = [
        {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {tokens[name]}"}]} for name in two
    ]
    _write_own(teams, json.dumps({"auth": auth}))
    peers = f"[auth.wfc]\npath = {json.dumps(str(teams))}\nuser = {json.dumps(TEAM)}\npeers = {json.dumps(two)}\n"
    _write_own(settings, f"{SETTINGS.read_text(encoding='utf-8')}\n{peers if PEER in tokens else ''}")
    return settings


def _write_own(file: Path, text: str) -> None:
    """Tokens are in there, for as long as they last."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as sink:
        sink.write(text)

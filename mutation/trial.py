"""One run of the contract suite against one URL: the same command as `make contract`, up to its first failure."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree

from commands.places import ROOT
from mutation.verdict import Outcome, Verdict, verdict_of

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
SETTINGS = ROOT / "schemathesis.toml"
# What a run may take beyond its time: the last scenario, and probes that wait for runs to end.
_MORE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Profile:
    """How long the suite may go on; as `make contract TIME=…`."""

    name: str
    seconds: int


SHORT = Profile("short", 60)
DEFAULT = Profile("default", 240)


@dataclass(frozen=True, slots=True)
class Trial:
    """`document` is the contract's file, `tokens` are by the environment variables that conformance reads, `folder` is
    the trial's own: it is made, and goes with it.
    """

    url: str
    document: Path
    tokens: Mapping[str, str]
    folder: Path
    seed: int = 1


def try_suite(trial: Trial, profile: Profile) -> Verdict:
    trial.folder.mkdir(parents=True, exist_ok=True)
    try:
        return _run(trial, profile)
    finally:
        rmtree(trial.folder)


def _run(trial: Trial, profile: Profile) -> Verdict:
    events, printed = trial.folder / "events.ndjson", trial.folder / "printed.txt"
    with printed.open("wb") as sink:
        try:
            subprocess.run(
                _command(trial, profile, events),
                cwd=trial.folder,
                env={**os.environ, **trial.tokens, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                timeout=profile.seconds + _MORE_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Verdict(Outcome.ERROR, seconds=profile.seconds + _MORE_SECONDS, said="The suite did not end.")
    if not events.exists():
        return Verdict(Outcome.ERROR, said=_last_line(printed))
    with events.open(encoding="utf-8") as lines:
        verdict = verdict_of(lines)
    return (
        verdict if verdict.said or verdict.outcome is not Outcome.ERROR else replace(verdict, said=_last_line(printed))
    )


def _command(trial: Trial, profile: Profile, events: Path) -> list[str]:
    """Nothing that an earlier run has found is tried again: the mutant before had it."""
    return [
        *(str(SCHEMATHESIS), "--config-file", str(_settings(trial)), "run", str(trial.document), "--url", trial.url),
        *("--max-time", str(profile.seconds), "--max-failures", "1", "--seed", str(trial.seed)),
        *("--generation-database", "none", "--no-shrink"),
        *("--report", "ndjson", "--report-ndjson-path", str(events)),
    ]


def _settings(trial: Trial) -> Path:
    """As commands/contract_tests.py makes them: two teams, neither of whom may see what is the other's."""
    teams = {name: trial.tokens[name] for name in ("API_KEY", "PEER_API_KEY") if name in trial.tokens}
    auth = [
        {"name": name, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {token}"}]}
        for name, token in teams.items()
    ]
    file = trial.folder / "teams.json"
    _write_own(file, json.dumps({"auth": auth}))
    first, *_ = teams
    peers = f"[auth.wfc]\npath = {json.dumps(str(file))}\nuser = {json.dumps(first)}\npeers = {json.dumps([*teams])}\n"
    settings = trial.folder / "schemathesis.toml"
    _write_own(settings, f"{SETTINGS.read_text(encoding='utf-8')}\n{peers}")
    return settings


def _write_own(file: Path, text: str) -> None:
    """Tokens are in there."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as sink:
        sink.write(text)


def _last_line(printed: Path) -> str:
    lines = printed.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "It said nothing.")

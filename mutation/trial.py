"""One run of the contract suite against one URL: the same command as `make contract`, up to its first failure."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree

from commands.places import ROOT
from commands.schemathesis_run import schemathesis_run
from mutation.verdict import Outcome, Verdict, verdict_of

# What a run may take beyond its time: the last scenario, and probes that wait for runs to end.
_MORE_SECONDS = 120
_TO_FIRST_FAILURE = ("--max-failures", "1", "--no-shrink")


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
    suite = schemathesis_run(
        trial.url,
        trial.document,
        trial.tokens,
        trial.folder,
        seconds=profile.seconds,
        seed=trial.seed,
        arguments=(*_TO_FIRST_FAILURE, "--report", "ndjson", "--report-ndjson-path", str(events)),
    )
    with printed.open("wb") as sink:
        try:
            subprocess.run(
                suite.command,
                cwd=ROOT,
                env={**suite.environment, "NO_COLOR": "1"},
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


def _last_line(printed: Path) -> str:
    lines = printed.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "It said nothing.")

"""Schemathesis against a stage's URL, wherever that stage is: a run a seed, then what the runs have covered."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from commands.callers import stage_tokens
from commands.error import CommandError
from commands.places import BUILD, ROOT
from commands.schemathesis_run import CALLERS, TEAM, schemathesis_run
from commands.served_document import fetch_document
from commands.stage_outputs import read_url

FOLDER = BUILD / "contract"
REPORTS = ROOT / "dist" / "contract-report"
FORMATS = ("junit", "html", "har")
FAILED = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run: a run for each of `seeds`, of `seconds` at most. `formats` are of reports, `arguments` go to
    `schemathesis run` as they are.
    """

    seeds: tuple[int, ...]
    seconds: int
    formats: tuple[str, ...]
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`cases` are requests that were made. It has failed that Schemathesis says so, whatever it could count."""

    seed: int
    seconds: float
    cases: int
    failures: int
    has_failed: bool


def run(url: str, key: str, stage: str, plan: Plan) -> int:
    """The verdict is Schemathesis's own exit status, of all runs together. The settings stand in schemathesis.toml."""
    url = url.rstrip("/")
    if url and not key and not may_be_sent(_own_url(stage), url):
        raise CommandError("Give a token of that stage too, as in: make contract URL=https://… KEY=…")
    url = url or read_url(stage)
    document = fetch_document(url, FOLDER)
    shutil.rmtree(REPORTS, ignore_errors=True)
    # Tokens last an hour, which many seeds may not: each run has its own.
    outcomes = [_run(url, document, tokens_for(url, key, stage), plan, seed) for seed in plan.seeds]
    is_covered = _show_coverage(document, plan)
    print("\n".join(map(_line, outcomes)), flush=True)
    return FAILED if any(each.has_failed for each in outcomes) or not is_covered else 0


def planned(seeds: int, seconds: int, arguments: Sequence[str]) -> Plan:
    """Seeds from 1 on, or the one that `arguments` name; reports of the usual formats, and of those that they name."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--report", default="")
    try:
        named, others = parser.parse_known_args(arguments)
    except argparse.ArgumentError as error:
        raise CommandError(f"ARGS cannot be read: {error}.") from None
    if seeds < 1 or seconds < 1:
        raise CommandError("SEEDS and TIME are whole numbers from 1 on, as in: make contract SEEDS=3 TIME=240")
    formats = dict.fromkeys((*FORMATS, *filter(None, named.report.split(","))))
    chosen = tuple(range(1, seeds + 1)) if named.seed is None else (named.seed,)
    return Plan(chosen, seconds, tuple(formats), tuple(others))


def tokens_for(url: str, key: str, stage: str) -> dict[str, str]:
    """Of a stage's teams; with a KEY it alone, and whatever other callers the environment has tokens of."""
    if not key:
        return stage_tokens(stage)
    known = {name: os.environ[name] for name in CALLERS if os.environ.get(name)}
    # `make env` names the stage that its tokens are of.
    return {**(known if may_be_sent(os.environ.get("STAGE_URL", url), url) else {}), TEAM: key}


def may_be_sent(own_url: str | None, url: str) -> bool:
    """Whether tokens of the stage at `own_url` may go to `url`: to the same origin, or to a loopback address."""
    if own_url is None:
        return False
    own, there = urlsplit(own_url), urlsplit(url)
    return own[:2] == there[:2] or _is_loopback(there.hostname or "")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _own_url(stage: str) -> str | None:
    try:
        return read_url(stage)
    except CommandError:
        return None


def _run(url: str, document: Path, tokens: Mapping[str, str], plan: Plan, seed: int) -> Outcome:
    folder = _folder(seed)
    folder.mkdir(parents=True)
    arguments = [*_report_options(folder, plan.formats), *plan.arguments]
    suite = schemathesis_run(url, document, tokens, FOLDER, seconds=plan.seconds, seed=seed, arguments=arguments)
    started = time.monotonic()
    status = subprocess.run(suite.command, cwd=ROOT, env=suite.environment, check=False).returncode
    seconds = time.monotonic() - started
    return Outcome(seed, seconds, _cases(folder / "har.json"), _failures(folder / "junit.xml"), status != 0)


def _report_options(folder: Path, formats: Sequence[str]) -> list[str]:
    named = {"junit": "junit.xml", "har": "har.json", "html": "html", "ndjson": "events.ndjson"}
    paths = [
        part for name, file in named.items() if name in formats for part in (f"--report-{name}-path", folder / file)
    ]
    return ["--report", ",".join(formats), "--report-dir", str(folder), *map(str, paths)]


def _folder(seed: int) -> Path:
    return REPORTS / f"seed-{seed}"


def _cases(har: Path) -> int:
    try:
        return len(json.loads(har.read_bytes())["log"]["entries"])
    except (OSError, ValueError, KeyError):
        return 0  # Schemathesis ended before its first request


def _failures(junit: Path) -> int:
    """Of operations, and of the stateful phase as one: what failed of each is listed by Schemathesis."""
    try:
        suites = ET.parse(junit).getroot()  # noqa: S314 - written by the program that was just run
    except (OSError, ET.ParseError):
        return 0
    return sum(int(suites.get(name, 0)) for name in ("failures", "errors"))


def _show_coverage(document: Path, plan: Plan) -> bool:
    """Whether it could be told; runs that ended before they asked anything have none."""
    hars = [str(har) for seed in plan.seeds if (har := _folder(seed) / "har.json").exists()]
    if not hars:
        return True
    page = os.path.relpath(REPORTS / "coverage.html", ROOT)
    command = ("-m", "contract_coverage", "--contract", str(document), "--har", *hars, "--html", page)
    print(flush=True)
    return subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode == 0


def _line(outcome: Outcome) -> str:
    rate = outcome.cases / outcome.seconds if outcome.seconds else 0
    failures = "no failure" if not outcome.has_failed else _failed(outcome.failures)
    return f"seed {outcome.seed}: {outcome.cases:,} cases, {rate:.0f} a second, {outcome.seconds:.0f} s, {failures}"


def _failed(places: int) -> str:
    return f"failed in {places} {'place' if places == 1 else 'places'}"

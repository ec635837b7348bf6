"""`python -m mutation`: which faults the contract suite notices. build/mutants/ has what it found."""

import argparse
import json
import os
import re
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from shutil import rmtree

from botocore.exceptions import BotoCoreError, ClientError

from commands.aws_clients import said_by_aws
from commands.error import CommandError
from commands.places import BUILD, ROOT
from commands.served_document import fetch_document
from contract import Document, load
from contract.document import checked
from mutation.campaign import Campaign
from mutation.candidates import Candidate, candidates, controls
from mutation.deployed_clone import Original, read_original
from mutation.fresh_teams import fresh_teams
from mutation.report import Bar, Report, failures, report_of
from mutation.report_page import page
from mutation.report_terminal import progress_text, terminal_text
from mutation.results import Result, append, read
from mutation.sampling import every_other
from mutation.trial import DEFAULT, SHORT
from mutation.unnoticeable import reason

FOLDER = BUILD / "mutants"
RESULTS = FOLDER / "results.jsonl"
BELOW_THE_BAR, INTERRUPTED = 1, 130


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _run(_arguments())
    except CommandError as failure:
        print(failure, file=sys.stderr)
    except (BotoCoreError, ClientError) as error:
        print(said_by_aws(error), file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted. `--resume` goes on from here.", file=sys.stderr)
        return INTERRUPTED
    return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mutation", description=__doc__)
    parser.add_argument("--stage", default="local", choices=["local"], help="only the emulator lends itself to it")
    parser.add_argument(
        "--only",
        type=re.compile,
        default=re.compile(""),
        help="a pattern that ids must hold; the results of others stay",
    )
    parser.add_argument("--jobs", type=int, default=2, help="trials at once")
    parser.add_argument("--short-only", action="store_true", help="no default run for those that survive the short one")
    parser.add_argument("--resume", action="store_true", help="go on with a campaign that was interrupted")
    parser.add_argument("--all", action="store_true", help="every mutant, and not every other one of its class")
    parser.add_argument("--list", action="store_true", help="name the mutants, and try none")
    return parser.parse_args()


def _run(given: argparse.Namespace) -> int:
    original = read_original(given.stage, load(ROOT / "openapi.yaml"))
    # Every trial is held against this, whatever a mutant serves.
    document = fetch_document(original.url, FOLDER)
    known = candidates(_read(document), original)
    wanted = known if given.all or given.only.pattern else every_other(known)
    chosen = [each for each in wanted if given.only.search(each.id)]
    if given.list:
        print("\n".join(f"{each.id}  {each.said}" for each in chosen))
        return 0
    if not given.resume and not given.only.pattern:
        RESULTS.unlink(missing_ok=True)
    campaign = Campaign(
        teams=partial(fresh_teams, given.stage),
        document=document,
        folder=FOLDER / f"trials-{os.getpid()}",
        profiles=(SHORT,) if given.short_only else (SHORT, DEFAULT),
        jobs=given.jobs,
        explained=reason,
    )
    rmtree(campaign.folder, ignore_errors=True)  # of a campaign that was killed; tokens are in there
    earlier = read(RESULTS) if given.resume else ()
    done = {each.id: each for each in earlier if campaign.has_decided(each)}
    left = [each for each in chosen if each.id not in done]
    if left:
        _control(campaign, original)
    done |= {each.id: each for each in _try(campaign, left)}
    return _tell([done[each.id] for each in chosen], given)


def _control(campaign: Campaign, original: Original) -> None:
    """With no fault the suite must find none, or whatever it finds says nothing. `make contract` runs longer."""
    short = replace(campaign, profiles=campaign.profiles[:1])
    for control in controls(original):
        result = short.result(control)
        print(progress_text(0, 0, result), flush=True)
        if result.killed or result.verdict.said:
            raise CommandError(f"Without a fault the suite is not green: {result.verdict.check} {result.verdict.said}")


def _try(campaign: Campaign, left: Sequence[Candidate]) -> list[Result]:
    results = []
    for result in campaign.results(left):
        append(RESULTS, result)
        results.append(result)
        print(progress_text(len(results), len(left), result), flush=True)
    return results


def _tell(results: Sequence[Result], given: argparse.Namespace) -> int:
    report, bar = report_of(results, reason), Bar()
    print(f"\n{terminal_text(report)}")
    _write(report, given.stage, bar)
    missed = failures(report, bar, short_only=given.short_only)
    for sentence in missed:
        print(sentence, file=sys.stderr)
    return BELOW_THE_BAR if missed else 0


def _write(report: Report, stage: str, bar: Bar) -> None:
    texts = {
        "html": page(report, stage, datetime.now(UTC), bar),
        "json": json.dumps(asdict(report), ensure_ascii=False, indent=1),
    }
    for ending, text in texts.items():
        file = FOLDER / f"report.{ending}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        print(file.relative_to(ROOT))


def _read(file: Path) -> Document:
    return checked(Document(str(file), json.loads(file.read_bytes())))


if __name__ == "__main__":
    sys.exit(main())

"""How long the stage that is up takes to take documents in: `python -m tests.bench.ingest`.

Of many at once the first, the middle and the last are told. In the first round the steps have no worker, as after a
deployment; in the second they have as many as the emulator has kept.
"""

import statistics
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from commands.error import CommandError
from tests.bench.deployed_stage import stage_that_is_up
from tests.deployed.team import Team

EXAMPLE = Path(__file__).parents[2] / "examples" / "constitution.md"
LARGE, SMALL = 1_000_000, 2_000  # characters
AT_ONCE = 100
STEPS = ("split_document", "embed_passages", "index_document")
ROUNDS = ("first round", "second round")
POLL_SECONDS = 0.5


def main() -> int:
    stage = stage_that_is_up()
    if stage is None:
        print("\nNo stage is up, so no document was taken in; `make up DETACH=1` starts one.")
        return 0
    text, team = EXAMPLE.read_text(encoding="utf-8"), Team(stage.url, stage.key)
    try:
        for step in STEPS:
            stage.start_anew(step)
        _measure(team, text)
    finally:
        for step in STEPS:
            stage.restore(step)
    return 0


def _measure(team: Team, text: str) -> None:
    large = (text * (LARGE // len(text) + 1))[:LARGE]
    small = [text[place : place + SMALL] for place in range(0, len(text) - SMALL, SMALL)]
    print("\nDocuments, from `createdAt` to `endedAt`, in seconds:")
    for title in ROUNDS:
        show(
            f"{AT_ONCE} of 2 kB at once, {title}",
            taken_in(team, [small[place % len(small)] for place in range(AT_ONCE)]),
        )
    show("one of 1 MB", taken_in(team, [large]))


def taken_in(team: Team, texts: Sequence[str]) -> list[float]:
    """How long each took, as its run tells it: a hundred clients that ask all the while would be most of the load."""
    started = team.at_once(len(texts), lambda place: team.start("/documents", {"source": "text", "text": texts[place]}))
    runs = [ended(team, run["runId"]) for run in started]
    failed = [run for run in runs if run["status"] != "succeeded"]
    if failed:
        raise CommandError(f"{len(failed)} documents were not taken in: {failed[0]}")
    return sorted((_time(run["endedAt"]) - _time(run["createdAt"])).total_seconds() for run in runs)


def ended(team: Team, run_id: str) -> dict[str, Any]:
    while not (run := team.get(f"/runs/{run_id}"))["endedAt"]:
        time.sleep(POLL_SECONDS)
    return dict(run)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def show(title: str, taken: list[float]) -> None:
    middle = statistics.median(taken)
    print(f"  {title:34} first {taken[0]:6.1f}   middle {middle:6.1f}   last {taken[-1]:6.1f}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CommandError as error:
        sys.exit(str(error))

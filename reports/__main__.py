"""`python -m reports`: what a stage's teams used in a month. One sentence and a non-zero status if something fails."""

import argparse
import signal
import sys

from botocore.exceptions import BotoCoreError, ClientError

from commands.aws_clients import client, said_by_aws
from commands.error import CommandError
from commands.places import ROOT
from commands.stage_outputs import read_output, read_teams
from contract import load
from handlers.runs.clock import utc_now
from reports.access_log import AccessLog
from reports.gathering import Sources, gather, month_given, prices_of
from reports.ledger import StageLedger
from reports.month_report import MonthReport
from reports.operations import operations_of
from reports.page import page
from reports.table_rows import table_text
from reports.terminal import terminal_text

CONTRACT = ROOT / "openapi.yaml"
FOLDER = ROOT / "dist" / "report"
LOCAL = "local"
DIFFERENT, INTERRUPTED = 1, 130


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parser = argparse.ArgumentParser(prog="python -m reports", description=__doc__)
    parser.add_argument("--stage", default=LOCAL)
    parser.add_argument("--month", default="", help="as 2026-11, in UTC; the running one if left out")
    given = parser.parse_args()
    try:
        return _run(given.stage, month_given(given.month))
    except CommandError as failure:
        print(failure, file=sys.stderr)
    except (BotoCoreError, ClientError) as error:
        print(said_by_aws(error), file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED
    return 1


def _run(stage: str, month: str) -> int:
    report = gather(_sources(stage), month, utc_now)
    print(terminal_text(report))
    for ending, text in (("csv", table_text(report)), ("html", page(report))):
        file = FOLDER / f"{stage}-{month}.{ending}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
        print(file.relative_to(ROOT))
    return _verdict(report)


def _verdict(report: MonthReport) -> int:
    if not report.check.differences:
        return 0
    print("The ledger and the access log differ: where, is listed above.", file=sys.stderr)
    return DIFFERENT


def _sources(stage: str) -> Sources:
    operations = operations_of(load(CONTRACT))
    return Sources(
        stage=stage,
        is_emulated=stage == LOCAL,
        ledger=StageLedger(client(stage, "dynamodb"), str(read_output(stage, "ledger_table")), read_teams(stage)),
        log=AccessLog(client(stage, "logs"), str(read_output(stage, "access_log")), operations, _say),
        operations=operations,
        prices=prices_of(read_output(stage, "prices")),
        say=_say,
    )


def _say(text: str) -> None:
    print(f"==> {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

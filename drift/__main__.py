"""`python -m drift`: a stage against this checkout. 0: no difference; 1: differences, listed, or nothing to compare."""

import argparse
import signal
import sys

from commands.error import CommandError
from commands.places import ROOT
from commands.stage_outputs import read_output, read_url
from contract import ContractError, load
from drift.comparison import compare, report
from drift.stage import read_account, read_served
from drift.wanted import wanted_of
from infrastructure.stage_settings import StageSettings
from infrastructure.stages import STAGES

CONTRACT = ROOT / "openapi.yaml"
DIFFERENT, INTERRUPTED = 1, 130


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parser = argparse.ArgumentParser(prog="python -m drift", description=__doc__)
    parser.add_argument("--stage", default="local")
    try:
        return _run(parser.parse_args().stage)
    except (CommandError, ContractError) as failure:
        print(failure, file=sys.stderr)
        return DIFFERENT
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED


def _run(stage: str) -> int:
    settings, url = _settings(stage), read_url(stage)
    token_url = str(read_output(stage, "token_endpoint"))
    wanted = wanted_of(load(CONTRACT), settings, read_account(stage), url, token_url)
    compared = compare(wanted, read_served(stage, url))
    if not any(each.differences for each in compared):
        print(f"The stage `{stage}` serves what this checkout says.")
        return 0
    print(report(compared))
    print(f"The stage `{stage}` differs from this checkout: where, is listed above.", file=sys.stderr)
    return DIFFERENT


def _settings(stage: str) -> StageSettings:
    for settings in STAGES:
        if settings.name == stage:
            return settings
    raise CommandError(f"There is no stage {stage}; the stages are {', '.join(each.name for each in STAGES)}.")


if __name__ == "__main__":
    sys.exit(main())

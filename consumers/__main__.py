"""`python -m consumers [--url URL] [--token TOKEN]`: replays every consumer's pact against a stage.

Without options, the stage and the token are those of `eval "$(make -s env)"`.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from consumers.verification import PACTS, verify


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parse(arguments)
    failed = [pact for pact in PACTS if not _is_kept(pact.name, verify(pact, given.url, given.token))]
    return int(bool(failed))


def _is_kept(name: str, faults: Sequence[str]) -> bool:
    print(f"{name}: {'kept' if not faults else 'broken'}")
    for fault in faults:
        print(f"  {fault}")
    return not faults


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("consumers", description="Replays every consumer's pact against a stage.")
    for option, variable in (("--url", "STAGE_URL"), ("--token", "API_KEY")):
        default = os.environ.get(variable)
        parser.add_argument(option, default=default, required=default is None, help=f"otherwise that of ${variable}")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())

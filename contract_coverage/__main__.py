"""`python -m contract_coverage`: what of a contract runs have exercised, from their HAR files."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from contract import ContractError, load
from contract_coverage.coverage import measure
from contract_coverage.exchange import Exchange
from contract_coverage.har import HarError, exchanges_of
from contract_coverage.page import page
from contract_coverage.terminal import terminal_text


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m contract_coverage", description=__doc__)
    parser.add_argument("--contract", type=Path, required=True, help="the OpenAPI document that the runs went by")
    parser.add_argument("--har", type=Path, nargs="+", required=True, help="a HAR file of each run")
    parser.add_argument("--html", type=Path, required=True, help="where the page is written")
    given = parser.parse_args()
    try:
        coverage = measure(load(given.contract), _runs(given.har))
    except (ContractError, HarError) as error:
        print(error, file=sys.stderr)
        return 1
    print(terminal_text(coverage))
    given.html.parent.mkdir(parents=True, exist_ok=True)
    given.html.write_text(page(coverage, [_name(har) for har in given.har]), encoding="utf-8")
    print(given.html)
    return 0


def _runs(hars: Sequence[Path]) -> Iterator[list[Exchange]]:
    """One at a time: a run's traffic is large."""
    yield from map(exchanges_of, hars)


def _name(har: Path) -> str:
    return f"{har.parent.name}/{har.name}"


if __name__ == "__main__":
    sys.exit(main())

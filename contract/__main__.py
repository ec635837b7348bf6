"""`python -m contract`: check a contract, or print what it compiles to. 0: well; 1: findings; 2: it cannot be read."""

import json
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from contract import ContractError, check, client_edition, lint_as_imported, load
from contract.example_body import example_body


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except ContractError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m contract", description="Check a contract, or print what it compiles to.")
    commands = parser.add_subparsers(required=True, metavar="command")
    linter = commands.add_parser("lint", help="check the contract and what it compiles to")
    linter.add_argument("file")
    linter.add_argument("--as-imported", action="store_true", help="check a document that goes to AWS as it is")
    linter.set_defaults(command=_lint)
    body = commands.add_parser("gateway-body", help="print what API Gateway imports, with example ARNs")
    body.add_argument("file")
    body.set_defaults(command=lambda options: _print(example_body(load(options.file))))
    edition = commands.add_parser("client-edition", help="print what client teams receive")
    edition.add_argument("file")
    edition.add_argument("--url", required=True, help="the stage's URL, for `servers`")
    edition.set_defaults(command=lambda options: _print(client_edition(load(options.file), options.url)))
    return parser


def _lint(options: Namespace) -> int:
    document = load(options.file)
    findings = lint_as_imported(document) if options.as_imported else check(document)
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    return 1 if findings else 0


def _print(value: dict[str, Any]) -> int:
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

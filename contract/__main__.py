"""`python -m contract`: check a contract, or print what it compiles to. 0: well; 1: findings; 2: it cannot be read."""

import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from typing import Any

from contract import (
    AUTHORIZATION,
    INVOKE_ARN,
    SCHEME,
    ContractError,
    client_edition,
    gateway_body,
    lint,
    lint_as_imported,
    load,
    placeholders,
)
from contract.document import Document

_EXAMPLE_ARN = (
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
    "arn:aws:lambda:us-east-1:123456789012:function:{}/invocations"
)
_EXAMPLES = {SCHEME: "https", AUTHORIZATION: "none"}


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
    check = commands.add_parser("lint", help="check the contract and what it compiles to")
    check.add_argument("file")
    check.add_argument("--as-imported", action="store_true", help="check a document that goes to AWS as it is")
    check.set_defaults(command=_lint)
    body = commands.add_parser("gateway-body", help="print what API Gateway imports, with example ARNs")
    body.add_argument("file")
    body.set_defaults(command=lambda options: _print(_example_body(load(options.file))))
    edition = commands.add_parser("client-edition", help="print what client teams receive")
    edition.add_argument("file")
    edition.add_argument("--url", required=True, help="the stage's URL, for `servers`")
    edition.set_defaults(command=lambda options: _print(client_edition(load(options.file), options.url)))
    return parser


def _lint(options: Namespace) -> int:
    document = load(options.file)
    findings = lint_as_imported(document) if options.as_imported else lint(document)
    if not options.as_imported and not findings:
        # Places are kept, so that a finding on the compiled body shows where the author wrote it.
        findings = lint_as_imported(replace(document, root=_example_body(document)))
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    return 1 if findings else 0


def _example_body(document: Document) -> dict[str, Any]:
    examples = {name: _example(name) for name in placeholders(document)}
    return gateway_body(document, {name: value for name, value in examples.items() if value})


def _example(name: str) -> str:
    """A value for a placeholder; "" for one that nobody would fill in."""
    if name.endswith(INVOKE_ARN):
        return _EXAMPLE_ARN.format(name.removesuffix(INVOKE_ARN))
    return next((value for ending, value in _EXAMPLES.items() if name.endswith(ending)), "")


def _print(value: dict[str, Any]) -> int:
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

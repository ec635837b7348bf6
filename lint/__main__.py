"""`python -m lint openapi.yaml`: what is to be mended in a contract. 0: nothing; 1: findings; 2: it cannot be read."""

import sys
from argparse import ArgumentParser

from contract import ContractError, Finding, check, load
from lint.redocly import RedoclyError, ask


def main(arguments: list[str] | None = None) -> int:
    parser = ArgumentParser(prog="python -m lint", description="Check a contract by all rules of the house.")
    parser.add_argument("file")
    try:
        findings = lint(parser.parse_args(arguments).file)
    except (ContractError, RedoclyError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    return 1 if findings else 0


def lint(file: str) -> tuple[Finding, ...]:
    """In the order of the file. Redocly follows references; it is asked where none leads out of the document."""
    document = load(file)
    imported = check(document)
    if any(finding.rule == "reference" for finding in imported):
        return imported
    return tuple(sorted((*imported, *ask([document])), key=lambda each: (each.line, each.column, each.rule)))


if __name__ == "__main__":
    sys.exit(main())

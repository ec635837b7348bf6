"""`python -m comparison`: what changed for clients. 0: it may be published; 1: it may not; 2: it cannot be read."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, date, datetime
from pathlib import Path

from comparison.change import Change
from comparison.changelog import entry
from comparison.comparing import compare
from comparison.misses import misses, table_of_misses
from comparison.openapi_diff import ToolError, openapi_diff
from comparison.published import PUBLISHED, edition_of, read_base, read_published, record
from comparison.table import table
from comparison.versions import Refusal, refusals, version_of
from contract import ContractError, Document, load

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except (ContractError, ToolError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m comparison", description="What changed for clients, and what breaks them.")
    commands = parser.add_subparsers(required=True, metavar="command")
    shown = commands.add_parser("compare", help="print every change since the published document, or since another one")
    shown.add_argument("--base", default="", help="a file, or the URL of a served document")
    shown.set_defaults(command=_compare)
    commands.add_parser("check", help="refuse what breaks clients by surprise").set_defaults(command=_check)
    commands.add_parser("release", help="record the contract as published").set_defaults(command=_release)
    missed = commands.add_parser("misses", help="pairs of documents that openapi-diff alone judges wrongly")
    missed.add_argument("--pairs", type=Path, default=ROOT / "tests" / "comparison" / "pairs")
    missed.set_defaults(command=_misses)
    return parser


def _compare(options: Namespace) -> int:
    head = _head()
    base = read_base(options.base, head) if options.base else _base()
    changes = compare(base, head, openapi_diff)
    _say(table(changes, version_of(base), version_of(head)))
    return _refused(refusals(changes, base, head, _today()), head)


def _check(_options: Namespace) -> int:
    changes, base, head = _changes()
    return _refused(refusals(changes, base, head, _today()), head)


def _release(_options: Namespace) -> int:
    if not (ROOT / PUBLISHED).exists():
        head = _head()
        record(ROOT, load("openapi.yaml"), f"## [{version_of(head)}] - {_today()}\n\nThe first version.\n")
        return 0
    changes, base, head = _changes()
    refused = refusals(changes, base, head, _today())
    if refused:
        return _refused(refused, head)
    if not changes:
        _say(f"Nothing that a client meets has changed since {version_of(base)}.\n")
        return 0
    written = entry(changes, version_of(head), _today())
    record(ROOT, load("openapi.yaml"), written)
    _say(written)
    return 0


def _misses(options: Namespace) -> int:
    _say(table_of_misses(misses(options.pairs)))
    return 0


def _changes() -> tuple[tuple[Change, ...], Document, Document]:
    base, head = _base(), _head()
    return compare(base, head, openapi_diff), base, head


def _base() -> Document:
    return read_published(ROOT / PUBLISHED)


def _head() -> Document:
    return edition_of(load("openapi.yaml"))


def _refused(refused: tuple[Refusal, ...], head: Document) -> int:
    for each in refused:
        _say(f"{head.place(each.pointer)}: {each.rule}: {each.message}\n")
    return 1 if refused else 0


def _today() -> date:
    return datetime.now(UTC).date()


def _say(text: str) -> None:
    sys.stdout.write(text)


if __name__ == "__main__":
    sys.exit(main())

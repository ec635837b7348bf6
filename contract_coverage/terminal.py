"""The coverage as text for a terminal: a line an operation, then what nothing produced."""

import textwrap
from collections.abc import Iterator, Sequence

from contract_coverage.coverage import Coverage
from contract_coverage.points import Kind, Point

WIDTH = 120
TOTAL = "in total"


def terminal_text(coverage: Coverage) -> str:
    parts = [_table(coverage), _never_produced(coverage), _never_followed(coverage)]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _table(coverage: Coverage) -> list[str]:
    rows = [
        ("COVERED", "requests", *Kind),
        *((name, f"{coverage.requests(name):,}", *_shares(coverage, name)) for name in coverage.points),
        (TOTAL, f"{coverage.exchanges:,}", *_shares(coverage, None)),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in rows
    ]
    return [*lines, *_others(coverage)]


def _shares(coverage: Coverage, operation: str | None) -> list[str]:
    return [f"{done}/{of}" if of else "–" for done, of in (coverage.share(operation, kind) for kind in Kind)]  # noqa: RUF001 - an en dash, as tables have it


def _others(coverage: Coverage) -> Iterator[str]:
    if coverage.others:
        yield f"{coverage.others:,} requests were with no operation of the contract: other methods, or other paths."


def _never_produced(coverage: Coverage) -> list[str]:
    never = coverage.never_produced()
    if not never:
        return ["Every documented response was produced."]
    lines = ["Documented responses that nothing produced:"]
    for status, operations in never.items():
        lines += _listed(status, operations, coverage.documenting(status))
    return lines


def _listed(status: str, operations: Sequence[str], of: int) -> list[str]:
    text = f"all {of} that have it" if len(operations) == of > 1 else ", ".join(operations)
    return textwrap.wrap(text, WIDTH, initial_indent=f"  {status:7}  ", subsequent_indent=" " * 11)


def _never_followed(coverage: Coverage) -> list[str]:
    links = [point for point in coverage.never() if point.kind is Kind.LINK]
    return ["Links that nothing followed:", *(f"  {_link(point)}" for point in links)] if links else []


def _link(point: Point) -> str:
    return f"{point.operation} {point.place}, {point.what}"

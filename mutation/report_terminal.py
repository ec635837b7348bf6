"""The report as text for a terminal."""

from collections.abc import Sequence

from mutation.report import Report, Row
from mutation.results import Result
from reports.columns import table

HEADER = ("CLASS", "MUTANTS", "SHORT", "DEFAULT", "SURVIVED", "NEVER MET", "ERRORS", "EXPLAINED", "SHORT %", "KILLED %")


def terminal_text(report: Report) -> str:
    parts = [
        table(HEADER, [_cells(row) for row in (*report.rows, report.total)]),
        table(
            ("CAUGHT BY", "PHASE", "MUTANTS"),
            [(each.check, each.phase, f"{each.mutants:,}") for each in report.catches],
            left=(0, 1),
        ),
        [f"Seconds to detection: median {report.median:.1f}, 90th percentile {report.ninetieth:.1f}"],
        _listed("Open", [_left(each) for each in report.open]),
        _listed("Explained", [f"{_left(each.result)} {each.reason}" for each in report.explained]),
        _listed(
            "Killed, against the reason given", [f"{_left(each.result)} {each.reason}" for each in report.disproved]
        ),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def progress_text(number: int, total: int, result: Result) -> str:
    verdict = result.verdict
    found = f"{verdict.check} in {verdict.phase}" if verdict.check else verdict.said[:80]
    seen = f"{verdict.seconds:.1f} s, {verdict.cases} cases"
    return f"{number:>4}/{total}  {verdict.outcome:<9}  {result.profile:<7}  {result.id}  {found}  ({seen})"


def _cells(row: Row) -> tuple[str, ...]:
    numbers = (row.mutants, row.short, row.default, row.survived, row.never_met, row.errors, row.explained)
    return (row.kind, *(f"{number:,}" for number in numbers), f"{row.short_share:.1%}", f"{row.share:.1%}")


def _left(result: Result) -> str:
    verdict = result.verdict
    return f"  {result.id}: {verdict.outcome}. {result.said}{f' {verdict.said}' if verdict.said else ''}"


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    return [f"{title} ({len(lines)})", *lines] if lines else []

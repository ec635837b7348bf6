"""The report as text for a terminal."""

from collections.abc import Mapping, Sequence

from reports.columns import table
from reports.month_report import MonthReport, Team
from reports.usage import Use, by
from reports.words import NOTHING, difference, milliseconds, money, notes, percent, verdict

USED = ("REQUESTS", "ERRORS", "INPUT", "OUTPUT", "COST", "P50 MS", "P95", "P99")


def terminal_text(report: MonthReport) -> str:
    parts = [
        [f"{report.stage}, {report.month}, as of {report.made:%Y-%m-%d %H:%M} UTC"],
        _by_team(report.teams),
        _refused(report.teams),
        _by_operation(report),
        _by_model(report),
        ["Ledger and access log", f"  {verdict(report.check)}", *_listed(report)],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _by_team(teams: Sequence[Team]) -> list[str]:
    rows = [
        (team.name, *_used(team.use), percent(team.budget_share), f"{sum(team.refused.values()):,}") for team in teams
    ]
    return table(("TEAM", *USED, "BUDGET", "REFUSED"), rows)


def _refused(teams: Sequence[Team]) -> list[str]:
    rows = [(team.name, f"{count:,}", reason) for team in teams for reason, count in team.refused.items()]
    return table(("REFUSED", "REQUESTS", "WHY"), rows, left=(0, 2)) if rows else []


def _by_operation(report: MonthReport) -> list[str]:
    rows = [(each.name, *_used(each.use), _count(each.refused), each.source.value) for each in report.operations]
    return table(("OPERATION", *USED, "REFUSED", "BY"), rows, left=(0, 10)) if rows else []


def _by_model(report: MonthReport) -> list[str]:
    uses = by(lambda entry: entry.model, (entry for entry in report.entries if entry.model))
    rows = [(name, *_used(use)[2:5]) for name, use in sorted(uses.items())]
    return table(("MODEL", *USED[2:5]), rows) if rows else []


def _listed(report: MonthReport) -> list[str]:
    return [f"  {text}" for text in (*map(difference, report.check.differences), *notes(report))]


def _used(use: Use) -> tuple[str, ...]:
    numbers = (use.requests, use.errors, use.input_tokens, use.output_tokens)
    return (*(f"{number:,}" for number in numbers), money(use.cost), *map(milliseconds, use.percentiles()))


def _count(refused: Mapping[str, int]) -> str:
    return f"{sum(refused.values()):,}" if refused else NOTHING

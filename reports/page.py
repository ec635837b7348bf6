"""The report as one HTML page that needs nothing else: no script, no other file, no network.

Whatever it shows is escaped; a policy in it forbids browsers to load or run anything, should that ever fail.
"""

from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports import words
from reports.charts import by_outcome, by_team, latencies
from reports.lines import REASONS
from reports.month_report import WARNED_SHARE, MonthReport
from reports.usage import by, total

THOUSANDS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))


def page(report: MonthReport) -> str:
    entries = report.entries
    return (
        _environment()
        .get_template("month.html")
        .render(
            report=report,
            style=files(__package__).joinpath("templates", "style.css").read_text(encoding="utf-8"),
            month=f"{datetime.strptime(report.month, '%Y-%m'):%B %Y}",
            total=total([entry.use for entry in entries]),
            refused=sum(sum(team.refused.values()) for team in report.teams),
            reasons=[reason for reason in REASONS if any(reason in team.refused for team in report.teams)],
            warned_share=WARNED_SHARE,
            tokens=by_team(report, lambda use: use.tokens),
            cost=by_team(report, lambda use: float(use.cost)),
            requests=by_outcome(report),
            latencies=latencies(report.operations),
            by_day=by(lambda entry: entry.day, entries),
            by_model=by(lambda entry: entry.model, (entry for entry in entries if entry.model)),
            verdict=words.verdict(report.check),
            notes=words.notes(report),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(str(files(__package__).joinpath("templates"))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "difference": words.difference,
        "milliseconds": words.milliseconds,
        "money": words.money,
        "percent": words.percent,
        "short": _short,
        "short_time": _short_time,
        "whole": lambda number: f"{number:,.0f}",
    }
    environment.globals |= {"short": _short, "short_money": _short_money}
    return environment


def _short(value: float | Decimal) -> str:
    value = float(value)
    for size, letter in THOUSANDS:
        if value >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"


def _short_money(value: float) -> str:
    return words.money(Decimal(f"{value:.10f}")) if value < 1000 else f"${_short(value)}"


def _short_time(milliseconds: float) -> str:
    return f"{milliseconds / 1000:g} s" if milliseconds >= 1000 else f"{milliseconds:g} ms"

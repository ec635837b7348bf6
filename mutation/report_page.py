"""The report as one HTML page that needs nothing else: no script, no file, no network. All that it shows is escaped."""

from datetime import datetime
from importlib.resources import files

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mutation.report import Bar, Report


def page(report: Report, stage: str, made: datetime, bar: Bar) -> str:
    environment = Environment(
        loader=FileSystemLoader(str(files(__package__).joinpath("templates"))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda share: f"{share:.1%}"
    # The house has one style, which the month's report has made.
    style = files("reports").joinpath("templates", "style.css").read_text(encoding="utf-8")
    return environment.get_template("report.html").render(report=report, stage=stage, made=made, bar=bar, style=style)

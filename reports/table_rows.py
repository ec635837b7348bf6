"""The report as CSV: a row for each day, team, operation and model."""

import csv
import io

from reports.month_report import MonthReport

COLUMNS = (
    *("day", "team", "operation", "model", "source", "requests", "errors"),
    *("input_tokens", "output_tokens", "cost_usd", "p50_ms", "p95_ms", "p99_ms"),
)


def table_text(report: MonthReport) -> str:
    """As RFC 4180 has it. What was only passed on to a server has no tokens here: nobody counts them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for entry in report.entries:
        use = entry.use
        percentiles = ("" if each is None else each for each in use.percentiles())
        writer.writerow(
            (
                *(entry.day, entry.team, entry.operation, entry.model, entry.source.value, use.requests, use.errors),
                *(use.input_tokens, use.output_tokens, f"{use.cost:f}", *percentiles),
            )
        )
    return text.getvalue()

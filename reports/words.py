"""How numbers are written, and what the cross-check has to say, for the terminal and the page alike."""

from decimal import Decimal

from reports.crosscheck import Difference
from reports.month_report import Check, MonthReport

NOTHING = "–"  # noqa: RUF001 - an en dash, as tables have it


def money(cost: Decimal) -> str:
    """In US dollars; what is less than a cent keeps two digits that say something."""
    if not cost:
        return "$0"
    return f"${cost:,.2f}" if cost >= 1 else f"${float(cost):.2g}" if cost >= Decimal("0.0001") else "<$0.0001"


def milliseconds(value: float | None) -> str:
    if value is None:
        return NOTHING
    return f"{value:,.1f}" if value < 10 else f"{value:,.0f}"


def percent(share: float | None) -> str:
    if share is None:
        return NOTHING
    return f"{share:.0%}" if share >= 0.1 or not share else f"{share:.1%}" if share >= 0.001 else "<0.1%"


def difference(found: Difference) -> str:
    expected = f"{found.least:,}" if found.least == found.most else f"{found.least:,} to {found.most:,}"
    return (
        f"{found.key.day}, team {found.key.team}, {found.key.operation}: "
        f"{found.ledger:,} in the ledger, {expected} by the access log"
    )


def verdict(check: Check) -> str:
    if not check.days:
        return "Not compared: there is no day of which the access log still has all lines."
    days = check.days[0] if len(check.days) == 1 else f"{check.days[0]} to {check.days[-1]}"
    if not check.differences:
        return f"{days}: the ledger has every request that the access log has, and no other."
    count = len(check.differences)
    return f"{days}: the ledger and the access log differ in {count} {'place' if count == 1 else 'places'}."


def notes(report: MonthReport) -> list[str]:
    """What the numbers leave out."""
    check, said = report.check, []
    if report.days and report.log_since != report.days[0]:
        since = f"from {report.log_since} on" if report.log_since else "of no whole day"
        said.append(f"The access log has all lines {since}: nothing before is compared, and refusals may be missing.")
    if check.unanswered:
        said.append(
            f"{check.unanswered:,} requests were handed to a function and got no answer of it: "
            "they may be in the ledger or not."
        )
    if check.unread:
        said.append(f"{check.unread:,} lines of the access log could not be read.")
    if check.unknown:
        said.append(f"Not compared, for the contract no longer has them: {', '.join(check.unknown)}.")
    return said

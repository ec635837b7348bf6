"""Changes as a table for a terminal."""

from collections import Counter

from comparison.change import Change, Verdict
from comparison.grouping import grouped

_NAMES = {Verdict.BREAKING: "breaking", Verdict.COMPATIBLE: "compatible", Verdict.TEXT: "text"}


def table(changes: tuple[Change, ...], before: str, after: str) -> str:
    """One line for each change, what breaks first, and how many there are."""
    told = grouped(changes)
    rows = [(_NAMES[each.verdict], _where(operations), each.sentence, each.found_by) for each, operations in told]
    counts = Counter(row[0] for row in rows)
    total = ", ".join(f"{counts[name]} {name}" for name in _NAMES.values())
    widths = [max((len(row[index]) for row in rows), default=0) for index in (0, 1)]
    lines = (f"{row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]} [{row[3]}]\n" for row in rows)
    return "".join((*lines, f"{before} → {after}: {total}\n"))


def _where(operations: tuple[str, ...]) -> str:
    named = [each for each in operations if each]
    if not named:
        return "the whole API"
    return named[0] if len(named) == 1 else f"{named[0]} +{len(named) - 1}"

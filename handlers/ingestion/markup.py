"""Pages whose Markdown would be far longer than they are.

Every line within lists and quotations is indented once a level, and every row of a table gets as many cells as the
widest: a page of 100 kB can become gigabytes, and the converter, which is no Python, would end the process when memory
is short. So that is reckoned beforehand, in one pass over the tags, from above.
"""

import re
from collections import Counter

from handlers.ingestion.failures import too_large
from handlers.runs.run import Failure

MOST_ELEMENTS = 500_000  # the converter takes about 1 kB of memory for each
MOST_NESTED = 32  # lists, quotations and emphasis within each other
MOST_NESTED_LINES = 20_000_000  # lines and elements, times the levels that each may be under
MOST_CELLS = 5_000_000  # of tables once every row is as wide as the widest
WIDEST_SPAN = 1000  # as https://html.spec.whatwg.org/#algorithm-for-processing-rows has it

ELEMENT = re.compile(r"<[a-zA-Z]")
TAG = re.compile(
    r"<(?P<end>/?)(?P<name>ul|ol|menu|dir|dl|blockquote|em|i|tr|td|th)(?![\w-])(?P<rest>[^<>]*)", re.IGNORECASE
)
SPAN = re.compile(r"colspan\s{0,9}=\s{0,9}[\"']?\s{0,9}(\d+)", re.IGNORECASE)
CELLS = frozenset({"td", "th"})


def refusal_of_markup(page: str) -> Failure | None:
    elements = sum(1 for _ in ELEMENT.finditer(page))
    if elements > MOST_ELEMENTS:
        return too_large("The HTML has", elements, "elements", MOST_ELEMENTS)
    deepest, cells = _measured(page)
    if deepest > MOST_NESTED:
        mend = "Check that they are closed, or send the text as text/plain."
        return too_large("The HTML nests", deepest, "lists, quotations and emphases", MOST_NESTED, mend)
    if cells > MOST_CELLS:
        return too_large("The HTML's tables have", cells, "cells in rows as wide as the widest", MOST_CELLS)
    nested_lines = (elements + page.count("\n")) * deepest
    if nested_lines > MOST_NESTED_LINES:
        return too_large("The HTML has", nested_lines, "lines within lists and quotations", MOST_NESTED_LINES)
    return None


def _measured(page: str) -> tuple[int, int]:
    """How deep lists, quotations and emphases nest, and how many cells the tables come to."""
    open_now: Counter[str] = Counter()
    deepest = rows = width = widest = 0
    for tag in TAG.finditer(page):
        name = tag["name"].lower()
        if tag["end"]:
            open_now[name] = max(0, open_now[name] - 1)
        elif name in CELLS:
            width += _span(tag["rest"])
            widest = max(widest, width)
        elif name == "tr":
            rows += 1
            width = 0
        else:
            open_now[name] += 1
            deepest = max(deepest, open_now.total())
    return deepest, rows * widest


def _span(attributes: str) -> int:
    found = SPAN.search(attributes)
    # Longer numbers are only seen in attacks, and int() refuses the longest.
    return 1 if found is None else WIDEST_SPAN if len(found[1]) > 3 else int(found[1])

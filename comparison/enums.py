"""Lists of values: which are gone, and which are new."""

from typing import Any

from comparison.change import Verdict
from comparison.effective import Effective
from comparison.keywords import told
from comparison.part import Part, same
from comparison.site import Changes, Direction, Role, Site


def compare_enums(base: Effective, head: Effective, site: Site) -> Changes:
    """An `x-extensible-enum` is open: answers may hold further values, and its list may grow."""
    for name in ("enum", "x-extensible-enum"):
        ours, theirs = base.value(name), head.value(name)
        part = head.keywords.get(name, head.last)
        if ours is None or theirs is None:
            if ours is not theirs:
                direction = Direction.NARROWED if ours is None else Direction.WIDENED
                yield site.moved(part, name, direction, told(name, ours, theirs))
            continue
        gone = [value for value in ours if not any(same(value, each) for each in theirs)]
        new = [value for value in theirs if not any(same(value, each) for each in ours)]
        is_open = name != "enum" or site.role is Role.PROBLEM
        yield from _values(gone, new, part, site, is_open=is_open)


def _values(gone: list[Any], new: list[Any], part: Part, site: Site, *, is_open: bool) -> Changes:
    """A value that is gone breaks both ways: it is refused, or a client waits for it in vain."""
    if gone:
        meets = "is refused" if site.role is Role.REQUEST else "waits for what never comes"
        sentence = f"In {site.place()}, {_listed(gone)} {_are(gone)} gone. A client that names it {meets}."
        yield site.change(part, "enum-value-removed", Verdict.BREAKING, sentence)
    if new:
        if site.role is Role.REQUEST or is_open:
            verdict, consequence = Verdict.COMPATIBLE, "A client that does not know it goes on as before."
        else:
            verdict, consequence = Verdict.BREAKING, "A client may get a value that it does not know."
        sentence = f"In {site.place()}, {_listed(new)} {_are(new)} new. {consequence}"
        yield site.change(part, "enum-value-added", verdict, sentence)


def _listed(values: list[Any]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _are(values: list[Any]) -> str:
    return "is" if len(values) == 1 else "are"

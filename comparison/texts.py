"""Texts and extensions: what a person reads. A limit that is told in words is a limit like any other."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from comparison.change import Verdict
from comparison.part import Part, same
from comparison.site import Changes, Site

TEXTS = frozenset(
    {"title", "summary", "description", "example", "examples", "externalDocs", "tags", "contact", "license"}
    | {"termsOfService", "links"}
)
# "At most 1 MiB", "up to 5,000 values", "within 24 hours", "10 requests per second", "lasts an hour".
_NUMBER = r"(?P<number>\d[\d,]*(?:\.\d+)?)"
_BEFORE = r"(?P<before>at most|up to|no more than|within|for|lasts|kept)"
_EVERY = r"(?:requests?|calls?|tokens?)\s+(?:per|a|an|each|every)\s+[a-z]+"
_LIMITS = (
    re.compile(rf"\b{_BEFORE}\s+{_NUMBER}\s+(?P<unit>[a-z]+)", re.IGNORECASE),
    re.compile(rf"\b(?P<before>){_NUMBER}\s+(?P<unit>{_EVERY})", re.IGNORECASE),
)
_UNITS = {"kib": 2**10, "mib": 2**20, "gib": 2**30, "kb": 10**3, "mb": 10**6, "gb": 10**9}
_RATE = re.compile(r"rate|quota|limit|burst|budget", re.IGNORECASE)


def limits(text: str) -> dict[str, float]:
    """The limits that a text tells, by what they are of."""
    found: dict[str, float] = {}
    for pattern in _LIMITS:
        for match in pattern.finditer(text):
            unit = match["unit"].lower()
            number = float(match["number"].replace(",", ""))
            scale = _UNITS.get(unit, 1)
            name = f"{match['before'].lower()} … {'bytes' if scale > 1 else unit}".strip(" …")
            found.setdefault(name, number * scale)
    return found


def compare_texts(base: Part, head: Part, site: Site, names: frozenset[str] = TEXTS) -> Changes:
    """The texts of a node and its extensions."""
    for name in sorted(_keys(base.value) | _keys(head.value)):
        ours, theirs = base.at(name), head.at(name)
        if same(ours.value, theirs.value):
            continue
        if name.startswith("x-"):
            yield from _extension(name, ours, theirs, site)
        elif name == "description":
            yield from description(str(ours.value or ""), theirs, site)
        elif name in names:
            yield site.change(theirs, "text", Verdict.TEXT, f"In {site.place()}, `{name}` reads otherwise.")


def description(before: str, head: Part, site: Site) -> Changes:
    found = list(_lowered(limits(before), limits(str(head.value or "")), head, site))
    if found:
        yield from found
    elif before != (head.value or ""):
        yield site.change(head, "text", Verdict.TEXT, f"In {site.place()}, `description` reads otherwise.")


def _lowered(before: Mapping[str, float], after: Mapping[str, float], head: Part, site: Site) -> Changes:
    for name, limit in before.items():
        now = after.get(name, limit)
        if now != limit:
            verdict = Verdict.BREAKING if now < limit else Verdict.COMPATIBLE
            consequence = "What a client does today may be refused." if now < limit else "A client may do more."
            words = f"the limit that is told as “{name}” is {now:,.15g} in place of {limit:,.15g}"
            yield site.change(head, "told-limit", verdict, f"In {site.place()}, {words}. {consequence}")


def _extension(name: str, base: Part, head: Part, site: Site) -> Changes:
    """Of an extension about rates the numbers are limits; what else it says is judged by nobody."""
    if name in _LIFECYCLE:
        yield from _lifecycle(name, base, head, site)
    elif not _RATE.search(name):
        yield site.change(head, "extension", Verdict.TEXT, f"In {site.place()}, the extension `{name}` is different.")
    elif {path for path, _ in _numbers(base.value)} != {path for path, _ in _numbers(head.value)}:
        added = base.value is None
        words = "is new: a client meets a limit" if added else "has lost or gained limits"
        yield site.change(head, "rate-limit", Verdict.BREAKING, f"In {site.place()}, `{name}` {words}.")
    else:
        yield from _rates(name, base, head, site)


def _rates(name: str, base: Part, head: Part, site: Site) -> Changes:
    before, after = dict(_numbers(base.value)), dict(_numbers(head.value))
    if before == after:
        yield site.unrecognised(head, name)
    for path in sorted(before):
        if before[path] != after[path]:
            lowered = after[path] < before[path]
            told = f"In {site.place()}, `{name}{path}` is {after[path]:g} in place of {before[path]:g}."
            consequence = "A client that keeps its pace is throttled." if lowered else "A client may go faster."
            verdict = Verdict.BREAKING if lowered else Verdict.COMPATIBLE
            yield site.change(head, "rate-limit", verdict, f"{told} {consequence}")


def _numbers(node: Any, path: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _numbers(value, f"{path}.{key}")
    elif isinstance(node, (int, float)) and not isinstance(node, bool):
        yield path, node


_LIFECYCLE = ("x-sunset", "x-deprecated-since")


def _lifecycle(name: str, base: Part, head: Part, site: Site) -> Changes:
    if name == "x-sunset" and base.value and head.value and str(head.value) < str(base.value):
        told = f"{site.place()} ends on {head.value}, and {base.value} was announced. A client has less time to leave."
        yield site.change(head, "sunset-brought-forward", Verdict.BREAKING, told[0].upper() + told[1:])
    elif name == "x-sunset" and head.value:
        told = f"{site.place()} ends on {head.value}."
        yield site.change(head, "sunset", Verdict.COMPATIBLE, told[0].upper() + told[1:])
    else:
        yield site.change(head, "text", Verdict.TEXT, f"In {site.place()}, `{name}` is different.")


def _keys(node: Any) -> set[str]:
    return set(node) if isinstance(node, Mapping) else set()

"""CHANGELOG.md: for each version what changed, grouped by operation, in sentences (keepachangelog.com)."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from comparison.change import Change, Verdict
from comparison.grouping import grouped

HEADER = """\
# Changelog

What changed in the API for those who call it. Versions are semantic: a major version breaks clients, and only with what
an earlier version announced as deprecated; a minor version adds; a patch changes texts.
"""
_SECTIONS = ("Breaking", "Added", "Changed", "Deprecated", "Removed")
_KINDS: Mapping[str, str] = {"deprecated": "Deprecated", "sunset": "Deprecated"}
_MANY = 4  # More operations than these are counted, not named.


def entry(changes: Iterable[Change], version: str, day: date | None) -> str:
    """The section of one version in Markdown; a version that is not published yet has no day."""
    told = f"## [{version}] - {day.isoformat() if day else 'not published yet'}\n"
    sections: dict[str, dict[str, list[str]]] = {}
    for change, operations in grouped(changes):
        groups = sections.setdefault(section_of(change), {})
        sentences = groups.setdefault(_heading(operations), [])
        if (sentence := _sentence(change)) not in sentences:
            sentences.append(sentence)
    if not sections:
        return f"{told}\nNothing that a client meets.\n"
    return told + "".join(_section(name, sections[name]) for name in _SECTIONS if name in sections)


def section_of(change: Change) -> str:
    """What is gone is breaking, unless it was announced: then it is removed."""
    if change.verdict is Verdict.BREAKING:
        return "Removed" if change.sunset and change.kind.endswith("-removed") else "Breaking"
    if change.kind in _KINDS:
        return _KINDS[change.kind]
    return "Added" if change.kind.endswith("-added") else "Changed"


def _sentence(change: Change) -> str:
    announced = f" It was announced for {change.sunset}." if change.sunset else ""
    return change.sentence + announced


def _heading(operations: tuple[str, ...]) -> str:
    named = [f"`{each}`" for each in operations if each]
    if not named:
        return "The whole API"
    return ", ".join(named) if len(named) <= _MANY else f"{len(named)} operations, {named[0]} among them"


def _section(name: str, groups: Mapping[str, list[str]]) -> str:
    lines = [f"\n### {name}\n"]
    for heading, sentences in groups.items():
        if len(sentences) == 1:
            lines.append(f"\n- {heading}: {sentences[0]}")
        else:
            lines.append(f"\n- {heading}:" + "".join(f"\n  - {each}" for each in sentences))
    return "".join([lines[0], *lines[1:]]) + "\n"


def with_entry(changelog: str, written: str) -> str:
    """The changelog with an entry on top, in place of one of the same version."""
    version = re.match(r"## \[([^\]]+)\]", written)
    entries = re.split(r"(?m)^(?=## \[)", changelog)
    head, rest = (entries[0], entries[1:]) if entries[0].strip() else (f"{HEADER}\n", entries[1:])
    kept = [each for each in rest if not (version and each.startswith(f"## [{version[1]}]"))]
    return f"{head.rstrip()}\n\n" + "\n".join(each.rstrip() + "\n" for each in (written, *kept))

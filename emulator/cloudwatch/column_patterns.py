"""Filter patterns for columns between spaces, such as [ip, user, ..., status = 4*, bytes > 1000]. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from emulator.cloudwatch.pattern_values import Comparison, InvalidPattern, compare

# What is in [brackets] or "quotes" is one column, without them.
_COLUMN = re.compile(r'\[([^\]]*)\]|"((?:\\.|[^"\\])*)"|(\S+)')
_NAME = r"[A-Za-z_][\w.\-]*"
_VALUE = r'"(?:\\.|[^"\\])*"|%(?:\\.|[^%\\])+%|[^\s,&|"=<>!%]+'
_CONDITION = re.compile(rf"\s*(?P<name>{_NAME})?\s*(?P<operator>!=|<=|>=|=|<|>)\s*(?P<value>{_VALUE})\s*")
_PLAIN = re.compile(rf"\s*(?P<name>{_NAME})\s*")
_JOINT = re.compile(r"(&&|\|\|)")
_SEPARATOR = re.compile(r'("(?:\\.|[^"\\])*"|%(?:\\.|[^%\\])+%|[^,"%])*')
_ELLIPSIS = "..."


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    conditions: Sequence[Sequence[Comparison]]  # one of these, of which each has to hold

    def holds(self, text: str) -> bool:
        return any(all(each.holds(text) for each in every) for every in self.conditions)


@dataclass(frozen=True, slots=True)
class ColumnPattern:
    before: tuple[Column, ...]
    after: tuple[Column, ...] | None  # None without an ellipsis

    def columns(self, message: str) -> Mapping[str, str] | None:
        """By their names; None if the message does not match."""
        texts = ["".join(found) for found in _COLUMN.findall(message)]
        after = self.after or ()
        fixed = len(self.before) + len(after)
        if len(texts) < fixed or (self.after is None and len(texts) > fixed):
            return None
        paired = [*zip(self.before, texts, strict=False), *zip(after, texts[len(texts) - len(after) :], strict=True)]
        if not all(column.holds(text) for column, text in paired):
            return None
        return {column.name: text for column, text in paired}


def parse_columns(text: str) -> ColumnPattern | InvalidPattern:
    if not text.endswith("]"):
        return InvalidPattern("The filter pattern does not end with ]")
    parts = _split(text[1:-1])
    read = [_ELLIPSIS if part.strip() == _ELLIPSIS else _read(part) for part in parts]
    invalid = next((each for each in read if isinstance(each, InvalidPattern)), None)
    if invalid is not None:
        return invalid
    if read.count(_ELLIPSIS) > 1:
        return InvalidPattern("There is more than one ellipsis")
    place = read.index(_ELLIPSIS) if _ELLIPSIS in read else len(read)
    before, after = (
        tuple(each for each in side if isinstance(each, Column)) for side in (read[:place], read[place + 1 :])
    )
    return ColumnPattern(before, after if place < len(read) else None)


def _split(text: str) -> list[str]:
    """At the commas that are in no quotes."""
    ends = [-1]
    while ends[-1] < len(text):
        found = _SEPARATOR.match(text, ends[-1] + 1)
        ends.append(found.end() if found else len(text))
        if ends[-1] < len(text) and text[ends[-1]] != ",":
            ends[-1] = len(text)
    return [text[start + 1 : end] for start, end in pairwise(ends)]


def _read(part: str) -> Column | InvalidPattern:
    plain = _PLAIN.fullmatch(part)
    if plain is not None:
        return Column(plain["name"], ((),))
    conditions: list[list[Comparison]] = [[]]
    name = ""
    for piece in _JOINT.split(part):
        if piece == "||":
            conditions.append([])
        elif piece != "&&":
            found = _CONDITION.fullmatch(piece)
            if found is None:
                return InvalidPattern(f"Unexpected: {piece.strip()[:40]}")
            comparison = compare(found["operator"], found["value"])
            if isinstance(comparison, InvalidPattern):
                return comparison
            conditions[-1].append(comparison)
            name = name or found["name"] or ""
    return Column(name, conditions)

"""Changes as they are told: what several operations share, such as a schema, is told once."""

import re
from collections.abc import Iterable
from dataclasses import replace

from comparison.change import Change

_TEXTS = "Texts and examples read otherwise."
_ANSWER = re.compile(r"\bthe answer (\w+)")
_NAMED = 3  # Of more answers than these the others are counted.


def grouped(changes: Iterable[Change]) -> tuple[tuple[Change, tuple[str, ...]], ...]:
    """Each change once, with the operations that it is in; what breaks comes first, and texts are one change."""
    groups: dict[tuple[str, str, str], list[Change]] = {}
    for change in changes:
        sentence = _TEXTS if change.kind == "text" else _ANSWER.sub("the answer", change.sentence)
        groups.setdefault((change.kind, sentence, change.sunset), []).append(change)
    told = (_together(group) for group in groups.values())
    return tuple(sorted(told, key=lambda one: -one[0].verdict))


def _together(group: list[Change]) -> tuple[Change, tuple[str, ...]]:
    first = group[0]
    statuses = sorted({status for change in group for status in _ANSWER.findall(change.sentence)})
    sentence = _TEXTS if first.kind == "text" else _ANSWER.sub(_answers(statuses), first.sentence)
    operations = tuple(dict.fromkeys(change.operation for change in group))
    return replace(first, sentence=sentence), operations


def _answers(statuses: list[str]) -> str:
    named = ", ".join(statuses[:_NAMED])
    more = f" and {len(statuses) - _NAMED} more" if len(statuses) > _NAMED else ""
    return f"the answer{'s' if len(statuses) > 1 else ''} {named}{more}"

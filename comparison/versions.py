"""What may be published: the version has moved as semantic versioning has it, and what breaks was announced."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from comparison.change import Change, Verdict
from comparison.grouping import grouped
from contract import Document

_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_PARTS = {Verdict.BREAKING: "major", Verdict.COMPATIBLE: "minor", Verdict.TEXT: "patch"}
_WHY = {
    Verdict.BREAKING: "something breaks clients",
    Verdict.COMPATIBLE: "something is new",
    Verdict.TEXT: "texts differ",
}
_INFO_VERSION = "/info/version"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a document may not be published. `message` says what and how to mend it; it ends in a full stop."""

    pointer: str
    rule: str
    message: str


def version_of(document: Document) -> str:
    return str(document.root["info"].get("version", ""))


def refusals(changes: tuple[Change, ...], base: Document, head: Document, today: date) -> tuple[Refusal, ...]:
    """None where the document may be published."""
    return (*_version(changes, version_of(base), version_of(head)), *_announcement(changes, base, today))


def _version(changes: tuple[Change, ...], base: str, head: str) -> Iterator[Refusal]:
    before, after = _numbers(base), _numbers(head)
    if after is None or before is None:
        wrong = base if before is None else head
        yield Refusal(_INFO_VERSION, "version", f"The version `{wrong}` is none like 1.2.3; write one.")
    elif not changes:
        if after < before:
            message = f"The version {head} is before {base}, which is published; write {base} or a later one."
            yield Refusal(_INFO_VERSION, "version", message)
    else:
        verdict = max(each.verdict for each in changes)
        wanted = next_version(base, verdict)
        if after < (_numbers(wanted) or after):
            message = (
                f"The version is {head}, and {base} is published: {_WHY[verdict]}, so the {_PARTS[verdict]} version "
                f"has to move. Write {wanted}."
            )
            yield Refusal(_INFO_VERSION, "version", message)


def _numbers(version: str) -> tuple[int, ...] | None:
    match = _VERSION.fullmatch(version)
    return tuple(map(int, match.groups())) if match else None


def next_version(version: str, verdict: Verdict) -> str:
    major, minor, patch = _numbers(version) or (0, 0, 0)
    following = {
        Verdict.BREAKING: (major + 1, 0, 0),
        Verdict.COMPATIBLE: (major, minor + 1, 0),
        Verdict.TEXT: (major, minor, patch + 1),
    }[verdict]
    return ".".join(map(str, following))


def _announcement(changes: tuple[Change, ...], base: Document, today: date) -> Iterator[Refusal]:
    """A breaking change has to have been announced in the document that is published, and its day has to have come."""
    for each, operations in grouped(changes):
        if each.verdict is Verdict.BREAKING and not is_due(each, today):
            yield Refusal(each.pointer, each.kind, f"{_at(operations)}{each.sentence} {_mend(each, base)}")


def is_due(change: Change, today: date) -> bool:
    return change.sunset != "" and change.sunset <= today.isoformat()


def _at(operations: tuple[str, ...]) -> str:
    named = [each for each in operations if each]
    if not named:
        return ""
    more = f" and {len(named) - 3} more" if len(named) > 3 else ""
    return f"{', '.join(named[:3])}{more}: "


def _mend(change: Change, base: Document) -> str:
    if change.sunset:
        return f"It was announced for {change.sunset}, which has not come: put it back until then."
    return (
        f"This breaks clients of {version_of(base)}: put it back, or first publish a version in which the operation, "
        "or what goes, is `deprecated: true` with `x-deprecated-since` and `x-sunset`, and wait for that day."
    )

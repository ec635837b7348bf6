"""Faults in what every path answers to methods that it does not declare: the preflight of browsers, and 405."""

from collections.abc import Iterator

from mutation.changes.payloads import SetHeader, SetStatus
from mutation.mutant import Change
from mutation.subject import Draft, Rotation, Subject

_METHODS = ("PATCH", "PUT", "DELETE")


def methods(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    """One for each path, with its first operation."""
    mine = [each for each in subject.operations.values() if each.path == subject.operation.path]
    if mine[0].operation_id == subject.id:
        declared = {each.method.upper() for each in mine}
        yield from rotation.choose("method", list(_drafts(subject, declared)), lambda each: each.where)


def _drafts(subject: Subject, declared: set[str]) -> Iterator[Draft]:
    path = subject.operation.path
    preflight: dict[str, Change] = {
        "no-methods": SetHeader("Access-Control-Allow-Methods", None),
        "other-methods": SetHeader("Access-Control-Allow-Methods", "OPTIONS"),
        "no-headers": SetHeader("Access-Control-Allow-Headers", None),
        "other-headers": SetHeader("Access-Control-Allow-Headers", "content-type"),
        "no-origin": SetHeader("Access-Control-Allow-Origin", None),
        "refused": SetStatus(403),
    }
    for name, change in preflight.items():
        if "headers" not in name or subject.secured:
            yield Draft(
                "preflight broken",
                "",
                f"preflight-{name}",
                f"A browser's preflight of {path}: {name}.",
                change,
                "OPTIONS",
            )
    undeclared = next(each for each in _METHODS if each not in declared)
    refusals: dict[str, Change] = {
        "no-allow": SetHeader("Allow", None),
        "other-allow": SetHeader("Allow", "TRACE"),
        "not-found": SetStatus(404, told=True),
        "done": SetStatus(200),
    }
    # Where 405 is documented, any method may be passed on to what stands behind.
    if "405" not in subject.responses:
        for name, change in refusals.items():
            said = f"{undeclared} {path}, which is not declared, is not refused as it should be: {name}."
            yield Draft("undeclared method", "", f"{undeclared}-{name}", said, change, undeclared)

"""An operation that goes says when, in the contract and in its answers."""

import re
from collections.abc import Iterator
from datetime import date

from contract import parts
from contract.document import Document, Operation
from contract.findings import Faults, Rule
from contract.place import child
from contract.shape import INTEGRATION

SINCE = "x-deprecated-since"
SUNSET = "x-sunset"
HEADERS = ("Deprecation", "Sunset")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MENDS = {SINCE: "the day from which on clients should leave it", SUNSET: "the day from which on it may be gone"}


def _deprecated(document: Document) -> Iterator[Operation]:
    return (operation for operation in document.operations() if operation.raw.get("deprecated") is True)


def _days(document: Document) -> Faults:
    for operation in _deprecated(document):
        for name in (SINCE, SUNSET):
            if _day(operation.raw.get(name)) is None:
                mend = f"write {name}: '2027-06-30', {_MENDS[name]}"
                yield child(operation.pointer, name), f"The operation is deprecated and names no day in {name}; {mend}."
        since, sunset = (_day(operation.raw.get(name)) for name in (SINCE, SUNSET))
        if since and sunset and since >= sunset:
            yield child(operation.pointer, SUNSET), f"{SUNSET} is not after {SINCE}; give clients time to leave."


def _day(written: object) -> date | None:
    if not isinstance(written, str) or not _DAY.fullmatch(written):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _undeclared(document: Document) -> Faults:
    """A date on an operation that is not deprecated is served by nobody."""
    for operation in document.operations():
        if operation.raw.get("deprecated") is not True:
            for name in (SINCE, SUNSET):
                if name in operation.raw:
                    yield child(operation.pointer, name), f"{name} stands here and `deprecated: true` does not; add it."


def _headers(document: Document) -> Faults:
    """Of what an operation itself answers; of errors the gateway makes some, which do not tell."""
    for operation in _deprecated(document):
        for pointer, status, response in parts.responses(document, operation):
            if status[:1] in {"2", "3"}:
                documented = {name.lower() for name in response.get("headers", {})}
                for name in HEADERS:
                    if name.lower() not in documented:
                        yield pointer, f"The operation is deprecated; its answer {status} sends {name}: document it."


def _integration(document: Document) -> Faults:
    """Functions send the headers by themselves; what the gateway answers needs them written out."""
    for operation in _deprecated(document):
        kind = str(operation.integration.get("type", "")).lower()
        pointer = child(operation.pointer, INTEGRATION)
        if kind == "http_proxy":
            yield (
                pointer,
                "The operation is deprecated, and http_proxy sends no header of ours; make it `http`, or a function's.",
            )
        elif kind in {"mock", "http"}:
            yield from _mapped(operation, pointer)


def _mapped(operation: Operation, pointer: str) -> Faults:
    for pattern, answer in operation.integration.get("responses", {}).items():
        for name in HEADERS:
            key = f"method.response.header.{name}"
            if key not in answer.get("responseParameters", {}):
                told = f"The operation is deprecated; write {key} under responseParameters, in single quotes."
                yield child(pointer, "responses", pattern), told


RULES: tuple[Rule, ...] = (
    Rule("deprecation-days", _days),
    Rule("deprecation-undeclared", _undeclared),
    Rule("deprecation-headers", _headers),
    Rule("deprecation-integration", _integration),
)

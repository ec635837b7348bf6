"""What was to be done and was not, what was answered before, and what takes too long."""

from collections.abc import Iterator

from mutation.changes.effects import NotActed, NotCreated, NotDeleted, OneBehind, Replay, Slow
from mutation.subject import Draft, Rotation, Subject

_SECONDS = 6.0
_EACH = 5


def effects(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    yield from _undone(subject)
    yield from rotation.choose("replay", list(_replays(subject)), lambda each: each.where)
    every = next(rotation.choose("slow", (1, _EACH), str))
    which = "each answer" if every == 1 else "each fifth answer"
    said = f"{subject.id} takes {_SECONDS:g} s longer for {which}."
    yield Draft("slow", "", which.replace(" answer", ""), said, Slow(_SECONDS, every))


def _undone(subject: Subject) -> Iterator[Draft]:
    if subject.method == "DELETE" and subject.success == "204" and _readable(subject):
        yield Draft("not done", "", "delete", f"{subject.id} says that it is done and does nothing.", NotDeleted(204))
    if subject.about is not None:
        suffix = subject.operation.path.removeprefix(subject.about.path)
        done = [
            (place.path, choice)
            for place in subject.places(subject.success)
            for choice in place.schema.get("enum", ())
            if isinstance(choice, str) and choice.startswith(suffix.strip("/"))
        ]
        for path, choice in done[:1]:
            said = f"{subject.id} says that it is done and does nothing."
            yield Draft("not done", "", "action", said, NotActed(suffix, path, choice))
    if subject.creates:
        said = f"{subject.id} answers with what it created first, and creates nothing further."
        yield Draft("not done", "", "create", said, NotCreated())


def _readable(subject: Subject) -> bool:
    return any((each.path, each.method) == (subject.operation.path, "get") for each in subject.operations.values())


def _replays(subject: Subject) -> Iterator[Draft]:
    """Where answers differ at all: an operation without any input has one answer for all."""
    known = {
        "path": subject.method == "GET" and subject.named,
        "query": subject.method == "GET" and bool(subject.parameters("query")),
        "body": subject.body is not None and subject.success == "200" and bool(subject.places("200")[1:]),
    }
    for part, there in known.items():
        if there:
            said = f"{subject.id} answers as it did first, whatever the {part} is."
            yield Draft("answer replayed", "", f"any-{part}", said, Replay(frozenset({"caller", *known} - {part})))
    if known["path"]:
        said = f"{subject.id} answers for ever as it did first."
        yield Draft("answer replayed", "", "for-ever", said, Replay(frozenset({"caller", *known})))
    if any(known.values()):
        said = f"{subject.id} answers each time as it should have the time before."
        yield Draft("answer replayed", subject.success, "one-behind", said, OneBehind())

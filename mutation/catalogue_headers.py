"""Faults in headers: each that is documented dropped or changed, and some that are none of a client's business."""

from collections.abc import Iterable, Iterator, Mapping

from contract.document import Json
from mutation.changes.payloads import FirstHeader, OtherId, RandomHeader, SetAnswer, SetHeader
from mutation.mutant import Change
from mutation.subject import Draft, Rotation, Subject

_OF_SUCCESS = 2
_STRANGE_HOST = "https://example.com/"

# By HTTP's own names: what a client would stumble over. Whatever else is documented is dropped, or made nonsense.
_WRONG: Mapping[str, Mapping[str, Change]] = {
    "retry-after": {
        "soon": SetHeader("Retry-After", "soon"),
        "negative": SetHeader("Retry-After", "-1"),
        "year": SetHeader("Retry-After", "31536000"),
        "date": SetHeader("Retry-After", "Wed, 01 Jan 2031 00:00:00 GMT"),
    },
    "location": {
        "other-id": OtherId("Location"),
        "other-host": SetHeader("Location", _STRANGE_HOST),
    },
    "etag": {
        "random": RandomHeader("ETag"),
        "constant": FirstHeader("ETag"),
        "unquoted": SetHeader("ETag", "unquoted"),
    },
    "cache-control": {
        "public": SetHeader("Cache-Control", "public, max-age=31536000"),
        "kept": SetHeader("Cache-Control", "max-age=60"),
    },
    "access-control-allow-origin": {"one-site": SetHeader("Access-Control-Allow-Origin", _STRANGE_HOST)},
    "access-control-expose-headers": {"none": SetHeader("Access-Control-Expose-Headers", "Date")},
}


def headers(subject: Subject, rotation: Rotation) -> Iterator[Draft]:
    """Of successes and of 304; what refusals have of their own is among their faults."""
    success = subject.success
    if success:
        drafts = [*documented(subject, success, subject.headers(success)), *_stray(subject, success)]
        yield from rotation.choose("header", drafts, _label, _OF_SUCCESS)
    if "304" in subject.responses:
        yield from rotation.choose("header of 304", [*documented(subject, "304", subject.headers("304"))], _label)
        body = SetAnswer(200, "application/json", {"unchanged": True})
        yield Draft("unexpected body", "304", "200", f"{subject.id} answers 200 with a body of its own for 304.", body)


def documented(subject: Subject, status: str, names: Iterable[str]) -> Iterator[Draft]:
    for name, header in subject.headers(status).items():
        if name not in names:
            continue
        if header.get("required"):
            said = f"{subject.id}'s {status} lacks {name}."
            yield Draft("header dropped", status, f"{name}-dropped", said, SetHeader(name, None))
        wrong = _WRONG.get(name.lower(), {"nonsense": SetHeader(name, "nonsense")})
        for what, change in wrong.items():
            if not _allowed(subject, header, what, change):
                said = f"{subject.id}'s {status} has a wrong {name}: {what}."
                yield Draft("header changed", status, f"{name}-{what}", said, change)


def _allowed(subject: Subject, header: Json, what: str, change: Change) -> bool:
    """What the contract lets a header say is no fault: a number as large, and any text where all are free."""
    schema = subject.document.resolve(header.get("schema", {}))
    if what == "year":
        return "maximum" not in schema
    if what == "constant":
        return not subject.named  # one thing alone may well stay as it is
    free = not any(word in schema for word in ("enum", "pattern", "format"))
    return what == "nonsense" and isinstance(change, SetHeader) and schema.get("type") == "string" and free


def _stray(subject: Subject, status: str) -> Iterator[Draft]:
    cookie = SetHeader("Set-Cookie", "session=1; Path=/", only=False)
    yield Draft("stray header", status, "Set-Cookie", f"{subject.id}'s {status} sets a cookie.", cookie)
    repeated = FirstHeader("x-amzn-RequestId")
    said = f"{subject.id}'s {status} always has the request id of its first answer."
    yield Draft("request id repeated", status, "constant", said, repeated)


def _label(draft: Draft) -> str:
    return draft.where

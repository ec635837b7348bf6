"""The kinds of problem that an operation answers with; `type` and `status` are part of the contract."""

from dataclasses import dataclass

from handlers.tasks.refusals import Reason, Refusal


@dataclass(frozen=True, slots=True)
class Kind:
    slug: str
    status: int
    title: str


INVALID_REQUEST = Kind("invalid-request", 400, "Invalid request")
CONTENT_TOO_LARGE = Kind("content-too-large", 413, "Content too large")
UNSUPPORTED_MEDIA_TYPE = Kind("unsupported-media-type", 415, "Unsupported media type")
INTERNAL_ERROR = Kind("internal-error", 500, "Internal error")

KIND_OF_REFUSAL = {
    Reason.REFUSED_INPUT: Kind("model-refused-input", 422, "Model refused the input"),
    Reason.MALFORMED_OUTPUT: Kind("model-malformed-output", 502, "Model answered nonsense"),
    Reason.BUSY: Kind("model-busy", 503, "Model busy"),
    Reason.UNAVAILABLE: Kind("model-unavailable", 503, "Model unavailable"),
    Reason.TIMEOUT: Kind("model-timeout", 504, "Model timed out"),
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One place of the body that breaks the contract; `pointer` is a JSON pointer (RFC 6901)."""

    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that is not a result. `cause` is for the log alone and never shown to the caller."""

    kind: Kind
    detail: str
    errors: tuple[Violation, ...] = ()
    retry_after: int | None = None
    cause: str | None = None


def problem_of(refusal: Refusal) -> Problem:
    kind = KIND_OF_REFUSAL[refusal.reason]
    return Problem(kind, refusal.detail, retry_after=refusal.retry_after, cause=refusal.cause)

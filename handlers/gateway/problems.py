"""The kinds of problem that an operation answers with; `type` and `status` are part of the contract."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.gateway.times import rfc3339
from handlers.tasks.refusals import Reason, Refusal


@dataclass(frozen=True, slots=True)
class Kind:
    slug: str
    status: int
    title: str


INVALID_REQUEST = Kind("invalid-request", 400, "Invalid request")
CONTENT_TOO_LARGE = Kind("content-too-large", 413, "Content too large")
UNSUPPORTED_MEDIA_TYPE = Kind("unsupported-media-type", 415, "Unsupported media type")
NOT_FOUND = Kind("not-found", 404, "Not found")
RUN_HAS_ENDED = Kind("run-has-ended", 409, "Run has ended")
IDEMPOTENCY_IN_PROGRESS = Kind("request-in-progress", 409, "Request in progress")
IDEMPOTENCY_KEY_REUSED = Kind("idempotency-key-reused", 422, "Idempotency key reused")
UPLOAD_MISSING = Kind("upload-missing", 422, "Upload missing")
UNKNOWN_CURSOR = Kind("unknown-cursor", 422, "Unknown cursor")
UNKNOWN_MONTH = Kind("unknown-month", 422, "Unknown month")
SERVICE_BUSY = Kind("service-busy", 503, "Service busy")
INTERNAL_ERROR = Kind("internal-error", 500, "Internal error")

KIND_OF_REFUSAL = {
    Reason.REFUSED_INPUT: Kind("model-refused-input", 422, "Model refused the input"),
    Reason.MALFORMED_OUTPUT: Kind("model-malformed-output", 502, "Model answered nonsense"),
    Reason.BUSY: Kind("model-busy", 503, "Model busy"),
    Reason.UNAVAILABLE: Kind("model-unavailable", 503, "Model unavailable"),
    Reason.TIMEOUT: Kind("model-timeout", 504, "Model timed out"),
    Reason.BUDGET: Kind("budget-exhausted", 429, "Budget exhausted"),
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One place of the body that breaks the contract; `pointer` is a JSON pointer (RFC 6901)."""

    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that is not a result. `cause` is for the log alone and never shown to the caller.

    `resets_at` is when a budget that is exhausted is whole again.
    """

    kind: Kind
    detail: str
    errors: tuple[Violation, ...] = ()
    retry_after: int | None = None
    cause: str | None = None
    resets_at: datetime | None = None


def not_found(noun: str) -> Problem:
    """For what is not there and for what is another tenant's alike: nobody learns which of the two it is."""
    return Problem(NOT_FOUND, f"There is no such {noun}.")


def problem_of(refusal: Refusal) -> Problem:
    kind = KIND_OF_REFUSAL[refusal.reason]
    return Problem(
        kind, refusal.detail, retry_after=refusal.retry_after, cause=refusal.cause, resets_at=refusal.resets_at
    )


def problem_document(problem: Problem) -> dict[str, Any]:
    """As RFC 9457 has it, but for the id of the request, which an item of a batch has none of."""
    document: dict[str, Any] = {
        "type": f"urn:ai-facade:problem:{problem.kind.slug}",
        "title": problem.kind.title,
        "status": problem.kind.status,
        "detail": problem.detail,
    }
    if problem.resets_at is not None:
        document["resetsAt"] = rfc3339(problem.resets_at)
    if problem.errors:
        document["errors"] = [{"pointer": error.pointer, "detail": error.detail} for error in problem.errors]
    return document

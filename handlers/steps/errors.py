"""What a step raises, and what a failed run says of it. Step Functions knows an exception by the name of its class.

Retried: `Busy`, and whatever else is raised, a few times. Never retried: `Refused`, for the next try would be no other.
"""

import json
from collections.abc import Mapping
from typing import Any

from handlers.runs.run import Failure
from handlers.tasks.refusals import Reason, Refusal


class Refused(Exception):  # noqa: N818 - the name that the state machines know
    """What is wrong with what the client sent. The message is a `Failure` in JSON."""


class Busy(Exception):  # noqa: N818 - the name that the state machines know
    """Something may well work a little later. The message is for the log."""


TIMED_OUT = Failure("timed-out", "Timed out", "The run took longer than a run may take.")
BUSY = Failure(
    "service-busy",
    "Service busy",
    "The service or its model had too much to do, for longer than a run waits.",
)
PROCESSING_FAILED = Failure(
    "processing-failed", "Processing failed", "The service failed while it worked on this. Send the request again."
)
FAILURES: Mapping[str, Failure] = {
    "Busy": BUSY,
    "Sandbox.Timedout": TIMED_OUT,
    "States.Timeout": TIMED_OUT,
}
_PASSING = frozenset({Reason.BUSY, Reason.UNAVAILABLE, Reason.TIMEOUT})
_TITLES = {
    Reason.REFUSED_INPUT: ("model-refused-input", "Model refused the input"),
    Reason.MALFORMED_OUTPUT: ("model-malformed-output", "Model answered nonsense"),
    Reason.BUDGET: ("budget-exhausted", "Budget exhausted"),
}


def refused(failure: Failure) -> Refused:
    return Refused(json.dumps({"slug": failure.slug, "title": failure.title, "detail": failure.detail}))


def raised_for(refusal: Refusal) -> Refused | Busy:
    """What to raise when a model says no."""
    if refusal.reason in _PASSING:
        return Busy(refusal.cause or refusal.reason.name)
    slug, title = _TITLES[refusal.reason]
    return refused(Failure(slug, title, refusal.detail))


def failure_of(error: str, cause: str) -> Failure:
    """Of the error and the cause that a state machine has caught; what no step has put into words is not shown."""
    failed = _object(cause)
    if "Refused" in {error, failed.get("errorType")}:
        match _object(failed.get("errorMessage")):
            case {"slug": str(slug), "title": str(title), "detail": str(detail)}:
                return Failure(slug, title, detail)
    return FAILURES.get(error) or FAILURES.get(str(failed.get("errorType"))) or PROCESSING_FAILED


def _object(text: Any) -> Mapping[str, Any]:
    try:
        document = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}

"""What a failed run says: words that a step has chosen, or a plain sentence; never an exception's text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.runs.run import Failure
from handlers.steps.errors import Busy, Refused, failure_of, raised_for, refused
from handlers.tasks.refusals import Reason, Refusal

FAILURE = Failure("unsupported-language", "Unsupported language", 'Text is in "fr".')


def cause(error: Exception) -> str:
    """As Lambda writes it and Step Functions passes it on."""
    failed = {"errorMessage": str(error), "errorType": type(error).__name__, "requestId": "r", "stackTrace": ["secret"]}
    return json.dumps(failed)


@given(st.text(), st.text(), st.text())
def test_a_refusal_is_told_in_its_own_words(slug: str, title: str, detail: str) -> None:
    failure = Failure(slug, title, detail)

    assert failure_of("Refused", cause(refused(failure))) == failure


def test_a_refusal_is_known_by_its_cause_where_the_error_has_no_name_of_its_own() -> None:
    assert failure_of("Lambda.Unknown", cause(refused(FAILURE))) == FAILURE


@pytest.mark.parametrize(
    ("error", "failed", "slug"),
    [
        ("Busy", Busy("ThrottlingException"), "service-busy"),
        ("States.Timeout", TimeoutError(), "timed-out"),
        ("Sandbox.Timedout", TimeoutError("secret"), "timed-out"),
        ("ValueError", ValueError("secret"), "processing-failed"),
        ("Refused", Refused("secret"), "processing-failed"),
        ("Refused", Refused('{"slug": 1, "title": "secret", "detail": "secret"}'), "processing-failed"),
        ("Runtime.ExitError", OSError("secret"), "processing-failed"),
    ],
)
def test_all_else_is_a_plain_sentence(error: str, failed: Exception, slug: str) -> None:
    failure = failure_of(error, cause(failed))

    assert (failure.slug, failure.detail.endswith(".")) == (slug, True)
    assert "secret" not in failure.detail + failure.title


@given(st.text(), st.text() | st.sampled_from(["null", "[]", "1", '{"errorMessage": 1}', "[" * 99_999]))
def test_whatever_was_caught_has_a_failure(error: str, caught: str) -> None:
    assert failure_of(error, caught).detail


@pytest.mark.parametrize("reason", [Reason.BUSY, Reason.UNAVAILABLE, Reason.TIMEOUT])
def test_what_a_model_may_do_later_is_tried_again(reason: Reason) -> None:
    assert isinstance(raised_for(Refusal(reason, "Wait.")), Busy)


@pytest.mark.parametrize("reason", [Reason.REFUSED_INPUT, Reason.MALFORMED_OUTPUT])
def test_what_a_model_will_never_do_is_told(reason: Reason) -> None:
    raised = raised_for(Refusal(reason, "The text is refused."))

    assert isinstance(raised, Refused)
    assert failure_of("Refused", cause(raised)).detail == "The text is refused."

"""What the support desk expects of the API: each call that its client makes, and of the answer what the client reads.

Values are examples, and matchers say how much of them counts. What a stage alone knows, a token or an id, is named by a
provider state, and put in when the pact is verified.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pact import Pact, generate, match
from pact.match.matcher import GenericMatcher

from consumers.tracking import do_not_track

CONSUMER, PROVIDER = "support-desk", "ai-facade"
TOKEN = "an.access.token"  # noqa: S105 - an example
RUN = "0192f0c1-7d3a-7c51-9a55-2f6a4a1f8e10"
DOCUMENT = "0192f0c1-7d3a-7b02-8c1e-5d0a91c7e2b4"
TICKET = "My parcel has not come. I ordered it three weeks ago. Please send it again or give me my money back."
ARTICLE = "Parcels that do not come within two weeks are sent again, free of charge."
QUESTION = "What if a parcel does not come?"
KEY = "article-17"

_JSON = "application/json"
_PROBLEM = "application/problem+json"
_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_QUERY = {"query": QUESTION, "limit": 3}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; its path and its headers are texts or matchers."""

    method: str
    path: Any
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, Any] = field(default_factory=dict)


def new_pact() -> Pact:
    do_not_track()
    return Pact(CONSUMER, PROVIDER).with_specification("V4")


def expect_summary(pact: Pact) -> None:
    asked = Asked("POST", "/ai-service", {"task": "summarize", "text": TICKET, "sentences": 1})
    _expect(pact, "a ticket to sum up", asked, 200, {"summary": match.string("My parcel has not come.")})


def expect_filing(pact: Pact) -> None:
    article = {"source": "text", "title": "Lost parcels", "labels": ["article"], "text": ARTICLE}
    asked = Asked("POST", "/documents", article, {"Idempotency-Key": _from_state(KEY, "${key}", ".+")})
    told = {"runId": match.regex(RUN, regex=_UUID), "documentId": match.regex(DOCUMENT, regex=_UUID)}
    _expect(pact, "an article to take in", asked, 202, told)


def expect_progress(pact: Pact) -> None:
    asked = Asked("GET", _from_state(f"/runs/{RUN}", "/runs/${runId}", f"/runs/{_UUID}"))
    told = {
        "status": match.regex("succeeded", regex="queued|running|succeeded|failed|cancelled"),
        "endedAt": match.regex("2026-11-23T09:30:00.900Z", regex=r"\d{4}-\d\d-\d\dT[\d:.]+Z"),
        "problem": None,
    }
    _expect(pact, "how far an article is", asked, 200, told, state="an article is ready")


def expect_passages(pact: Pact) -> None:
    passage = {
        "documentId": match.regex(DOCUMENT, regex=_UUID),
        "title": match.string("Lost parcels"),
        "text": match.string(ARTICLE),
        "score": match.number(0.61),
    }
    asked, told = Asked("POST", "/search", _QUERY), {"results": match.each_like(passage, min=1)}
    _expect(pact, "a question about articles", asked, 200, told, state="an article is ready")


def expect_unknown_run(pact: Pact) -> None:
    told = _problem(404, "urn:ai-facade:problem:not-found")
    _expect(pact, "how far an article is that nobody filed", Asked("GET", f"/runs/{RUN}"), 404, told)


def expect_unauthorized(pact: Pact) -> None:
    asked = Asked("POST", "/search", _QUERY, {"Authorization": "Bearer not.a.token"})
    told = _problem(401, "urn:ai-facade:problem:unauthorized")
    _expect(pact, "a question with a token that nobody issued", asked, 401, told, state=None)


INTERACTIONS: tuple[Callable[[Pact], None], ...] = (
    expect_summary,
    expect_filing,
    expect_progress,
    expect_passages,
    expect_unknown_run,
    expect_unauthorized,
)


def _expect(
    pact: Pact,
    description: str,
    asked: Asked,
    status: int,
    told: Mapping[str, Any],
    state: str | None = "a team has a token",
) -> None:
    """With the team's token, unless no state is wanted: each state has one to give."""
    interaction = pact.upon_receiving(description)
    headers = dict(asked.headers)
    if state is not None:
        interaction.given(state)
        headers["Authorization"] = _from_state(f"Bearer {TOKEN}", "Bearer ${token}", "Bearer .+")
    interaction.with_request(asked.method, asked.path)
    for name, value in headers.items():
        interaction.with_header(name, value)
    if asked.body is not None:
        interaction.with_body(dict(asked.body), _JSON)
    interaction.will_respond_with(status).with_body(dict(told), _JSON if status < 400 else _PROBLEM)


def _problem(status: int, kind: str) -> Mapping[str, Any]:
    return {
        "type": kind,
        "status": status,
        "detail": match.string("What went wrong, and how to mend it."),
        "requestId": match.regex("5f0f0f3e-6a57-4b0c-9d6a-3c9d5f0d4b1a", regex=_UUID),
    }


def _from_state(example: str, expression: str, pattern: str) -> GenericMatcher[str]:
    """For the client, anything like the example; for the stage, what a provider state has told."""
    return GenericMatcher("regex", example, generate.provider_state(expression), regex=pattern)

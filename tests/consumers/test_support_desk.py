"""The support desk's side: its client against pact's mock server, which knows the interactions and nothing else."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pact import Pact

from consumers.support_desk import interactions as expected
from consumers.support_desk.client import Filing, Passage, Progress, Refused, SupportDesk
from consumers.verification import PACTS

FILING = Filing(expected.RUN, expected.DOCUMENT)


@contextmanager
def desk_at_mock(expect: Callable[[Pact], None], token: str = expected.TOKEN) -> Iterator[SupportDesk]:
    """A client of a server that expects this interaction, and fails if another one comes, or none."""
    pact = expected.new_pact()
    expect(pact)
    with pact.serve("127.0.0.1") as server:
        yield SupportDesk(str(server.url), token)


def test_a_ticket_is_summed_up() -> None:
    with desk_at_mock(expected.expect_summary) as desk:
        summary = desk.sum_up(expected.TICKET)

    assert summary == "My parcel has not come."


def test_an_article_is_filed_under_a_key() -> None:
    with desk_at_mock(expected.expect_filing) as desk:
        filing = desk.file_article("Lost parcels", expected.ARTICLE, expected.KEY)

    assert filing == FILING


def test_progress_is_read_of_the_run() -> None:
    with desk_at_mock(expected.expect_progress) as desk:
        progress = desk.progress_of(FILING)

    assert progress == Progress("succeeded", has_ended=True, why_not=None)


def test_passages_are_found() -> None:
    with desk_at_mock(expected.expect_passages) as desk:
        passages = desk.find(expected.QUESTION, most=3)

    assert passages == (Passage(expected.DOCUMENT, "Lost parcels", expected.ARTICLE, 0.61),)


def test_an_unknown_run_is_refused() -> None:
    with desk_at_mock(expected.expect_unknown_run) as desk:
        refused = desk.progress_of(FILING)

    assert isinstance(refused, Refused)
    assert (refused.status, refused.kind) == (404, "urn:ai-facade:problem:not-found")


def test_a_bad_token_is_refused() -> None:
    with desk_at_mock(expected.expect_unauthorized, token="not.a.token") as desk:
        refused = desk.find(expected.QUESTION, most=3)

    assert isinstance(refused, Refused)
    assert (refused.status, refused.kind) == (401, "urn:ai-facade:problem:unauthorized")


def test_the_pact_file_is_what_the_interactions_say(tmp_path: Path) -> None:
    pact = expected.new_pact()
    for expect in expected.INTERACTIONS:
        expect(pact)

    pact.write_file(tmp_path)

    [kept] = PACTS
    assert without_versions(tmp_path / kept.name) == without_versions(kept), "write it anew: python -m consumers.write"


def without_versions(pact: Path) -> Any:
    """Of pact itself, which are in the file as well."""
    document = json.loads(pact.read_text(encoding="utf-8"))
    del document["metadata"]["pactRust"]
    document["metadata"].pop("pact-python", None)
    return document


@pytest.mark.parametrize("expect", expected.INTERACTIONS, ids=lambda expect: expect.__name__)
def test_an_interaction_that_does_not_come_is_a_failure(expect: Callable[[Pact], None]) -> None:
    with pytest.raises(Exception, match=r"(?i)mismatch"), desk_at_mock(expect):
        """Nothing is asked."""

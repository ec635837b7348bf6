"""The probes of who may call what, and of what is not there, against an API that keeps its promises and others."""

import pytest
from schemathesis.core.failures import Failure

from conformance.checks import leaks
from conformance.probes import (
    authentication,
    isolated_answers,
    isolation,
    methods,
    preflights,
    scopes,
    unknown,
)
from conformance.probing import Probe
from tests.conformance.fake_api import stage_of
from tests.conformance.probes.access_api import TOKENS, AccessApi

PROBES: dict[str, tuple[Probe, ...]] = {
    "createThing": (
        authentication.authentication,
        scopes.scopes,
        isolation.made_is_own,
        methods.methods,
        preflights.preflights,
        unknown.unknown_paths,
        unknown.paths_written_otherwise,
    ),
    "listThings": (
        authentication.authentication,
        authentication.scheme_in_any_case,
        isolated_answers.lists_are_own,
        isolated_answers.listed_is_readable,
    ),
    "getThing": (
        scopes.scopes,
        isolation.others_things,
        methods.methods,
        preflights.preflights,
        unknown.unknown_ids,
        unknown.unknown_paths,
    ),
    "deleteThing": (isolation.others_things, unknown.unknown_ids),
    "shorten": (authentication.open_without_token, preflights.preflights, unknown.paths_written_otherwise),
}
BROKEN: tuple[tuple[str, str, Probe, str], ...] = (
    ("no-token-taken", "listThings", authentication.authentication, authentication.TAKES),
    ("signature-ignored", "listThings", authentication.authentication, authentication.TAKES),
    ("no-challenge", "listThings", authentication.authentication, authentication.CHALLENGE),
    ("leaks", "listThings", authentication.authentication, leaks.TITLE),
    ("one-case", "listThings", authentication.scheme_in_any_case, authentication.ANY_CASE),
    ("things/read-skipped", "getThing", scopes.scopes, scopes.TAKES),
    ("things/write-skipped", "deleteThing", scopes.scopes, scopes.TAKES),
    ("no-challenge", "deleteThing", scopes.scopes, scopes.CHALLENGE),
    ("always-denied", "getThing", scopes.scopes, scopes.ALLOWED),
    ("any-reader", "getThing", isolation.others_things, isolation.THEIRS),
    ("any-writer", "deleteThing", isolation.others_things, isolation.LEFT),
    ("one-for-all", "createThing", isolation.made_is_own, isolation.THEIRS),
    ("one-list", "listThings", isolated_answers.lists_are_own, isolated_answers.LISTED),
    ("found-always", "getThing", unknown.unknown_ids, unknown.NOTHING),
    ("bad-ids-fail", "getThing", unknown.unknown_ids, unknown.MALFORMED),
    ("astray-denied", "getThing", unknown.unknown_paths, unknown.NO_PATH),
    ("astray-fails", "createThing", unknown.paths_written_otherwise, unknown.UNBROKEN),
    ("any-method", "createThing", methods.methods, methods.REFUSED),
    ("no-allow", "createThing", methods.methods, methods.ALLOW),
    ("more-allowed", "createThing", methods.methods, methods.ALLOW),
    ("preflight-refused", "getThing", preflights.preflights, preflights.ANSWERED),
    ("one-origin", "getThing", preflights.preflights, preflights.ORIGIN),
    ("no-methods", "getThing", preflights.preflights, preflights.METHODS),
    ("stars-only", "getThing", preflights.preflights, preflights.HEADERS),
    ("kept-for-ever", "getThing", preflights.preflights, preflights.AGE),
)


@pytest.fixture(autouse=True)
def tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, token in TOKENS.items():
        monkeypatch.setenv(variable, token)


@pytest.mark.parametrize(("operation_id", "made"), [(name, each) for name, found in PROBES.items() for each in found])
def test_an_api_that_keeps_its_promises_is_not_accused(operation_id: str, made: Probe) -> None:
    stage = stage_of(AccessApi(), operation_id)

    made(stage)


@pytest.mark.parametrize(("fault", "operation_id", "made", "promise"), BROKEN)
def test_a_broken_promise_is_named(fault: str, operation_id: str, made: Probe, promise: str) -> None:
    stage = stage_of(AccessApi(fault), operation_id)

    with pytest.raises(Failure) as found:
        made(stage)

    assert found.value.title == promise

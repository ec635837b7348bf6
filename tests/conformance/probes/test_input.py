"""Probes of what goes in, against an API that takes it as its contract says, and against one that does in all but one
thing.
"""

import json
from base64 import urlsafe_b64encode

import pytest
from schemathesis.core.failures import Failure

from conformance.bodies import full, put, without
from conformance.nasty import LARGEST, nasty
from conformance.probes import bad_input, content_types, deployment, nasty_input, parameters, sizes, throttling
from conformance.probing import Probe
from conformance.spoilt import Spoilt, of_schema, spread
from contract import Document
from tests.conformance.fake_api import stage_of
from tests.conformance.probes.strict_api import CONTRACT, EXAMPLES, NOTE, StrictApi

PROBES: dict[str, tuple[Probe, ...]] = {
    "createNote": (
        bad_input.bad_bodies_are_refused,
        nasty_input.nasty_bodies_are_taken,
        content_types.other_types_are_refused,
        content_types.json_by_any_spelling,
        parameters.parameters_keep_their_bounds,
        sizes.size_is_kept,
    ),
    "listNotes": (
        parameters.parameters_keep_their_bounds,
        parameters.parameters_go_together,
        throttling.bursts_are_throttled,
    ),
    "getHealth": (deployment.digest_is_of_checkout,),
    "getContract": (deployment.contract_is_of_checkout, deployment.tokens_are_had_there),
}
LOOSE = (
    "note:additionalProperties",
    "note:-text",
    "note:text/maxLength",
    "note:text/minLength",
    "note:tags/maxItems",
    "note:tags/minItems",
    "note:tags/uniqueItems",
    "note:tags/*/maxLength",
    "note:tags/*/type",
    "note:stars/minimum",
    "note:stars/maximum",
    "note:of/format",
    "line:-line",
    "line:line/type",
    "line:line/maxLength",
)
STUMBLES = (
    *("astral", "nul", "blank", "longest", "most-stars", "many-tags"),
    *("shortest", "bare", "escapes", "spaces", "backwards"),
)
BROKEN: tuple[tuple[str, str, Probe, str], ...] = (
    *((f"loose:{each}", "createNote", bad_input.bad_bodies_are_refused, bad_input.BAD) for each in LOOSE),
    ("names-twice", "createNote", bad_input.bad_bodies_are_refused, bad_input.BAD),
    ("half-pairs", "createNote", bad_input.bad_bodies_are_refused, bad_input.BAD),
    ("any-shape", "createNote", bad_input.bad_bodies_are_refused, bad_input.BAD),
    ("points-astray", "createNote", bad_input.bad_bodies_are_refused, bad_input.POINTS),
    *((f"on:{each}", "createNote", nasty_input.nasty_bodies_are_taken, nasty_input.TAKEN) for each in STUMBLES),
    ("any-text", "createNote", content_types.other_types_are_refused, content_types.OTHERS),
    ("any-form", "createNote", content_types.other_types_are_refused, content_types.OTHERS),
    ("wrong-kind", "createNote", content_types.other_types_are_refused, content_types.OTHERS),
    ("no-charset", "createNote", content_types.json_by_any_spelling, content_types.AS_JSON),
    ("short-keys", "createNote", parameters.parameters_keep_their_bounds, parameters.GOOD),
    ("long-keys", "createNote", parameters.parameters_keep_their_bounds, parameters.BAD),
    ("a-byte-more", "createNote", sizes.size_is_kept, sizes.BEYOND),
    ("a-byte-less", "createNote", sizes.size_is_kept, sizes.WITHIN),
    ("loose:limit:minimum", "listNotes", parameters.parameters_keep_their_bounds, parameters.BAD),
    ("loose:limit:maximum", "listNotes", parameters.parameters_keep_their_bounds, parameters.BAD),
    ("loose:status:enum", "listNotes", parameters.parameters_keep_their_bounds, parameters.BAD),
    ("loose:label:minLength", "listNotes", parameters.parameters_keep_their_bounds, parameters.BAD),
    ("loose:label:maxLength", "listNotes", parameters.parameters_keep_their_bounds, parameters.BAD),
    ("loose:month:pattern", "listNotes", parameters.parameters_keep_their_bounds, parameters.BAD),
    ("hundred-refused", "listNotes", parameters.parameters_keep_their_bounds, parameters.GOOD),
    ("refused:month", "listNotes", parameters.parameters_keep_their_bounds, parameters.GOOD),
    ("alone", "listNotes", parameters.parameters_go_together, parameters.GOOD),
    ("no-rate", "listNotes", throttling.bursts_are_throttled, throttling.SLOWED),
    ("no-wait", "listNotes", throttling.bursts_are_throttled, throttling.SLOWED),
    ("for-ever", "listNotes", throttling.bursts_are_throttled, throttling.WAITS),
    ("shared-rate", "listNotes", throttling.bursts_are_throttled, throttling.OWN),
    ("other-digest", "getHealth", deployment.digest_is_of_checkout, deployment.OF_CHECKOUT),
    ("other-contract", "getContract", deployment.contract_is_of_checkout, deployment.OF_CHECKOUT),
    ("other-server", "getContract", deployment.contract_is_of_checkout, deployment.OF_SERVER),
    ("tokens-astray", "getContract", deployment.tokens_are_had_there, deployment.TOKENS),
)
DOCUMENT = Document("", CONTRACT)
EITHER = {"$ref": "#/components/schemas/Either"}


@pytest.fixture(autouse=True)
def _slow_team(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = urlsafe_b64encode(json.dumps({"scope": "notes.read"}).encode()).decode().rstrip("=")
    monkeypatch.setenv("TRIAL_API_KEY", f"header.{claims}.of-the-slow")


@pytest.mark.parametrize(("operation_id", "made"), [(name, each) for name, found in PROBES.items() for each in found])
def test_an_api_that_keeps_its_promises_is_not_accused(operation_id: str, made: Probe) -> None:
    stage = stage_of(StrictApi(), operation_id)

    made(stage)


@pytest.mark.parametrize(("fault", "operation_id", "made", "promise"), BROKEN)
def test_a_broken_promise_is_named(fault: str, operation_id: str, made: Probe, promise: str) -> None:
    stage = stage_of(StrictApi(fault), operation_id)

    with pytest.raises(Failure) as found:
        made(stage)

    assert found.value.title == promise


def test_an_answer_of_another_media_type_is_noticed() -> None:
    stage = stage_of(StrictApi("as-asked"), "createNote")

    with pytest.raises(Failure):
        content_types.json_by_any_spelling(stage)


def test_every_rule_of_every_property_is_broken_once() -> None:
    body = full(DOCUMENT, EITHER, EXAMPLES["note"]["value"])

    broken = [(each.name, each.kind) for each in of_schema(DOCUMENT, EITHER, body)]

    assert len(set(broken)) == len(broken)
    assert {name for name, _ in broken} >= {"kind", "text", "tags", "tags/*", "stars", "of"}
    assert ("text", "left out") in broken
    assert ("stars", "left out") not in broken


def test_a_few_of_many_are_spread_over_rules_and_properties() -> None:
    found = [
        Spoilt(kind, name, "", {}) for name in ("one", "two", "three") for kind in ("null", "too long", "left out")
    ]

    taken = spread(found, 3)

    assert len({each.name for each in taken}) == 3
    assert len({each.kind for each in taken}) == 3


def test_nasty_bodies_fit_their_schema() -> None:
    check = StrictApi().checks["note"]

    bodies = [each.body for each in nasty(DOCUMENT, EITHER, EXAMPLES["note"]["value"])]

    parsed = [json.loads(each) if isinstance(each, bytes) else each for each in bodies]
    assert [check.is_valid(each) for each in parsed] == [True] * len(bodies)
    assert all(len(json.dumps(each)) <= LARGEST for each in parsed)


def test_a_full_body_has_what_may_be_left_out() -> None:
    body = full(DOCUMENT, EITHER, EXAMPLES["note"]["value"])

    assert body.keys() == NOTE["properties"].keys()


def test_a_body_is_copied_before_it_is_changed() -> None:
    body = {"of": {"some": [1, 2]}}

    changed = put(body, ("of", "some", 1), 3)
    less = without(body, ("of", "some"))

    assert body == {"of": {"some": [1, 2]}}
    assert changed == {"of": {"some": [1, 3]}}
    assert less == {"of": {}}

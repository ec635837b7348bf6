"""Each probe against an API that keeps its promises, and against one that breaks one of them."""

import pytest
from schemathesis.core.failures import Failure

from conformance.checks import leaks
from conformance.probes import conditional, effects, examples, filters, idempotency, listing, pagination
from conformance.probing import Probe
from tests.conformance.fake_api import FakeApi, stage_of

PROBES: dict[str, tuple[Probe, ...]] = {
    "createThing": (
        idempotency.idempotency_replay,
        idempotency.idempotency_key_reused,
        idempotency.idempotency_twins,
        idempotency.idempotency_key_is_own,
        effects.location_leads_there,
        examples.examples_are_true,
    ),
    "listThings": (
        pagination.list_pages,
        pagination.list_default_limit,
        pagination.list_cursors,
        filters.list_filters,
        filters.list_filters_together,
        listing.listed_as_read,
    ),
    "getThing": (effects.read_at_once, conditional.modified, conditional.not_modified),
    "deleteThing": (effects.deleted_is_gone,),
    "shorten": (
        examples.examples_are_true,
        examples.same_request_same_answer,
        examples.as_many_as_asked_for,
        examples.order_is_followed,
    ),
}
BROKEN: tuple[tuple[str, str, Probe, str], ...] = (
    ("replays-anew", "createThing", idempotency.idempotency_replay, idempotency.REPLAYED),
    ("other-status", "createThing", idempotency.idempotency_replay, "Undocumented status code"),
    ("keys-cut", "createThing", idempotency.idempotency_replay, idempotency.ANEW),
    ("creates-silently", "createThing", idempotency.idempotency_replay, idempotency.ONCE),
    ("reuse-allowed", "createThing", idempotency.idempotency_key_reused, idempotency.REUSED),
    ("wrong-kind", "createThing", idempotency.idempotency_key_reused, idempotency.REUSED),
    ("replays-anew", "createThing", idempotency.idempotency_twins, idempotency.REPLAYED),
    ("location-astray", "createThing", effects.location_leads_there, effects.LOCATION),
    ("loses", "listThings", pagination.list_pages, pagination.ALL),
    ("loops", "listThings", pagination.list_pages, pagination.ONWARD),
    ("repeats", "listThings", pagination.list_pages, pagination.ONCE),
    ("oldest-first", "listThings", pagination.list_pages, pagination.NEWEST),
    ("limit-overrun", "listThings", pagination.list_pages, pagination.LIMIT),
    ("label-ignored", "listThings", pagination.list_pages, pagination.ALL),
    ("default-ignored", "listThings", pagination.list_default_limit, pagination.DEFAULT),
    ("any-cursor", "listThings", pagination.list_cursors, pagination.OWN),
    ("item-differs", "listThings", listing.listed_as_read, listing.ALIKE),
    ("status-ignored", "listThings", filters.list_filters, filters.HAS),
    ("finds-none", "listThings", filters.list_filters, filters.FINDS),
    ("status-ignored", "listThings", filters.list_filters_together, filters.BOTH),
    ("label-ignored", "listThings", filters.list_filters_together, filters.HAS),
    ("other-id", "getThing", effects.read_at_once, effects.AT_ONCE),
    ("other-time", "getThing", effects.read_at_once, effects.AT_ONCE),
    ("never-changing-tag", "getThing", conditional.modified, conditional.CHANGED),
    ("always-304", "getThing", conditional.not_modified, conditional.CHANGED),
    ("never-304", "getThing", conditional.not_modified, conditional.UNCHANGED),
    ("other-tag", "getThing", conditional.not_modified, conditional.UNCHANGED),
    ("unstable-tag", "getThing", conditional.not_modified, conditional.STABLE),
    ("deletes-nothing", "deleteThing", effects.deleted_is_gone, effects.GONE),
    ("deletes-all", "deleteThing", effects.deleted_is_gone, "A deletion leaves all others"),
    ("leaks", "deleteThing", effects.deleted_is_gone, leaks.TITLE),
    ("other-score", "shorten", examples.examples_are_true, examples.AS_SHOWN),
    ("random", "shorten", examples.same_request_same_answer, examples.SAME),
    ("count-ignored", "shorten", examples.as_many_as_asked_for, examples.COUNT),
    ("order-matters", "shorten", examples.order_is_followed, examples.ALIKE),
)


@pytest.mark.parametrize(("operation_id", "made"), [(name, each) for name, found in PROBES.items() for each in found])
def test_an_api_that_keeps_its_promises_is_not_accused(operation_id: str, made: Probe) -> None:
    stage = stage_of(FakeApi(), operation_id)

    made(stage)


@pytest.mark.parametrize(("fault", "operation_id", "made", "promise"), BROKEN)
def test_a_broken_promise_is_named(fault: str, operation_id: str, made: Probe, promise: str) -> None:
    stage = stage_of(FakeApi(fault), operation_id)

    with pytest.raises(Failure) as found:
        made(stage)

    assert found.value.title == promise

"""Records of runs on DynamoDB: they follow the rules of the core, whatever is asked in whatever order, or at once."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.aws.adapters import document_store, run_store
from handlers.documents.document import DocumentStatus
from handlers.documents.facts import Facts
from handlers.runs.pages import BadCursor, Wanted
from handlers.runs.ports import RunStore
from handlers.runs.run import Failure, Run, RunKind, RunStatus
from tests.handlers.runs.made import NOW, RETENTION, new_document, new_run, new_tenant
from tests.handlers.runs.memory import MemoryRuns

pytestmark = pytest.mark.usefixtures("workflow")
WRITERS = 24
TOTAL, PART_SIZE = 100, 32
FAILURE = Failure("slug", "Title", "Detail.")
FACTS = Facts(characters=13, tokens=4, passages=1, language="en")

Change = Callable[[RunStore, Run, int], bool]
CHANGES: dict[str, Change] = {
    "start": lambda runs, run, at: runs.start(run.tenant, run.run_id, TOTAL, PART_SIZE, later(at)),
    "first part": lambda runs, run, at: runs.record_part(run.tenant, run.run_id, 0, later(at)),
    "last part": lambda runs, run, at: runs.record_part(run.tenant, run.run_id, 3, later(at)),
    "succeed": lambda runs, run, at: runs.succeed(run.tenant, run.run_id, {"succeeded": at, "failed": 0}, later(at)),
    "fail": lambda runs, run, at: runs.fail(run, FAILURE, later(at)),
    "cancel": lambda runs, run, at: runs.cancel(run, later(at)),
}
ENDINGS = {"succeed": RunStatus.SUCCEEDED, "fail": RunStatus.FAILED, "cancel": RunStatus.CANCELLED}


def later(steps: int) -> datetime:
    return NOW + timedelta(seconds=steps)


def at_once(calls: list[Callable[[], bool]]) -> list[bool]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result() for each in [pool.submit(call) for call in calls]]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(CHANGES)), max_size=7), st.sampled_from([None, 100]))
def test_records_do_what_the_rules_say(changes: list[str], total: int | None) -> None:
    records, rules, run = run_store(), MemoryRuns(), new_run(new_tenant(), total=total)
    records.create(run)
    rules.create(run)

    for at, name in enumerate(changes):
        assert CHANGES[name](records, run, at) == CHANGES[name](rules, run, at)
        assert records.get(run.tenant, run.run_id, NOW) == rules.get(run.tenant, run.run_id, NOW)


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_a_run_that_is_not_there_changes_nothing_and_is_not_made(name: str) -> None:
    run = new_run(new_tenant())

    assert not CHANGES[name](run_store(), run, 0)
    assert run_store().get(run.tenant, run.run_id, NOW) is None


def test_of_many_that_end_a_run_at_once_one_does() -> None:
    run = new_run(new_tenant())
    run_store().create(run)
    names = [random.choice(sorted(ENDINGS)) for _ in range(WRITERS)]

    ended = at_once([partial(CHANGES[name], run_store(), run, 1) for name in names])

    kept = run_store().get(run.tenant, run.run_id, NOW)
    assert ended.count(True) == 1
    assert kept is not None
    assert kept.status is ENDINGS[names[ended.index(True)]]


def test_parts_that_are_recorded_at_once_and_twice_all_count_once() -> None:
    run, parts = new_run(new_tenant()), 40
    run_store().create(run)
    total = parts * PART_SIZE - 5
    numbers = [*range(parts), *range(parts)]
    random.shuffle(numbers)

    def record(part: int) -> bool:
        # Each part of a batch starts the run, too.
        started = run_store().start(run.tenant, run.run_id, total, PART_SIZE, NOW)
        return started and run_store().record_part(run.tenant, run.run_id, part, NOW)

    with ThreadPoolExecutor(WRITERS) as pool:
        recorded = list(pool.map(record, numbers))

    kept = run_store().get(run.tenant, run.run_id, NOW)
    assert all(recorded)
    assert kept is not None
    assert (kept.status, kept.done, kept.total) == (RunStatus.RUNNING, total, total)


def test_a_run_and_its_document_end_together_whoever_ends_them_at_once() -> None:
    for _ in range(5):
        run = new_run(new_tenant(), document_id="d")
        document = new_document(run)
        document_store().create(document, run)
        ways: list[Callable[[], bool]] = [
            partial(document_store().finish, document, FACTS, NOW),
            partial(run_store().fail, run, FAILURE, NOW),
            partial(run_store().cancel, run, NOW),
        ]

        ended = at_once(ways * (WRITERS // len(ways)))

        kept, kept_document = run_store().get(run.tenant, run.run_id, NOW), document_store().get(run.tenant, "d")
        assert ended.count(True) == 1
        assert kept is not None
        assert kept_document is not None
        statuses = {
            RunStatus.SUCCEEDED: DocumentStatus.READY,
            RunStatus.FAILED: DocumentStatus.FAILED,
            RunStatus.CANCELLED: DocumentStatus.CANCELLED,
        }
        assert statuses[kept.status] is kept_document.status


def test_a_run_ends_although_its_document_is_gone() -> None:
    run = new_run(new_tenant(), document_id="d")
    run_store().create(run)

    assert run_store().fail(run, FAILURE, NOW)
    kept = run_store().get(run.tenant, run.run_id, NOW)
    assert kept is not None
    assert kept.failure == FAILURE


def test_a_run_whose_time_is_over_is_not_there_though_its_record_is() -> None:
    run, tenant = new_run(new_tenant()), new_tenant()
    run = replace(run, tenant=tenant)
    run_store().create(run)

    over = NOW + RETENTION
    before = over - timedelta(seconds=1)
    assert run_store().get(tenant, run.run_id, before) == run
    assert run_store().get(tenant, run.run_id, over) is None
    assert ids(Wanted(tenant), before) == [run.run_id]
    assert ids(Wanted(tenant), over) == []


def ids(wanted: Wanted, now: datetime = NOW) -> list[str]:
    """Of all pages, in order; every page but the last has a cursor."""
    found: list[str] = []
    for _ in range(50):
        page = run_store().page(wanted, now)
        assert not isinstance(page, BadCursor)
        assert len(page.items) <= wanted.limit
        found += [run.run_id for run in page.items]
        if page.next_cursor is None:
            return found
        wanted = replace(wanted, cursor=page.next_cursor)
    raise AssertionError("the pages have no end")


@pytest.fixture
def listed() -> list[Run]:
    """Runs of one tenant, oldest first; another tenant has some too."""
    tenant, runs = new_tenant(), []
    for number in range(23):
        run = new_run(tenant, later(number), document_id=None if number % 3 else str(number))
        run_store().create(run)
        if number % 4 == 0:
            run_store().cancel(run, NOW)
        runs.append(run)
        run_store().create(new_run(new_tenant(), later(number)))
    return runs


@pytest.mark.parametrize("limit", [1, 7, 22, 23, 24, 100])
def test_pages_hold_every_run_once_newest_first(listed: list[Run], limit: int) -> None:
    newest_first = [run.run_id for run in reversed(listed)]

    assert ids(Wanted(listed[0].tenant, limit=limit)) == newest_first


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_filters_leave_the_rest_out(listed: list[Run], limit: int) -> None:
    ingests = [run.run_id for run in reversed(listed) if run.kind is RunKind.INGEST]
    both = [run.run_id for number, run in reversed(list(enumerate(listed))) if number % 12 == 0]
    tenant = listed[0].tenant

    assert ids(Wanted(tenant, (("kind", "ingest"),), limit)) == ingests
    assert ids(Wanted(tenant, (("kind", "ingest"), ("status", "cancelled")), limit)) == both
    assert ids(Wanted(tenant, (("status", "running"),), limit)) == []


def test_a_last_page_that_is_just_full_has_no_cursor(listed: list[Run]) -> None:
    page = run_store().page(Wanted(listed[0].tenant, limit=len(listed)), NOW)

    assert not isinstance(page, BadCursor)
    assert (len(page.items), page.next_cursor) == (len(listed), None)

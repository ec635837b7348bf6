from collections.abc import Iterable

from emulator.functions.pool import Assign, Command, Limits, Pool, Start, Stop
from tests.emulator.functions.versions import version_of

LIMITS = Limits(workers=2, invocations=4, patience_seconds=0.02, idle_seconds=60)
GREET = version_of()
COUNT = version_of(name="count")
SORT = version_of(name="sort")


def started(commands: Iterable[Command]) -> list[int]:
    return [command.worker_id for command in commands if isinstance(command, Start)]


def warm_pool() -> Pool:
    """With worker 1, idle since 0, for GREET."""
    pool = Pool(LIMITS)
    pool.admit(100, GREET, now=0)
    pool.ready(1, now=0)
    pool.ready(1, now=0)
    return pool


def test_the_first_invocation_starts_a_worker_at_once() -> None:
    pool = Pool(LIMITS)

    assert pool.admit(1, GREET, now=0) == [Start(1, GREET)]
    assert pool.ready(1, now=0.1) == [Assign(1, 1)]


def test_an_idle_worker_takes_the_next_invocation() -> None:
    pool = warm_pool()

    assert pool.admit(2, GREET, now=1) == [Assign(1, 2)]


def test_the_worker_used_last_is_used_first() -> None:
    pool = warm_pool()
    pool.admit(2, GREET, now=1)
    pool.admit(3, GREET, now=1)
    pool.tick(now=1.02)
    pool.ready(2, now=1.1)
    pool.ready(2, now=1.2)
    pool.ready(1, now=1.3)

    assert pool.admit(4, GREET, now=2) == [Assign(1, 4)]


def test_a_worker_never_runs_another_version() -> None:
    pool = warm_pool()

    assert pool.admit(2, COUNT, now=1) == [Start(2, COUNT)]


def test_a_busy_worker_may_finish_before_another_is_started() -> None:
    pool = warm_pool()
    pool.admit(2, GREET, now=1)

    assert pool.admit(3, GREET, now=1) == []
    assert pool.tick(now=1.01) == []
    assert pool.ready(1, now=1.015) == [Assign(1, 3)]


def test_an_invocation_that_has_waited_long_enough_gets_a_worker_of_its_own() -> None:
    pool = warm_pool()
    pool.admit(2, GREET, now=1)
    pool.admit(3, GREET, now=1)

    assert pool.tick(now=1.02) == [Start(2, GREET)]
    assert pool.tick(now=1.04) == []


def test_no_more_workers_are_started_than_the_limit() -> None:
    pool = Pool(LIMITS)
    for ticket in range(4):
        pool.admit(ticket, GREET, now=0)

    assert len(started(pool.tick(now=1))) == 1
    assert started(pool.tick(now=2)) == []


def test_a_full_pool_says_so() -> None:
    pool = Pool(LIMITS)
    pool.admit(1, GREET, now=0)
    pool.ready(1, now=0)
    for ticket in (2, 3):
        pool.admit(ticket, GREET, now=0)
    assert not pool.is_full

    pool.admit(4, GREET, now=0)

    assert pool.is_full


def test_the_longest_idle_worker_makes_room_for_another_function() -> None:
    pool = warm_pool()
    pool.admit(2, COUNT, now=1)
    pool.ready(2, now=1)
    pool.ready(2, now=2)

    assert pool.admit(3, SORT, now=3) == [Stop(1), Start(3, SORT)]


def test_a_function_without_workers_gets_the_next_that_is_free() -> None:
    pool = Pool(LIMITS)
    for ticket, version in enumerate((GREET, COUNT)):
        pool.admit(ticket, version, now=0)
        pool.ready(ticket + 1, now=0)
    assert pool.admit(7, SORT, now=1) == []
    pool.admit(8, GREET, now=2)

    assert pool.ready(1, now=3) == [Stop(1), Start(3, SORT)]
    assert pool.ready(3, now=4) == [Assign(3, 7)]


def test_idle_workers_are_stopped_in_the_end() -> None:
    pool = warm_pool()

    assert pool.tick(now=59) == []
    assert pool.tick(now=60) == [Stop(1)]
    assert pool.versions == frozenset()


def test_a_changed_functions_idle_workers_stop_at_once_and_its_busy_ones_when_they_finish() -> None:
    pool = Pool(LIMITS)
    for ticket in (1, 2):
        pool.admit(ticket, GREET, now=0)
    pool.tick(now=1)
    pool.ready(1, now=1)
    pool.ready(2, now=1)
    pool.ready(2, now=2)

    assert pool.retire(GREET) == [Stop(2)]
    assert pool.ready(1, now=3) == [Stop(1)]
    assert pool.retire(GREET) == []


def test_what_waits_for_a_changed_function_still_runs() -> None:
    pool = Pool(LIMITS)
    pool.admit(1, GREET, now=0)

    assert pool.retire(GREET) == []
    assert pool.ready(1, now=1) == [Assign(1, 1)]
    assert pool.ready(1, now=2) == [Stop(1)]


def test_a_worker_that_cannot_start_takes_the_oldest_invocation_with_it() -> None:
    pool = Pool(LIMITS)
    pool.admit(1, GREET, now=0)
    pool.admit(2, GREET, now=0)

    assert pool.fail_start(1) == 1
    assert pool.lost(1, now=1) == [Start(2, GREET)]
    assert pool.fail_start(2) == 2
    assert pool.lost(2, now=1) == []


def test_a_worker_that_dies_at_work_is_replaced_for_those_who_wait() -> None:
    pool = warm_pool()
    pool.admit(2, GREET, now=1)
    pool.admit(3, GREET, now=1)

    assert pool.fail_start(1) is None
    assert pool.lost(1, now=1.01) == [Start(2, GREET)]


def test_what_a_stopped_worker_still_says_is_ignored() -> None:
    pool = warm_pool()
    pool.tick(now=60)

    assert pool.ready(1, now=61) == []
    assert pool.lost(1, now=61) == []
    assert pool.fail_start(1) is None


def test_idle_workers_are_kept_beyond_those_that_work() -> None:
    pool = Pool(Limits(workers=1, idle_workers=2))
    for worker_id, version in ((1, GREET), (2, COUNT), (3, SORT)):
        assert pool.admit(worker_id, version, now=worker_id) == [Start(worker_id, version)]
        pool.ready(worker_id, now=worker_id)
        pool.ready(worker_id, now=worker_id)

    assert pool.admit(4, version_of(name="more"), now=9) == [Stop(1), Start(4, version_of(name="more"))]


def test_none_is_started_while_as_many_work_as_may() -> None:
    pool = Pool(Limits(workers=1, idle_workers=2))
    pool.admit(1, GREET, now=0)
    pool.ready(1, now=0)

    assert pool.admit(2, COUNT, now=1) == []
    assert pool.ready(1, now=2) == [Start(2, COUNT)]
    assert pool.admit(3, GREET, now=2) == [Assign(1, 3)]

"""Throttles and quotas. The ids are those of the facts about AWS."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.data_plane.throttling import Bucket, Window, period_start, take_token, use_quota
from emulator.snapshot import MethodSettings, Quota, Throttle, UsagePlan
from tests.emulator.data_plane.rest_apis import Deployed, document, header, method, mock, settings, snapshot

DAY = 86_400.0
KEY = (("x-api-key", "key-value-0123456789"),)


def stage_with(plan: UsagePlan | None = None, stage_throttles: dict[str, Throttle] | None = None) -> Deployed:
    """`/a` and `/b`, with a key where there is a plan."""
    methods = {name: method(mock(), apiKeyRequired=plan is not None) for name in ("GET", "POST")}
    by_method = {name: MethodSettings(limit) for name, limit in (stage_throttles or {}).items()}
    stage = Deployed(snapshot({"/a": methods, "/b": methods}), settings(method_settings=by_method))
    if plan is not None:
        stage.grant(plan)
    return stage


def statuses(stage: Deployed, *calls: str) -> list[int]:
    return [stage.call(*call.split(), headers=KEY).status for call in calls]


def test_f095_key_over_its_plan_rate_is_429() -> None:
    stage = stage_with(UsagePlan("plan", Throttle(rate=1, burst=2), None, {}))
    statuses(stage, "GET /a", "GET /b")

    answer = stage.call("GET", "/a", headers=KEY)

    assert (answer.status, document(answer)) == (429, {"message": "Too Many Requests"})
    assert header(answer, "x-amzn-ErrorType") == "TooManyRequestsException"


def test_throttled_key_may_call_again_when_a_token_is_back() -> None:
    stage = stage_with(UsagePlan("plan", Throttle(rate=2, burst=1), None, {}))
    assert statuses(stage, "GET /a", "GET /a") == [200, 429]

    stage.clock.now += 0.5

    assert statuses(stage, "GET /a", "GET /a") == [200, 429]


def test_f096_exhausted_quota_is_429() -> None:
    stage = stage_with(UsagePlan("plan", None, Quota(limit=1, period="DAY"), {}))
    statuses(stage, "GET /a")

    answer = stage.call("GET", "/a", headers=KEY)

    assert (answer.status, document(answer)) == (429, {"message": "Limit Exceeded"})
    assert header(answer, "x-amzn-ErrorType") == "LimitExceededException"


def test_quota_starts_anew_with_its_period() -> None:
    stage = stage_with(UsagePlan("plan", None, Quota(limit=1, period="DAY"), {}))
    assert statuses(stage, "GET /a", "GET /a") == [200, 429]

    stage.clock.now += DAY

    assert statuses(stage, "GET /a", "GET /a") == [200, 429]


def test_usage_counts_what_the_quota_let_through_and_nothing_else() -> None:
    stage = stage_with(UsagePlan("plan", Throttle(rate=1, burst=2), Quota(limit=9, period="DAY"), {}))

    assert statuses(stage, "GET /a", "GET /a", "GET /a") == [200, 200, 429]

    assert len(stage.usage_plans.counted) == 2


def test_f097_method_in_the_plan_has_a_bucket_of_its_own() -> None:
    plan = UsagePlan("plan", Throttle(rate=1, burst=1), None, {"/a/GET": Throttle(rate=1, burst=2)})
    stage = stage_with(plan)

    assert statuses(stage, "GET /a", "GET /a", "GET /a", "GET /b", "GET /b") == [200, 200, 429, 200, 429]


def test_f097_stage_throttle_follows_the_plans() -> None:
    plan = UsagePlan("plan", Throttle(rate=100, burst=100), None, {})
    stage = stage_with(plan, {"*/*": Throttle(rate=1, burst=2), "/a/GET": Throttle(rate=1, burst=1)})

    assert statuses(stage, "GET /a", "GET /a", "POST /a", "POST /a", "POST /a") == [200, 429, 200, 200, 429]


def test_f097_account_limit_is_5000_at_once() -> None:
    stage = stage_with()

    burst = statuses(stage, *["GET /a"] * 5001)

    assert burst.count(200) == 5000
    assert burst[-1] == 429


def test_throttle_of_zero_lets_nothing_through() -> None:
    stage = stage_with(stage_throttles={"*/*": Throttle(rate=0, burst=0)})

    assert statuses(stage, "GET /a") == [429]


def test_quota_offset_shortens_the_first_period_alone() -> None:
    quota = Quota(limit=3, period="DAY", offset=2)

    first = use_quota(None, quota, now=0)

    assert first == Window(datetime(1970, 1, 1, tzinfo=UTC), used=1, first=True)
    assert use_quota(first, quota, now=10) is None
    later = use_quota(first, quota, now=DAY)
    assert later is not None
    assert use_quota(later, quota, now=DAY) is not None


@pytest.mark.parametrize(("period", "start"), [("DAY", "2025-11-22"), ("WEEK", "2025-11-16"), ("MONTH", "2025-11-01")])
def test_periods_are_calendar_ones(period: str, start: str) -> None:
    assert period_start(period, 1_763_841_600.0) == datetime.fromisoformat(f"{start}T00:00:00+00:00")


@given(
    st.floats(0, 1000),
    st.integers(0, 1000),
    st.lists(st.floats(-1, 10), max_size=200),
)
def test_bucket_never_gives_more_than_burst_and_what_flowed_in(rate: float, burst: int, steps: list[float]) -> None:
    limit, now, latest, given_out = Throttle(rate, burst), 0.0, 0.0, 0
    bucket: Bucket | None = None

    for step in steps:  # a clock may be set back, too
        now += step
        taken = take_token(bucket, limit, now)
        if taken is not None:
            bucket = taken
            given_out += 1
        latest += max(0.0, step)

    assert given_out <= burst + rate * latest + 1e-6

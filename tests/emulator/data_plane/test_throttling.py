"""Throttles and quotas. The ids are those of the facts about AWS."""

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.data_plane.calls import Services
from emulator.data_plane.compile import compile_api
from emulator.data_plane.gateway import Gateway
from emulator.data_plane.messages import Received
from emulator.data_plane.stages import DeployedStage, DeployedStages
from emulator.data_plane.throttling import Bucket, Window, period_start, take_token, use_quota
from emulator.snapshot import ApiKey, MethodSettings, Quota, Throttle, UsagePlan
from tests.emulator.data_plane.fakes import Clock, FakeEndpoints, FakeFunctions, FakeUsagePlans
from tests.emulator.data_plane.rest_apis import API_ID, Deployed, document, header, method, mock, settings, snapshot

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


def statuses_in(stage_names: str, plan: UsagePlan) -> list[int]:
    """What GET /a answers to one key, in each of these stages in turn."""
    key, stages, plans = ApiKey("k", KEY[0][1], enabled=True), DeployedStages(), FakeUsagePlans()
    plans.keys[key.value] = key
    api = compile_api(snapshot({"/a": {"GET": method(mock(), apiKeyRequired=True)}}))
    for name in set(stage_names.split()):
        stages.put(DeployedStage(api, settings(stage_name=name)))
        plans.plans[key.key_id, API_ID, name] = plan
    services = Services(FakeFunctions(), plans, FakeEndpoints(), FakeEndpoints(), now=Clock())
    gateway = Gateway(stages, services, lambda entry: None, "123456789012", "eu-west-1")
    calls = (Received("GET", "host", API_ID, name, "/a", "", KEY) for name in stage_names.split())
    return [asyncio.run(gateway.answer(call)).status for call in calls]


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        pytest.param(UsagePlan("plan", Throttle(1, 2), None, {}), [200, 200, 429, 429], id="throttle"),
        pytest.param(UsagePlan("plan", None, Quota(2, "MONTH"), {}), [200, 200, 429, 429], id="quota"),
        pytest.param(UsagePlan("plan", None, None, {"/a/GET": Throttle(1, 1)}), [200, 200, 429, 429], id="method"),
        pytest.param(UsagePlan("plan", None, None, {}), [200, 200, 200, 200], id="no limits"),
    ],
)
def test_f097_plan_counts_a_key_in_all_stages_together_but_methods_in_each(
    plan: UsagePlan, expected: list[int]
) -> None:
    assert statuses_in("dev prod dev prod", plan) == expected


def test_f097_refusal_by_the_plan_takes_nothing_from_the_stage() -> None:
    plan = UsagePlan("plan", Throttle(rate=1, burst=1), None, {})
    stage = stage_with(plan, {"*/*": Throttle(rate=1, burst=2)})
    other = (("x-api-key", stage.grant(plan, "another-key-0123456789")),)

    assert statuses(stage, "GET /a", "GET /a", "GET /a") == [200, 429, 429]
    assert stage.call("GET", "/a", headers=other).status == 200


def test_limits_of_a_plan_that_are_changed_hold_at_once() -> None:
    stage = stage_with(UsagePlan("plan", None, Quota(limit=1, period="DAY"), {}))
    assert statuses(stage, "GET /a", "GET /a") == [200, 429]

    stage.grant(UsagePlan("plan", None, Quota(limit=2, period="DAY"), {}))

    assert statuses(stage, "GET /a", "GET /a") == [200, 429]


@pytest.mark.parametrize(
    ("plan", "type_"),
    [
        (UsagePlan("plan", Throttle(rate=0, burst=0), None, {}), "THROTTLED"),
        (UsagePlan("plan", None, Quota(limit=0, period="DAY"), {}), "QUOTA_EXCEEDED"),
    ],
)
def test_limits_are_refused_by_the_gateway_responses_of_their_own(plan: UsagePlan, type_: str) -> None:
    own = {type_: {"statusCode": "420", "responseTemplates": {"application/json": '"$context.error.responseType"'}}}
    keyed = method(mock(), apiKeyRequired=True)
    stage = Deployed(snapshot({"/a": {"GET": keyed}}, gateway_responses=own))
    stage.grant(plan)

    answer = stage.call("GET", "/a", headers=KEY)

    assert (answer.status, document(answer)) == (420, type_)


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

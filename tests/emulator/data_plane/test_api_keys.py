"""API keys. The ids are those of the facts about AWS."""

from typing import Any

import pytest

from emulator.snapshot import ApiKey, UsagePlan
from tests.emulator.data_plane.fakes import FakeFunctions
from tests.emulator.data_plane.rest_apis import API_ID, Deployed, document, header, lambda_proxy, method, mock, snapshot

PLAN = UsagePlan("plan", throttle=None, quota=None, method_throttles={})
KEY = "key-value-0123456789"


def keyed_stage(**api: Any) -> Deployed:
    paths = {
        "/test": {"GET": method(mock(), apiKeyRequired=True), "POST": method(lambda_proxy(), apiKeyRequired=True)},
        "/open": {"GET": method(mock())},
    }
    return Deployed(snapshot(paths, **api), functions=FakeFunctions())


def test_f092_key_of_a_plan_of_the_stage_may_call() -> None:
    stage = keyed_stage(apiKeySource="HEADER")
    stage.grant(PLAN, KEY)

    answer = stage.call("GET", "/test", headers=(("X-Api-Key", KEY),))

    assert answer.status == 200


@pytest.mark.parametrize(
    ("headers", "enabled", "in_plan"),
    [
        pytest.param((), True, True, id="F094 missing"),
        pytest.param((("x-api-key", ""),), True, True, id="F094 empty"),
        pytest.param((("x-api-key", "another"),), True, True, id="F094 unknown"),
        pytest.param((("x-api-key", KEY),), False, True, id="F094 disabled"),
        pytest.param((("x-api-key", KEY),), True, False, id="F094 not in a plan of the stage"),
    ],
)
def test_any_other_key_is_forbidden(headers: tuple[tuple[str, str], ...], enabled: bool, in_plan: bool) -> None:
    stage = keyed_stage()
    if in_plan:
        stage.grant(PLAN, KEY, enabled=enabled)
    else:
        stage.usage_plans.keys[KEY] = ApiKey("k", KEY, enabled=True)
        stage.usage_plans.plans["k", API_ID, "another-stage"] = PLAN

    answer = stage.call("GET", "/test", headers=headers)

    assert (answer.status, document(answer)) == (403, {"message": "Forbidden"})
    assert header(answer, "x-amzn-ErrorType") == "ForbiddenException"


def test_methods_that_require_no_key_ignore_it() -> None:
    stage = keyed_stage()

    answer = stage.call("GET", "/open", headers=(("x-api-key", "another"),))

    assert answer.status == 200


def test_function_learns_the_key_of_its_caller() -> None:
    stage = keyed_stage()
    stage.grant(PLAN, KEY)

    stage.call("POST", "/test", headers=(("x-api-key", KEY),))

    identity = stage.functions.events[0]["requestContext"]["identity"]
    assert (identity["apiKey"], identity["apiKeyId"]) == (KEY, f"id-of-{KEY}")


def test_f098_keys_of_authorizers_are_not_those_that_are_sent() -> None:
    stage = keyed_stage(apiKeySource="AUTHORIZER")
    stage.grant(PLAN, KEY)

    answer = stage.call("GET", "/test", headers=(("X-Api-Key", KEY),))

    assert (answer.status, document(answer)) == (403, {"message": "Forbidden"})

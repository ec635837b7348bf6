"""What authorizers have said is remembered: for which identity, for how long, and for which methods."""

from typing import Any

import pytest

from emulator.data_plane.access.authorization import Authorization, Grant
from emulator.data_plane.access.authorizer_cache import AuthorizerCache
from emulator.data_plane.access.policies import Policy
from emulator.data_plane.compile import compile_api
from emulator.data_plane.stages import DeployedStage, DeployedStages
from tests.emulator.data_plane.access.authorizers import (
    STAGE_ARN,
    TOKEN,
    answering,
    policy,
    request_authorizer,
    said,
    secured,
    token_authorizer,
)
from tests.emulator.data_plane.fakes import FakeFunctions, failed
from tests.emulator.data_plane.rest_apis import Deployed, settings

KEPT = token_authorizer(authorizerResultTtlInSeconds=60)


def grant(principal_id: str = "ada") -> Grant:
    return Grant(Authorization(principal_id), Policy(()))


def test_an_identity_is_asked_about_once_within_its_time() -> None:
    stage = answering(said())(secured(KEPT))

    statuses = [stage.call("GET", "/pets/7", headers=(TOKEN,)).status]
    stage.clock.now += 59
    statuses.append(stage.call("GET", "/pets/8", headers=(TOKEN,)).status)
    stage.clock.now += 2
    statuses.append(stage.call("GET", "/pets/7", headers=(TOKEN,)).status)

    assert (statuses, len(stage.functions.events)) == ([200, 200, 200], 2)


def test_five_minutes_are_the_time_that_nobody_has_set() -> None:
    authorizer = token_authorizer()
    del authorizer["authorizerResultTtlInSeconds"]
    stage = answering(said())(secured(authorizer))

    for later in (0, 299, 2):
        stage.clock.now += later
        stage.call("GET", "/pets/7", headers=(TOKEN,))

    assert len(stage.functions.events) == 2


def test_without_a_time_nothing_is_remembered() -> None:
    stage = answering(said())(secured(token_authorizer(authorizerResultTtlInSeconds=0)))

    for _ in range(2):
        stage.call("GET", "/pets/7", headers=(TOKEN,))

    assert len(stage.functions.events) == 2


def test_all_identity_sources_make_the_identity() -> None:
    sources = ("method.request.header.auth", "method.request.querystring.tenant")
    stage = answering(said())(secured(request_authorizer(*sources, authorizerResultTtlInSeconds=60)))

    for auth, query in (("a", "tenant=1"), ("a", "tenant=2"), ("b", "tenant=1"), ("a", "tenant=1&page=2")):
        stage.call("GET", "/pets/7", headers=(("auth", auth),), query=query)

    assert len(stage.functions.events) == 3


def test_a_remembered_policy_is_asked_about_every_method() -> None:
    stage = answering(said(resource=f"{STAGE_ARN}/GET/pets/7"))(secured(KEPT))

    statuses = [
        stage.call(http_method, path, headers=(TOKEN,)).status
        for http_method, path in (("GET", "/pets/7"), ("GET", "/pets/8"), ("DELETE", "/pets/7"), ("GET", "/pets/7"))
    ]

    assert (statuses, len(stage.functions.events)) == ([200, 403, 403, 200], 1)


def test_a_remembered_policy_with_conditions_is_asked_about_every_call() -> None:
    local = policy(Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})
    stage = answering({"principalId": "ada", "policyDocument": local})(secured(KEPT))

    statuses = [
        stage.call("GET", "/pets/7", headers=(TOKEN,), client_ip=address).status
        for address in ("192.0.2.7", "198.51.100.7", "192.0.2.8")
    ]

    assert (statuses, len(stage.functions.events)) == ([200, 403, 200], 1)


@pytest.mark.parametrize("result", [{}, {"principalId": "ada"}])
def test_failures_are_not_remembered(result: Any) -> None:
    stage = answering(result)(secured(KEPT))

    for _ in range(2):
        stage.call("GET", "/pets/7", headers=(TOKEN,))

    assert len(stage.functions.events) == 2


def test_whom_the_function_does_not_know_it_is_asked_about_again() -> None:
    stage = Deployed(secured(KEPT), functions=FakeFunctions(failed({"errorMessage": "Unauthorized"})))

    statuses = [stage.call("GET", "/pets/7", headers=(TOKEN,)).status for _ in range(2)]

    assert (statuses, len(stage.functions.events)) == ([401, 401], 2)


def test_denials_are_remembered() -> None:
    stage = answering(said("Deny"))(secured(KEPT))

    statuses = [stage.call("GET", "/pets/7", headers=(TOKEN,)).status for _ in range(2)]

    assert (statuses, len(stage.functions.events)) == ([403, 403], 1)


def test_what_is_remembered_reaches_the_function_without_waiting() -> None:
    stage = answering(said(context={"plan": "gold"}))(secured(KEPT))

    for _ in range(2):
        stage.call("GET", "/function", headers=(TOKEN,))

    shown = [event["requestContext"]["authorizer"] for event in stage.functions.events if "requestContext" in event]
    assert shown == [{"principalId": "ada", "integrationLatency": 0, "plan": "gold"}] * 2


def test_a_stage_that_is_put_again_remembers_nothing() -> None:
    api = secured(KEPT)
    first, again = (DeployedStage(compile_api(api), settings()) for _ in range(2))

    first.authorizer_cache.keep("key", grant(), expires=10.0)

    assert again.authorizer_cache.find("key", now=0.0) is None


def test_flushing_forgets_what_was_said_to_a_stage() -> None:
    stages, stage = DeployedStages(), DeployedStage(compile_api(secured(KEPT)), settings())
    stages.put(stage)
    stage.authorizer_cache.keep("key", grant(), expires=10.0)

    stages.forget_authorizations("abc123", "another")
    kept = stage.authorizer_cache.find("key", now=0.0)
    stages.forget_authorizations("abc123", "dev")

    assert kept == grant()
    assert stage.authorizer_cache.find("key", now=0.0) is None


def test_a_full_cache_forgets_what_was_asked_for_longest_ago() -> None:
    cache = AuthorizerCache()
    for number in range(2_000):
        cache.keep(number, grant(str(number)), expires=10.0)
    cache.find(0, now=0.0)

    cache.keep("one more", grant(), expires=10.0)

    assert cache.find(0, now=0.0) == grant("0")
    assert cache.find(1, now=0.0) is None
    assert cache.find("one more", now=0.0) == grant()

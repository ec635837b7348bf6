"""Resource policies, alone and together with authorizers. The ids are those of the facts."""

import json
from typing import Any

import pytest

from emulator.data_plane.access.policies import Verdict
from emulator.data_plane.access.resource_policies import combined
from emulator.data_plane.compile import CompileError, compile_api
from tests.emulator.data_plane.access.authorizers import (
    STAGE_ARN,
    TOKEN,
    answering,
    policy,
    said,
    secured,
    token_authorizer,
)
from tests.emulator.data_plane.rest_apis import API_ID, Deployed, document, header, method, mock, snapshot

ALLOW, DENY, SILENT = Verdict.ALLOW, Verdict.DENY, Verdict.SILENT
MASKED = f"arn:aws:execute-api:eu-west-1:********9012:{API_ID}/dev/GET/pets"
ANONYMOUS = f"User: anonymous is not authorized to perform: execute-api:Invoke on resource: {MASKED}"


def resource_policy(effect: str = "Allow", resource: object = "*", **statement: Any) -> str:
    return json.dumps(policy(effect, resource, **{"Principal": "*", **statement}))


def open_stage(text: str) -> Deployed:
    return Deployed(snapshot({"/pets": {"GET": method(mock())}}, policy=text))


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        f"{STAGE_ARN}/GET/pets",
        f"arn:aws:execute-api:*:*:{API_ID}/*",
        "execute-api:/*",
        "execute-api:/dev/GET/*",
        ["execute-api:/prod/*", "execute-api:/*/*/pets"],
    ],
)
def test_whom_the_policy_allows_may_call(resource: object) -> None:
    assert open_stage(resource_policy(resource=resource)).call("GET", "/pets").status == 200


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(resource_policy("Deny"), f"{ANONYMOUS} with an explicit deny", id="F287"),
        pytest.param(resource_policy(resource="execute-api:/prod/*"), ANONYMOUS, id="F286 another stage"),
        pytest.param(resource_policy(Principal={"AWS": "123456789012"}), ANONYMOUS, id="F286 another principal"),
        pytest.param(
            resource_policy(Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}), ANONYMOUS, id="F286 elsewhere"
        ),
        pytest.param(
            resource_policy("Deny", Condition={"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}),
            f"{ANONYMOUS} with an explicit deny",
            id="F287 from no VPC",
        ),
    ],
)
def test_anybody_else_is_403(text: str, message: str) -> None:
    answer = open_stage(text).call("GET", "/pets", client_ip="198.51.100.7")

    assert (answer.status, document(answer)) == (403, {"Message": message})
    assert header(answer, "x-amzn-ErrorType") == "AccessDeniedException"


def test_networks_are_allowed_by_their_addresses() -> None:
    stage = open_stage(resource_policy(Condition={"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "::1/128"]}}))

    assert [stage.call("GET", "/pets", client_ip=ip).status for ip in ("192.0.2.200", "::1", "::2")] == [200, 200, 403]


def test_a_policy_that_insists_on_https_lets_pass_what_the_emulator_serves() -> None:
    stage = open_stage(resource_policy(Condition={"Bool": {"aws:SecureTransport": "true"}}))

    assert stage.call("GET", "/pets").status == 200


@pytest.mark.parametrize("text", ["{", "[]", '{"Statement": [{"Effect": "Allow"}]}'])
def test_an_api_with_an_invalid_policy_cannot_be_deployed(text: str) -> None:
    with pytest.raises(CompileError, match="Invalid policy document"):
        compile_api(snapshot({"/pets": {"GET": method(mock())}}, policy=text))


@pytest.mark.parametrize(
    ("callers", "apis", "same_account", "other_account"),
    [
        (ALLOW, ALLOW, ALLOW, ALLOW),
        (ALLOW, SILENT, ALLOW, SILENT),
        (ALLOW, DENY, DENY, DENY),
        (SILENT, ALLOW, ALLOW, SILENT),
        (SILENT, SILENT, SILENT, SILENT),
        (SILENT, DENY, DENY, DENY),
        (DENY, ALLOW, DENY, DENY),
        (DENY, SILENT, DENY, DENY),
        (DENY, DENY, DENY, DENY),
    ],
)
def test_policies_are_combined_as_the_tables_of_the_developer_guide_say(
    callers: Verdict, apis: Verdict, same_account: Verdict, other_account: Verdict
) -> None:
    assert combined(callers, apis) is same_account
    assert combined(callers, apis, same_account=False) is other_account


@pytest.mark.parametrize(
    ("effect", "authorizers_resource", "text", "status", "is_asked"),
    [
        ("Allow", "*", resource_policy(), 200, True),
        ("Allow", "*", resource_policy(resource="execute-api:/prod/*"), 200, True),
        ("Allow", "*", resource_policy("Deny"), 403, False),
        ("Allow", "other", resource_policy(), 200, True),
        ("Allow", "other", resource_policy(resource="execute-api:/prod/*"), 403, True),
        ("Deny", "*", resource_policy(), 403, True),
    ],
)
def test_whom_the_policy_denies_no_authorizer_is_asked_about(
    effect: str, authorizers_resource: str, text: str, status: int, is_asked: bool
) -> None:
    stage = answering(said(effect, authorizers_resource))(secured(token_authorizer(), policy=text))

    answer = stage.call("GET", "/pets/7", headers=(TOKEN,))

    assert (answer.status, bool(stage.functions.events)) == (status, is_asked)

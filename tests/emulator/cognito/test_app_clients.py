"""App clients, resource servers, domains and tags, as Terraform asks for them."""

import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.cognito.machines import FORM, MACHINES, Machine, new_machine
from tests.emulator.running import RunningEmulator


@pytest.fixture(scope="module")
def machine(emulator: RunningEmulator) -> Machine:
    return new_machine(emulator)


def test_a_secret_is_of_aws_form_and_stays(machine: Machine) -> None:
    client = machine.emulator.client("cognito-idp")

    told = client.describe_user_pool_client(UserPoolId=machine.pool, ClientId=machine.client)["UserPoolClient"]

    assert re.fullmatch(r"[a-z0-9]{51}", machine.secret)
    assert told["ClientSecret"] == machine.secret


@pytest.mark.parametrize(
    ("settings", "code", "message"),
    [
        (
            {"AccessTokenValidity": 2, "TokenValidityUnits": {"AccessToken": "days"}},
            "InvalidParameter",
            "Invalid range",
        ),
        ({"AccessTokenValidity": 60, "TokenValidityUnits": {"AccessToken": "seconds"}}, "InvalidParameter", "Invalid"),
        ({"AllowedOAuthScopes": []}, "InvalidParameter", "AllowedOAuthFlows and AllowedOAuthScopes are required"),
        ({"GenerateSecret": False}, "InvalidParameter", "does not have a client secret"),
        ({"AllowedOAuthFlows": ["client_credentials", "code"]}, "InvalidParameter", "along with code flow"),
        ({"AllowedOAuthScopes": ["runs/read", "runs/walk"]}, "ScopeDoesNotExist", "runs/walk"),
    ],
)
def test_a_client_that_aws_would_refuse_is_refused(
    machine: Machine, settings: dict[str, Any], code: str, message: str
) -> None:
    client = machine.emulator.client("cognito-idp")

    with pytest.raises(ClientError, match=message) as refused:
        client.create_user_pool_client(UserPoolId=machine.pool, ClientName="x", **(MACHINES | settings))

    assert refused.value.response["Error"]["Code"] == f"{code}Exception"


def test_a_change_is_checked_and_then_in_force(emulator: RunningEmulator) -> None:
    machine = new_machine(emulator)
    client, place = emulator.client("cognito-idp"), {"UserPoolId": machine.pool, "ClientId": machine.client}

    with pytest.raises(client.exceptions.InvalidParameterException):
        client.update_user_pool_client(**place, AccessTokenValidity=48)
    client.update_user_pool_client(**place, AccessTokenValidity=2, AllowedOAuthScopes=["runs/delete"])

    assert machine.ask().json()["expires_in"] == 7_200
    assert machine.ask(FORM | {"scope": "runs/read"}).json() == {"error": "invalid_scope"}


def test_a_resource_servers_scopes_can_be_replaced(emulator: RunningEmulator) -> None:
    machine = new_machine(emulator)
    client, place = emulator.client("cognito-idp"), {"UserPoolId": machine.pool, "Identifier": "runs"}
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read"}]

    updated = client.update_resource_server(**place, Name="all runs", Scopes=scopes)["ResourceServer"]

    assert (updated["Name"], updated["Scopes"]) == ("all runs", scopes)
    assert client.describe_resource_server(**place)["ResourceServer"] == updated
    assert machine.ask(FORM | {"scope": "runs/write"}).json() == {"error": "invalid_scope"}
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.update_resource_server(**place | {"Identifier": "walks"}, Name="x")


def test_a_resource_server_that_is_deleted_takes_its_scopes_along(emulator: RunningEmulator) -> None:
    machine = new_machine(emulator)
    client, place = emulator.client("cognito-idp"), {"UserPoolId": machine.pool, "Identifier": "runs"}

    client.delete_resource_server(**place)

    assert machine.ask().json() == {"error": "invalid_scope"}


def test_a_domain_is_described_the_same_each_time(machine: Machine) -> None:
    client = machine.emulator.client("cognito-idp")

    first, second = (client.describe_user_pool_domain(Domain=machine.domain)["DomainDescription"] for _ in range(2))

    assert first == second
    assert (first["AWSAccountId"], first["UserPoolId"]) == ("123456789012", machine.pool)
    assert client.describe_user_pool_domain(Domain="nobodys")["DomainDescription"] == {}


def test_a_custom_domains_certificate_is_told_and_its_token_endpoint_is_reached_by_path(
    emulator: RunningEmulator,
) -> None:
    machine, client = new_machine(emulator), emulator.client("cognito-idp")
    domain, config = f"{machine.domain}.example", {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c"}
    client.create_user_pool_domain(UserPoolId=machine.pool, Domain=domain, CustomDomainConfig=config)

    described = client.describe_user_pool_domain(Domain=domain)["DomainDescription"]

    assert described["CustomDomainConfig"] == config
    assert machine.ask(url=machine.token_url.replace(machine.domain, domain)).status_code == 200


def test_a_pools_tags_are_added_removed_and_listed(machine: Machine) -> None:
    client, arn = machine.emulator.client("cognito-idp"), machine.pool_arn

    client.tag_resource(ResourceArn=arn, Tags={"stage": "dev", "team": "runs"})
    client.tag_resource(ResourceArn=arn, Tags={"stage": "prod"})
    client.untag_resource(ResourceArn=arn, TagKeys=["team", "absent"])

    assert client.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"stage": "prod"}
    assert client.describe_user_pool(UserPoolId=machine.pool)["UserPool"]["UserPoolTags"] == {"stage": "prod"}
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.list_tags_for_resource(ResourceArn=arn + "x")

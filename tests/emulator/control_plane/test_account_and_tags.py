"""The account's settings, and tags."""

from typing import Any

import pytest

from tests.emulator.control_plane.in_memory import REGION, deployable_api, refused


def test_account_has_awss_limits_and_takes_a_log_role(client: Any) -> None:
    role = "arn:aws:iam::123456789012:role/logs"

    client.update_account(patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": role}])

    account = client.get_account()
    assert account["throttleSettings"] == {"burstLimit": 5000, "rateLimit": 10000.0}
    assert account["cloudwatchRoleArn"] == role


@pytest.fixture
def arns(client: Any) -> dict[str, str]:
    """Something of each kind that has tags."""
    api_id = deployable_api(client)
    client.create_deployment(restApiId=api_id, stageName="dev")
    prefix = f"arn:aws:apigateway:{REGION}::"
    return {
        "api": f"{prefix}/restapis/{api_id}",
        "stage": f"{prefix}/restapis/{api_id}/stages/dev",
        "key": f"{prefix}/apikeys/{client.create_api_key(name='key')['id']}",
        "plan": f"{prefix}/usageplans/{client.create_usage_plan(name='plan')['id']}",
    }


@pytest.mark.parametrize("kind", ["api", "stage", "key", "plan"])
def test_tags_are_added_and_removed(client: Any, arns: dict[str, str], kind: str) -> None:
    client.tag_resource(resourceArn=arns[kind], tags={"a": "1", "b": "2"})
    client.untag_resource(resourceArn=arns[kind], tagKeys=["a"])

    assert client.get_tags(resourceArn=arns[kind])["tags"] == {"b": "2"}


def test_tags_of_what_is_not_there_are_not_found(client: Any) -> None:
    refusal = refused(client.get_tags, resourceArn=f"arn:aws:apigateway:{REGION}::/restapis/none")

    assert refusal[:2] == (404, "NotFoundException")

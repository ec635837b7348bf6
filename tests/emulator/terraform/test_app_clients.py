"""Terraform itself, with the AWS provider: a user pool's domain, its scopes, and clients that have tokens of it."""

from pathlib import Path

import pytest
import requests

from tests.emulator.running import RunningEmulator
from tests.emulator.terraform.stacks import NO_CHANGES, Stack, initialized

pytestmark = pytest.mark.xdist_group("terraform")


@pytest.fixture
def stack(tmp_path: Path, emulator: RunningEmulator) -> Stack:
    return initialized(Path(__file__).parent / "app_clients.tf", "", tmp_path, emulator)


def ask(stack: Stack, **form: str) -> requests.Response:
    told = stack.outputs()
    url = f"{stack.emulator.url}/_aws/cognito-idp/{told['domain']}/oauth2/token"
    form = {"grant_type": "client_credentials", **form}
    return requests.post(url, data=form, auth=(told["client"], told["secret"]), timeout=10)


def test_app_clients_are_made_have_tokens_and_are_changed_and_destroyed(stack: Stack) -> None:
    stack.do("apply", "one")
    unchanged, first = stack.plan("one"), ask(stack, scope="runs/write")
    stack.do("apply", "two")
    still_unchanged, second, refused = stack.plan("two"), ask(stack), ask(stack, scope="runs/write")
    stack.do("destroy", "two")

    assert unchanged.returncode == NO_CHANGES, unchanged.stdout
    assert still_unchanged.returncode == NO_CHANGES, still_unchanged.stdout
    assert (first.json()["expires_in"], second.json()["expires_in"]) == (900, 1_800)
    assert refused.json() == {"error": "invalid_scope"}
    pools = stack.emulator.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]
    assert "terraform-app-clients" not in [pool["Name"] for pool in pools]

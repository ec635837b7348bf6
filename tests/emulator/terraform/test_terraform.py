"""Terraform itself, with the AWS provider: every aws_api_gateway_* resource is made, changed and destroyed."""

import json
from pathlib import Path

import pytest
import requests

from tests.emulator.running import RunningEmulator
from tests.emulator.terraform.stacks import NO_CHANGES, Stack, initialized

pytestmark = pytest.mark.xdist_group("terraform")

_FUNCTION = "def handle(event, context):\n    return {'statusCode': 200, 'body': 'ok'}\n"
_DOMAIN = "api.terraform-breadth.example"


@pytest.fixture
def stack(tmp_path: Path, emulator: RunningEmulator) -> Stack:
    return initialized(Path(__file__).parent / "main.tf", _FUNCTION, tmp_path, emulator)


def call(stack: Stack, path: str) -> requests.Response:
    return requests.get(f"{stack.emulator.url}{path}", headers={"Host": _DOMAIN}, timeout=10)


def test_every_resource_is_made_changed_and_destroyed(stack: Stack) -> None:
    stack.do("apply", "one")
    unchanged, first, exported = stack.plan("one"), call(stack, "/v1/step"), stack.outputs()["export"]
    stack.do("apply", "two")
    still_unchanged, second, moved = stack.plan("two"), call(stack, "/v2/step"), call(stack, "/v1/step")
    stack.do("destroy", "two")

    assert unchanged.returncode == NO_CHANGES, unchanged.stdout
    assert still_unchanged.returncode == NO_CHANGES, still_unchanged.stdout
    assert (first.json(), second.json()) == ({"step": "one"}, {"step": "two"})
    assert moved.status_code == 403
    assert json.loads(exported)["paths"].keys() == {"/step"}
    names = [domain["domainName"] for domain in stack.emulator.client("apigateway").get_domain_names()["items"]]
    assert _DOMAIN not in names

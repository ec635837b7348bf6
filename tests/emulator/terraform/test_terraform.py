"""Terraform itself, with the AWS provider: every aws_api_gateway_* resource is made, changed and destroyed."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from commands.terraform_cli import cli_environment, require_terraform
from tests.emulator.functions.archives import zip_of
from tests.emulator.running import RunningEmulator

pytestmark = pytest.mark.xdist_group("terraform")

_NO_CHANGES = 0  # of `terraform plan -detailed-exitcode`
_FUNCTION = "def handle(event, context):\n    return {'statusCode': 200, 'body': 'ok'}\n"
_DOMAIN = "api.terraform-breadth.example"


@dataclass(frozen=True, slots=True)
class Stack:
    """main.tf beside this module, in a folder of its own."""

    folder: Path
    emulator: RunningEmulator

    def run(self, command: str, *options: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            **cli_environment(),
            "AWS_ENDPOINT_URL": self.emulator.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "TF_IN_AUTOMATION": "1",
        }
        return subprocess.run(
            [require_terraform(), command, "-input=false", "-no-color", *options],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def do(self, command: str, step: str) -> None:
        done = self.run(command, "-auto-approve", "-parallelism=30", *self._variables(step))
        assert done.returncode == 0, done.stdout + done.stderr

    def plan(self, step: str) -> subprocess.CompletedProcess[str]:
        return self.run("plan", "-detailed-exitcode", "-parallelism=30", *self._variables(step))

    def outputs(self) -> dict[str, Any]:
        shown = subprocess.run(
            [require_terraform(), "output", "-json"], cwd=self.folder, capture_output=True, text=True, check=True
        )
        return {name: output["value"] for name, output in json.loads(shown.stdout).items()}

    def call(self, path: str) -> requests.Response:
        return requests.get(f"{self.emulator.url}{path}", headers={"Host": _DOMAIN}, timeout=10)

    def _variables(self, step: str) -> tuple[str, ...]:
        return f"-var=step={step}", f"-var=archive={self.folder / 'app.zip'}"


@pytest.fixture
def stack(tmp_path: Path, emulator: RunningEmulator) -> Stack:
    shutil.copy(Path(__file__).parent / "main.tf", tmp_path)
    (tmp_path / "app.zip").write_bytes(zip_of({"app.py": _FUNCTION}))
    made = Stack(tmp_path, emulator)
    initialized = made.run("init")
    assert initialized.returncode == 0, initialized.stdout + initialized.stderr
    return made


def test_every_resource_is_made_changed_and_destroyed(stack: Stack) -> None:
    stack.do("apply", "one")
    unchanged, first, exported = stack.plan("one"), stack.call("/v1/step"), stack.outputs()["export"]
    stack.do("apply", "two")
    still_unchanged, second, moved = stack.plan("two"), stack.call("/v2/step"), stack.call("/v1/step")
    stack.do("destroy", "two")

    assert unchanged.returncode == _NO_CHANGES, unchanged.stdout
    assert still_unchanged.returncode == _NO_CHANGES, still_unchanged.stdout
    assert (first.json(), second.json()) == ({"step": "one"}, {"step": "two"})
    assert moved.status_code == 403
    assert json.loads(exported)["paths"].keys() == {"/step"}
    names = [domain["domainName"] for domain in stack.emulator.client("apigateway").get_domain_names()["items"]]
    assert _DOMAIN not in names

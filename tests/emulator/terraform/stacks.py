"""Terraform's command line, run on a folder of its own against an emulator."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands.terraform_cli import cli_environment, require_terraform
from tests.emulator.functions.archives import zip_of
from tests.emulator.running import RunningEmulator

NO_CHANGES = 0  # of `terraform plan -detailed-exitcode`


@dataclass(frozen=True, slots=True)
class Stack:
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

    def _variables(self, step: str) -> tuple[str, ...]:
        return f"-var=step={step}", f"-var=archive={self.folder / 'app.zip'}"


def initialized(configuration: Path, function: str, folder: Path, emulator: RunningEmulator) -> Stack:
    """`configuration` has the variables `step`, which is what a later apply changes, and `archive`, of the function."""
    shutil.copy(configuration, folder)
    (folder / "app.zip").write_bytes(zip_of({"app.py": function}))
    stack = Stack(folder, emulator)
    done = stack.run("init")
    assert done.returncode == 0, done.stdout + done.stderr
    return stack

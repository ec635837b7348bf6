"""Where Terraform keeps a stage's state."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from infrastructure.bindings import LocalBackend, S3Backend, TerraformStack
from infrastructure.settings import PROJECT
from infrastructure.stage_settings import StageSettings, State

LOCKS_IN_S3 = ">= 1.10"  # an older Terraform has no `use_lockfile`, and would not say that it is too old


def declare_state(stack: TerraformStack, stage: StageSettings, folder: Path, root: Path) -> None:
    """`folder` is where Terraform runs, `root` the project's."""
    DECLARE[stage.state](stack, stage, os.path.relpath(root, folder))


def _file(stack: TerraformStack, stage: StageSettings, root: str) -> None:
    LocalBackend(stack, path=f"{root}/terraform.{stage.name}.tfstate")


def _s3(stack: TerraformStack, stage: StageSettings, _root: str) -> None:
    # Empty until `terraform init` is told the deployer's bucket; were it left out, Terraform would ask and cdktf wait.
    S3Backend(stack, bucket="", key=f"{PROJECT}/{stage.name}.tfstate", region=stage.region, encrypt=True)
    stack.add_override("terraform.backend.s3.use_lockfile", value=True)
    stack.add_override("terraform.required_version", LOCKS_IN_S3)


DECLARE: Mapping[State, Callable[[TerraformStack, StageSettings, str], None]] = {State.FILE: _file, State.S3: _s3}

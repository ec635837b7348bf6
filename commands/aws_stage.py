"""A stage on AWS, with the caller's own credentials, its Terraform state in the caller's own S3 bucket."""

import os

from commands.cdktf import deploy_command, destroy_command, make_archives, run_in_foreground
from commands.error import CommandError
from commands.publishing import preparing, publish
from commands.stage_outputs import read_url

INIT_ARGUMENTS = "TF_CLI_ARGS_init"


def deploy(stage: str, state_bucket: str) -> int:
    """The stage stays where nothing could be published; the status says it."""
    state = _state(stage, state_bucket)
    make_archives(stage)
    with preparing(stage):
        status = run_in_foreground(deploy_command(stage), stage, state)
    if status != 0:
        return status
    print(f"Stage URL: {read_url(stage)}", flush=True)
    return publish(stage)


def destroy(stage: str, state_bucket: str) -> int:
    """cdktf shows what will go, and asks."""
    return run_in_foreground(destroy_command(stage), stage, _state(stage, state_bucket))


def _state(stage: str, bucket: str) -> dict[str, str]:
    """Where `terraform init` finds the state; the contract with infrastructure/state.py."""
    if stage in {"", "local"}:
        raise CommandError(
            "Name a stage on AWS, as in: make deploy STAGE=dev STATE_BUCKET=… The local one is `make up`."
        )
    given = os.environ.get(INIT_ARGUMENTS, "")
    if "bucket=" in given:
        return {}
    if not bucket:
        raise CommandError(
            f"Name the S3 bucket that keeps Terraform's state: make deploy STAGE={stage} STATE_BUCKET=… "
            "It is yours, in the stage's region, with versioning on."
        )
    return {INIT_ARGUMENTS: f"{given} -backend-config=bucket={bucket}".strip()}

"""A stage on AWS, with the caller's own credentials."""

from commands.cdktf import deploy_command, destroy_command, run_in_foreground
from commands.error import CommandError
from commands.stage_outputs import read_url


def deploy(stage: str) -> int:
    _require_aws(stage)
    status = run_in_foreground(deploy_command(stage), stage)
    if status == 0:
        print(f"Stage URL: {read_url(stage)}")
    return status


def destroy(stage: str) -> int:
    """Asks before it destroys; cdktf shows what will go."""
    _require_aws(stage)
    return run_in_foreground(destroy_command(stage), stage)


def _require_aws(stage: str) -> None:
    if stage in {"", "local"}:
        raise CommandError("Name a stage on AWS, as in: make deploy STAGE=dev. The local one is `make up`.")

"""The stage `local`: the emulator, and the same `cdktf deploy` into it."""

import contextlib
import fcntl
import json
import os
import shlex
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from commands import emulator_process
from commands.cdktf import cdktf_variables, deploy_quietly, end_deployment, make_archives
from commands.emulator_process import Emulator
from commands.error import CommandError
from commands.places import ROOT, outputs_file, stage_folder
from commands.stage_outputs import read_key, read_url
from commands.terraform_cli import require_terraform

STAGE = "local"
FOLLOW_SECONDS = 0.2
EXAMPLE = {"task": "rank", "query": "How do I reset my password?"}


def up(port: int, *, detach: bool) -> None:
    """Starts clean: an emulator that still runs is replaced, and so is what was deployed into it."""
    require_terraform()
    with _alone():
        started = time.monotonic()
        _say("The stage starts clean: what an earlier one held is gone.")
        _forget()
        _say(f"Starting the emulator on port {port} …")
        emulator = emulator_process.start(port)
        try:
            _deploy(emulator)
            to_try = _what_to_try()
        except BaseException:
            emulator_process.stop(emulator)
            raise
        _say(f"Up after {time.monotonic() - started:.1f} s.")
        print(to_try, flush=True)
    if not detach:
        _stay(emulator)


def down() -> None:
    """Stops the stage; says so where there is none."""
    end_deployment(STAGE)
    emulator = emulator_process.find()
    if emulator is None:
        _say("No stage is up.")
        return
    emulator_process.stop(emulator)
    _say("Stopped.")


def show_environment() -> None:
    """Shell lines by which cdktf, Terraform, boto3, the AWS CLI and Schemathesis find the stage that is up."""
    emulator = emulator_process.find()
    if emulator is None:
        raise CommandError("No stage is up on this machine: start one with `make up`.")
    variables = cdktf_variables(STAGE) | emulator_environment(emulator)
    for name, value in (variables | {"STAGE_URL": read_url(STAGE), "API_KEY": read_key(STAGE)}).items():
        print(f"export {name}={shlex.quote(value)}")


def emulator_environment(emulator: Emulator) -> dict[str, str]:
    """How AWS's own programs find the emulator; the user's own profile and credentials are left out of it."""
    return {
        "AWS_ENDPOINT_URL": emulator.endpoint,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_SESSION_TOKEN": "",
        "AWS_PROFILE": "",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "TF_VAR_public_url": f"{emulator.endpoint}/_aws/execute-api/{{id}}/{{stage}}",
    }


def _deploy(emulator: Emulator) -> None:
    make_archives(STAGE)
    _say("Deploying with cdktf and Terraform …")
    deploy_quietly(STAGE, emulator_environment(emulator), lambda: emulator_process.runs(emulator))


def _forget() -> None:
    """The emulator's state ends with it, so Terraform's must too, or the next plan would look for what is lost."""
    end_deployment(STAGE)
    running = emulator_process.find()
    if running is not None:
        emulator_process.stop(running)
    outputs_file(STAGE).unlink(missing_ok=True)
    for state in ROOT.glob(f"terraform.{STAGE}.tfstate*"):
        state.unlink()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One `make up` at a time in a checkout; the system drops the lock when the process ends, however it ends."""
    with (stage_folder(STAGE) / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError("Another `make up` of this checkout is still deploying; wait for it.") from None
        yield


def _what_to_try() -> str:
    url, key = read_url(STAGE), read_key(STAGE)
    body = json.dumps(
        {**EXAMPLE, "documents": ["Our office closes at noon.", "To choose a new password, open Settings."]}
    )
    return f"""
  Stage URL   {url}
  API key     {key}
  Contract    {url}/openapi.json
  Live view   {urlsplit(url)._replace(path="/_emulator").geturl()}

  Try:

    curl -s {url}/ai-service -H 'x-api-key: {key}' -H 'content-type: application/json' \\
      -d '{body}'

  Test it with `make contract`; stop it with Ctrl-C, or `make down` from elsewhere.
"""


def _stay(emulator: Emulator) -> None:
    """Shows the access log until Ctrl-C, or until the emulator ends."""
    try:
        _follow(emulator_process.log_file(), emulator)
    except KeyboardInterrupt:
        emulator_process.stop(emulator)
        _say("Stopped.")
        return
    if emulator_process.find() is None and outputs_file(STAGE).exists():
        raise CommandError("The emulator has ended; its log is build/stages/local/emulator.log. `make up` starts anew.")


def _follow(log: Path, emulator: Emulator) -> None:
    with log.open(encoding="utf-8", errors="replace") as lines:
        while True:
            for line in lines:
                sys.stdout.write(line)
            sys.stdout.flush()
            if not emulator_process.runs(emulator):
                return
            time.sleep(FOLLOW_SECONDS)


def _say(text: str) -> None:
    print(f"==> {text}", file=sys.stderr, flush=True)

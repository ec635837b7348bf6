"""What Lambda functions run on, and which wheels fit it."""

import platform
import sys
import sysconfig
from dataclasses import dataclass

ARCHITECTURES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}
# The newest minor version that the pinned AWS provider takes; a newer interpreter still runs what was built for it.
NEWEST_MINOR = 13
# Lambda's Python 3.12 and newer run on Amazon Linux 2023: glibc 2.34, and wheels for any glibc before it fit too.
NEWEST_GLIBC_MINOR = 34
OLDEST_GLIBC_MINOR = 5


@dataclass(frozen=True, slots=True)
class Runtime:
    """`wheels` is what a layer must be built for: the text names it, and differs wherever the wheels may differ.

    `pip_options` chooses those wheels; empty for the running interpreter's own.
    """

    name: str
    architecture: str
    wheels: str
    pip_options: tuple[str, ...] = ()


def lambda_runtime(minor: int) -> Runtime:
    """Python 3.`minor` as Lambda has it, on x86-64."""
    wheels = f"cp3{minor}-manylinux_2_{NEWEST_GLIBC_MINOR}_x86_64"
    glibc_minors = range(NEWEST_GLIBC_MINOR, OLDEST_GLIBC_MINOR - 1, -1)
    platforms = [*(f"manylinux_2_{glibc}_x86_64" for glibc in glibc_minors), "manylinux2014_x86_64"]
    options = ("--implementation", "cp", "--python-version", f"3.{minor}")
    return Runtime(
        name=f"python3.{minor}",
        architecture="x86_64",
        wheels=wheels,
        pip_options=(*options, *(option for tag in platforms for option in ("--platform", tag))),
    )


def own_runtime() -> Runtime:
    """The interpreter that is running now, whose native wheels a function on the same machine can load."""
    minor = sys.version_info.minor
    return Runtime(
        name=f"python3.{min(minor, NEWEST_MINOR)}",
        architecture=ARCHITECTURES.get(platform.machine().lower(), "x86_64"),
        wheels=f"{sys.implementation.cache_tag}-{sysconfig.get_platform()}",
    )

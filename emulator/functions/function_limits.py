"""What Lambda refuses of a function's configuration when it is created or changed; in Lambda's own words."""

import json
from collections.abc import Iterable, Mapping

from emulator.functions.archives import MAX_UNPACKED_BYTES
from emulator.functions.environment import RESERVED_VARIABLES
from emulator.functions.function_version import Archive

_MAX_VARIABLES_BYTES = 4096
# A base64 archive of 50 MB, and what is around it.
MAX_UPLOAD_BYTES = 70_167_211
_UNCONFIGURABLE = "Lambda was unable to configure your environment variables because the environment variables you have"


def problem_with_runtime(runtime: str, package_type: str) -> str | None:
    if package_type == "Image":
        return "A container image cannot run here: the emulator runs Python functions only."
    if not runtime:
        return "Runtime and Handler are mandatory parameters for functions created with deployment packages."
    if not runtime.startswith("python3."):
        return f"The runtime {runtime!r} cannot run here: the emulator runs Python functions only."
    return None


def problem_with_variables(variables: Mapping[str, str]) -> str | None:
    reserved = [name for name in variables if name in RESERVED_VARIABLES]
    if reserved:
        return (
            f"{_UNCONFIGURABLE} provided contains reserved keys that are currently not supported for modification. "
            f"Reserved keys used in this request: {', '.join(reserved)}"
        )
    measured = json.dumps(variables, separators=(",", ":"), ensure_ascii=False)
    if len(measured.encode("utf-8", "replace")) > _MAX_VARIABLES_BYTES:
        return f"{_UNCONFIGURABLE} provided exceeded the 4KB limit. String measured: {measured}"
    return None


def problem_with_size(code: Archive | None, layers: Iterable[Archive]) -> str | None:
    size = sum(archive.unpacked_bytes for archive in (code, *layers) if archive is not None)
    if size > MAX_UNPACKED_BYTES:
        return (
            f"Function code combined with layers exceeds the maximum allowed size of {MAX_UNPACKED_BYTES} bytes. "
            f"The actual size is {size} bytes."
        )
    return None

"""The dependency layer: the wheels of Pipfile.lock's section `layer`, for one runtime, in a zip for Lambda.

Lambda takes at most 250 MB of files, code and layers together. What no function imports is left out.
"""

import fnmatch
import hashlib
import json
import lzma
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from infrastructure.archive import write_compressed
from infrastructure.runtime import Runtime

# What packages of the layer declare and no function imports; tests import every handler without them.
NOT_IMPORTED = frozenset(
    {
        # The code of wordllama, of which functions read the weights and the tokenizer.
        *("annotated-types", "certifi", "charset-normalizer", "idna", "pydantic", "pydantic-core"),
        *("requests", "toml", "typing-inspection", "urllib3"),
        # The downloads of tokenizers.
        *("anyio", "click", "filelock", "fsspec", "h11", "hf-xet", "httpcore2", "httpx2", "huggingface-hub"),
        *("packaging", "pyyaml", "tqdm", "truststore"),
        # In Lambda's Python as it is.
        *("boto3", "botocore", "python-dateutil", "s3transfer", "six"),
    }
)
LEFT_OUT_FILES = (
    *("bin/*", "*/bin/*", "*/tests/*", "wordllama/*.so"),
    *("*.a", "*.c", "*.cpp", "*.h", "*.pxd", "*.pyc", "*.pyi", "*.pyx"),
)
# Archives within archives, that a function would unpack at each cold start: of NumPy's arrays, compressed with LZMA.
UNPACKED = {"py3langid/data/model.npz.xz": "py3langid/data/model"}

Say = Callable[[str], None]


class LayerError(Exception):
    """A sentence: why the layer cannot be built."""


def requirements(lock: Path) -> tuple[str, ...]:
    """pip's requirement lines, each pinned and hashed. Markers are left out: pip would ask this machine, not Lambda."""
    section: Mapping[str, Any] = json.loads(lock.read_bytes())["layer"]
    wanted = sorted(set(section) - NOT_IMPORTED)
    return tuple(f"{name}{section[name]['version']} {_hashes(section[name])}" for name in wanted)


def identity(wanted: tuple[str, ...], runtime: Runtime) -> str:
    """A digest of all that decides what is in the layer: known without building it, and the same on every machine.

    The archive's own digest would be neither, as zlib differs between machines.
    """
    return hashlib.sha256(json.dumps([wanted, runtime.wheels, LEFT_OUT_FILES, UNPACKED]).encode()).hexdigest()


def build_layer(target: Path, wanted: tuple[str, ...], runtime: Runtime, say: Say) -> None:
    say(f"Building the dependency layer for {runtime.wheels}: {len(wanted)} packages, once.")
    with tempfile.TemporaryDirectory(prefix="layer-") as work:
        wheels = Path(work) / "python"
        listing = Path(work) / "requirements.txt"
        listing.write_text("\n".join(wanted))
        _install(listing, wheels, runtime, say)
        for packed, folder in UNPACKED.items():
            _unpack(wheels / packed, wheels / folder)
        say("    zipping")
        write_compressed(target, {f"python/{name}": wheels / name for name in _kept(wheels)})
    say(f"    {target.name}: {target.stat().st_size / 1e6:.1f} MB")


def _install(listing: Path, folder: Path, runtime: Runtime, say: Say) -> None:
    command = [
        *(sys.executable, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--no-compile"),
        *("--require-hashes", "--no-deps", "--only-binary=:all:", *runtime.pip_options),
        *("--target", str(folder), "--requirement", str(listing)),
    ]
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:  # noqa: S603 - no input of others
        assert pip.stdout is not None
        for line in pip.stdout:
            said.append(line)
            if line.startswith(("Collecting ", "Processing ")):
                say(f"    {Path(line.split()[1]).name}")
    if pip.returncode != 0:
        reason = next((line for line in reversed(said) if line.startswith("ERROR:")), "ERROR: it gave no reason")
        raise LayerError(f"pip cannot install the layer's packages for {runtime.wheels}: {reason[7:].strip()}")


def _unpack(packed: Path, folder: Path) -> None:
    """In the place of the archive, if that is there."""
    if packed.exists():
        with lzma.open(packed) as arrays, zipfile.ZipFile(arrays) as archive:
            archive.extractall(folder)
        packed.unlink()


def _kept(folder: Path) -> Iterator[str]:
    for file in folder.rglob("*"):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and not any(fnmatch.fnmatch(name, pattern) for pattern in LEFT_OUT_FILES):
            yield name


def _hashes(package: Mapping[str, Any]) -> str:
    return " ".join(f"--hash={digest}" for digest in sorted(package["hashes"]))

"""Builds the Python client: generated modules, the layer beside them, and a wheel of both.

The wheel's bytes depend on the contract, the layer, the templates and the versions of the tools alone. One that was
built before is kept below build/clients, by a digest of those.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from clients.generator_edition import generator_edition
from contract import Document, client_edition

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "clients" / "python"
KEPT = ROOT / "build" / "clients"
PACKAGE = "ai_facade"
TOOLS = ("openapi-python-client", "hatchling", "ruff")
LIMIT_SECONDS = 120
# 1980-01-01, the oldest time that a wheel can hold.
EPOCH = "315532800"


class BuildError(Exception):
    """What a tool said when it failed."""


def build(document: Document, out: Path) -> Path:
    """The wheel in `out`; the same for every stage, for no URL is in it."""
    simple = generator_edition(client_edition(document, "/"))
    kept = KEPT / f"python-{_digest(simple)}"
    if not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT, prefix="python-") as scratch:
            tree, made = Path(scratch) / "tree", Path(scratch) / "wheel"
            write_tree(simple, tree)
            _run("hatchling", "build", "--target", "wheel", "--directory", str(made), folder=tree)
            _move(made, kept)
    wheel = next(kept.glob("*.whl"))
    out.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(wheel, out / wheel.name))


def write_tree(simple: Mapping[str, Any], tree: Path) -> None:
    """The package's sources, as hatchling takes them; `simple` is what `generator_edition` makes."""
    package = tree / PACKAGE
    tree.mkdir(parents=True)
    source = tree.with_suffix(".json")
    source.write_text(json.dumps(simple), encoding="utf-8")
    settings = SOURCES / "openapi-python-client.yaml"
    _run(
        *("openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"),
        *("--path", str(source), "--output-path", str(package), "--config", str(settings)),
        *("--custom-template-path", str(SOURCES / "templates")),
        folder=tree,
    )
    for module in (SOURCES / PACKAGE).glob("*.py"):
        shutil.copyfile(module, package / module.name)
    (package / "py.typed").touch()
    for file in (SOURCES / "pyproject.toml", SOURCES / "README.md", ROOT / "LICENSE"):
        shutil.copyfile(file, tree / file.name)


def _digest(simple: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(simple, sort_keys=True).encode())
    for tool in TOOLS:
        digest.update(f"{tool} {version(tool)}\n".encode())
    for file in _inputs():
        content = file.read_bytes()
        digest.update(f"{file.relative_to(ROOT).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def _inputs() -> Iterator[Path]:
    yield Path(__file__)
    yield ROOT / "LICENSE"
    yield from sorted(file for file in SOURCES.rglob("*") if file.is_file() and "__pycache__" not in file.parts)


def _run(module: str, *arguments: str, folder: Path) -> None:
    """`python -m module …` with the tools of this environment on PATH, which the generator starts by name."""
    environment = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))),
        "SOURCE_DATE_EPOCH": EPOCH,
        "PYTHONUTF8": "1",
    }
    ran = subprocess.run(  # noqa: S603 - our own tools
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    if ran.returncode != 0:
        raise BuildError(f"{module} failed:\n{ran.stdout}{ran.stderr}")


def _move(made: Path, folder: Path) -> None:
    try:
        made.rename(folder)
    except OSError:
        # Somebody else has built the same meanwhile.
        if not folder.exists():
            raise

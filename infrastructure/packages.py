"""What Lambda runs, as archives below build/, each named after its content: one that is there is the right one.

A synth names them and makes none. `python -m infrastructure.packages [stage …]` makes those that are missing, for every
stage where none is named; cdktf.json starts it before each deploy.
"""

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from contract import ContractError, Document, access_table, client_edition, load
from docs.page import page
from infrastructure.archive import stored, whole_file
from infrastructure.layer import LayerError, build_layer, identity, requirements
from infrastructure.runtime import Runtime
from infrastructure.stages import STAGES

DIGITS = 16  # of SHA-256, in hexadecimal: enough to tell any two archives apart
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Packages:
    """`code` is the content of the code archive; `wanted` are the requirements of the layer."""

    build: Path
    code: bytes
    wanted: tuple[str, ...]

    def code_file(self) -> Path:
        return self.build / f"code-{hashlib.sha256(self.code).hexdigest()[:DIGITS]}.zip"

    def layer_file(self, runtime: Runtime) -> Path:
        return self.build / f"layer-{runtime.wheels}-{identity(self.wanted, runtime)[:DIGITS]}.zip"


def packages(root: Path, document: Document) -> Packages:
    return Packages(root / "build", code_archive(root / "handlers", document), requirements(root / "Pipfile.lock"))


def code_archive(handlers: Path, document: Document) -> bytes:
    """The package `handlers`, the client edition of the contract, whose URLs a function fills in, the docs page that
    shows it, and an authorizer's table of who may do what.
    """
    modules = {f"handlers/{file.relative_to(handlers).as_posix()}": file for file in handlers.rglob("*.py")}
    edition = json.dumps(client_edition(document, "/"), ensure_ascii=False, separators=(",", ":"))
    access = json.dumps(access_table(document), separators=(",", ":"))
    return stored(
        {
            "access.json": access.encode(),
            "docs.html": page(None),
            "openapi.json": edition.encode(),
            **{name: file.read_bytes() for name, file in modules.items()},
        }
    )


def make_missing(made: Packages, runtimes: frozenset[Runtime]) -> None:
    code = made.code_file()
    if not code.exists():
        with whole_file(code) as sink:
            sink.write(made.code)
    for runtime in sorted(runtimes, key=lambda each: each.wheels):
        layer = made.layer_file(runtime)
        if not layer.exists():
            build_layer(layer, made.wanted, runtime, _say)


def main(names: list[str]) -> str | None:
    """A sentence when it fails."""
    known = {stage.name: stage.runtime for stage in STAGES}
    if unknown := [name for name in names if name not in known]:
        return f"There is no stage {unknown[0]}; the stages are {', '.join(known)}."
    try:
        made = packages(ROOT, load(ROOT / "openapi.yaml"))
        make_missing(made, frozenset(known[name] for name in names or known))
    except (ContractError, LayerError) as refused:
        return str(refused)
    return None


def _say(text: str) -> None:
    # To stdout, which cdktf shows as it comes; it calls an error what comes to stderr.
    print(text, flush=True)  # noqa: T201 - for whoever waits


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

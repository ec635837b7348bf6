"""Copies of what a synth reads, to run main.py on and to break."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
READ_BY_SYNTH = ("main.py", "openapi.yaml", "Pipfile.lock", "contract", "docs", "handlers", "infrastructure")
# Read of it is the renderer of the docs page; it is too large to copy.
LINKED = "node_modules"
# What the fast start sets, in this process too as soon as a test imports the infrastructure.
FAST_START = ("JSII_NODE", "NODE_OPTIONS")
LIMIT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Project:
    folder: Path

    def synth(self, *program: str, **environment: str) -> subprocess.CompletedProcess[str]:
        inherited = {name: value for name, value in os.environ.items() if name not in (*FAST_START, "CDKTF_OUTDIR")}
        return subprocess.run(
            [sys.executable, *(program or ("main.py",))],
            cwd=self.folder,
            env={**inherited, **environment},
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )

    def stack_folder(self, stage: str) -> Path:
        return self.folder / "cdktf.out" / "stacks" / stage

    def stack_text(self, stage: str) -> str:
        return (self.stack_folder(stage) / "cdk.tf.json").read_text(encoding="utf-8")

    def stack(self, stage: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.stack_text(stage))
        return document

    def resource(self, stage: str, kind: str, name: str) -> dict[str, Any]:
        declared: dict[str, Any] = self.stack(stage)["resource"][kind][name]
        return declared


def copy_project(folder: Path) -> Project:
    folder.mkdir(exist_ok=True)
    for name in READ_BY_SYNTH:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    (folder / LINKED).symlink_to(ROOT / LINKED)
    return Project(folder)

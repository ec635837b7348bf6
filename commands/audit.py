"""checkov over what the stacks declare, offline: `audit/checkov.yaml` says what is waived, and why."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from commands.error import CommandError
from commands.places import BUILD, ROOT

AUDIT = BUILD / "audit"
CHECKOV = ROOT / ".venv-audit" / "bin" / "checkov"
WAIVERS = ROOT / "audit" / "checkov.yaml"
RESULTS = AUDIT / "results.json"


def run() -> None:
    """A synth of its own: the other may be what is being deployed."""
    shutil.rmtree(AUDIT, ignore_errors=True)
    synth = subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env={**os.environ, "CDKTF_OUTDIR": str(AUDIT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if synth.returncode != 0:
        raise CommandError(f"The stacks cannot be synthesized:\n{synth.stderr.strip()}")
    for stack in (AUDIT / "stacks").glob("*/cdk.tf.json"):
        stack.write_text(
            json.dumps(readable(json.loads(stack.read_text(encoding="utf-8"))), indent=2), encoding="utf-8"
        )
    command = [str(CHECKOV), "--config-file", str(WAIVERS), "--directory", str(AUDIT / "stacks")]
    output = ["--output", "cli", "--output", "json", "--output-file-path", f"console,{RESULTS}"]
    audited = subprocess.run([*command, *output], cwd=ROOT, env=_unconnected(), check=False)
    problem = problem_of(_results(), audited.returncode)
    if problem:
        raise CommandError(problem)
    print("No check has failed.")


def readable(stack: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is for Terraform itself, its backend and its version, over which checkov's parser breaks."""
    return {kind: declared for kind, declared in stack.items() if kind != "terraform"}


def problem_of(results: Mapping[str, Any], status: int) -> str | None:
    """checkov ends with 0 also when it could read nothing."""
    if status != 0 or results.get("failed"):
        return "The audit found what audit/checkov.yaml does not waive: mend it, or waive it there with the reason."
    if results.get("parsing_errors") or not results.get("passed"):
        return "checkov could not read the stacks, or had nothing to check in them."
    return None


def _unconnected() -> dict[str, str]:
    """With a key of its maker's, checkov would send there what it reads."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("BC_", "PRISMA_"))}


def _results() -> dict[str, Any]:
    try:
        summary: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))["summary"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return summary

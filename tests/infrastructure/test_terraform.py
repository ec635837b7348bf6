import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from commands.terraform_cli import cli_environment, require_terraform
from tests.infrastructure.project import Project

LIMIT_SECONDS = 180
# The buckets' lifecycle rules, which the provider would rather have elsewhere: infrastructure/data.py says why not.
LEFT_AS_THEY_ARE = [("warning", "aws_s3_bucket.artifacts"), ("warning", "aws_s3_bucket.data")]


@pytest.mark.parametrize("stage", ["local", "dev", "prod"])
def test_terraform_and_the_real_provider_find_a_stack_valid(project: Project, tmp_path: Path, stage: str) -> None:
    shutil.copy(project.stack_folder(stage) / "cdk.tf.json", tmp_path)
    initialized = terraform(tmp_path, "init", "-backend=false", "-input=false", "-no-color")
    assert initialized.returncode == 0, initialized.stderr

    validated = terraform(tmp_path, "validate", "-json")

    verdict = json.loads(validated.stdout)
    assert sorted((found["severity"], found["address"]) for found in verdict["diagnostics"]) == LEFT_AS_THEY_ARE
    assert verdict["valid"] is True


def terraform(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [require_terraform(), *arguments],
        cwd=folder,
        env={**os.environ, **cli_environment()},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )

import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from contract import load
from infrastructure.packages import Packages, code_archive, main, make_missing, packages
from infrastructure.runtime import Runtime, lambda_runtime, own_runtime
from tests.infrastructure.project import ROOT

MEGABYTE = 1_000_000
# In Lambda's Python as it is, and only imported where a model of Bedrock is invoked.
LAMBDAS_OWN = {"boto3", "botocore"}
IMPORT_ALL = """\
import importlib, json, pkgutil, sys
sys.path[:0] = sys.argv[1:]
import handlers
missing = set()
for module in pkgutil.walk_packages(handlers.__path__, "handlers."):
    try:
        importlib.import_module(module.name)
    except ModuleNotFoundError as error:
        missing.add(error.name.partition(".")[0])
from handlers.models.embedded import load_embedded_model
load_embedded_model().embed(["A text."])
print(json.dumps(sorted(missing)))
"""


@pytest.fixture(scope="session")
def made() -> Packages:
    """The archives of this checkout, those of the running interpreter made where they are missing."""
    named = packages(ROOT, load(ROOT / "openapi.yaml"))
    make_missing(named, frozenset({own_runtime()}))
    return named


def test_the_code_archive_holds_the_handlers_and_the_client_edition(made: Packages) -> None:
    with zipfile.ZipFile(made.code_file()) as archive:
        names = archive.namelist()
        edition = json.loads(archive.read("openapi.json"))

    assert {"handlers/__init__.py", "handlers/run_task.py", "handlers/get_contract.py"} < set(names)
    assert [name for name in names if not name.endswith(".py")] == ["access.json", "docs.html", "openapi.json"]
    assert "x-amazon-" not in json.dumps(edition)


def test_the_code_archive_depends_on_what_is_in_it_alone(tmp_path: Path) -> None:
    document = load(ROOT / "openapi.yaml")
    handlers = tmp_path / "handlers"
    handlers.mkdir()
    (handlers / "run_task.py").write_text("def handle(event, context): ...\n")
    before = code_archive(handlers, document)

    (handlers / "__pycache__").mkdir()
    (handlers / "__pycache__" / "run_task.cpython-311.pyc").write_bytes(b"compiled")
    (handlers / "run_task.py").touch()

    assert code_archive(handlers, document) == before


def test_changed_code_is_another_archive(made: Packages) -> None:
    changed = replace(made, code=made.code + b"\n")

    assert changed.code_file() != made.code_file()


def test_a_layer_is_another_one_for_other_wheels_or_other_packages(made: Packages) -> None:
    layers = [
        made.layer_file(lambda_runtime(13)),
        made.layer_file(lambda_runtime(12)),
        replace(made, wanted=made.wanted[1:]).layer_file(lambda_runtime(13)),
    ]

    assert len(set(layers)) == 3


def test_the_layer_has_all_that_handlers_import(made: Packages, tmp_path: Path) -> None:
    for archive, folder in ((made.layer_file(own_runtime()), "opt"), (made.code_file(), "task")):
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(tmp_path / folder)

    imported = subprocess.run(
        [sys.executable, "-I", "-S", "-c", IMPORT_ALL, str(tmp_path / "task"), str(tmp_path / "opt" / "python")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert imported.returncode == 0, imported.stderr
    assert set(json.loads(imported.stdout)) <= LAMBDAS_OWN


def test_the_layer_is_within_lambdas_limits(made: Packages) -> None:
    with zipfile.ZipFile(made.layer_file(own_runtime())) as layer:
        unpacked = sum(entry.file_size for entry in layer.infolist())

    assert unpacked + len(made.code) < 250 * MEGABYTE


def test_what_is_there_is_not_made_again(tmp_path: Path) -> None:
    named = Packages(tmp_path, b"code", wanted=("not-a-package==0 --hash=sha256:0",))
    runtime = Runtime("python3.13", "x86_64", "any")
    named.layer_file(runtime).write_bytes(b"made before")

    make_missing(named, frozenset({runtime}))

    assert named.code_file().read_bytes() == b"code"
    assert named.layer_file(runtime).read_bytes() == b"made before"


def test_an_unknown_stage_is_refused_by_name() -> None:
    assert main(["staging"]) == "There is no stage staging; the stages are local, dev, prod."

"""The fast start may change how long a synth takes, and nothing else."""

from pathlib import Path

from tests.infrastructure.project import Project, copy_project

# main.py as it would run if CDKTF were imported the ordinary way.
ORDINARY_START = """\
import runpy, sys, types
fast_start = types.ModuleType("infrastructure.fast_start")
fast_start.prepare = lambda: None
sys.modules["infrastructure.fast_start"] = fast_start
sys.path.insert(0, ".")
runpy.run_path("main.py", run_name="__main__")
assert hasattr(sys.modules["cdktf_cdktf_provider_aws"], "xray_group")
"""


def test_a_synth_is_the_same_with_and_without_the_fast_start(project: Project, tmp_path: Path) -> None:
    ordinary = copy_project(tmp_path)

    synth = ordinary.synth("-c", ORDINARY_START)

    assert synth.returncode == 0, synth.stderr
    for stage in ("local", "dev", "prod"):
        assert ordinary.stack_text(stage) == project.stack_text(stage)


def test_a_synth_is_the_same_wherever_and_whenever_it_runs(project: Project, tmp_path: Path) -> None:
    elsewhere = copy_project(tmp_path / "another folder")

    synth = elsewhere.synth("main.py", TZ="Asia/Tokyo", PYTHONHASHSEED="7")

    assert synth.returncode == 0, synth.stderr
    for stage in ("local", "dev", "prod"):
        assert elsewhere.stack_text(stage) == project.stack_text(stage)

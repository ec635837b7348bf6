"""Where commands keep what they make, all of it below `build/`, which git ignores."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"


def stage_folder(stage: str) -> Path:
    """The folder of one stage's outputs and logs; made on first use."""
    folder = BUILD / "stages" / stage
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def outputs_file(stage: str) -> Path:
    return stage_folder(stage) / "outputs.json"

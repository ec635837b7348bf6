"""What a function loads before its first request: NumPy takes as long as all else together."""

import subprocess
import sys
from pathlib import Path

import pytest

HANDLERS = Path(__file__).parents[2] / "handlers"
OPERATIONS = {file.stem for file in HANDLERS.glob("*.py")} - {"__init__"}
WITH_VECTORS = {"run_task", "search_passages", "answer_question"}
STEPS_WITHOUT_VECTORS = {"steps.collect_batch", "steps.fail_run"}
LOADED = "import sys, importlib; importlib.import_module('handlers.' + sys.argv[1]); print('numpy' in sys.modules)"


@pytest.mark.parametrize("name", sorted((OPERATIONS - WITH_VECTORS) | STEPS_WITHOUT_VECTORS))
def test_a_function_that_handles_no_vectors_loads_no_numpy(name: str) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED, name], cwd=HANDLERS.parent, capture_output=True, text=True, check=True
    )

    assert loaded.stdout.strip() == "False"

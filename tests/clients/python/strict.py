"""mypy in its strictest form over a folder in which the client is installed."""

import subprocess
import sys
from pathlib import Path

SETTINGS = """
[mypy]
strict = True
python_version = 3.11
warn_unreachable = True
disallow_any_unimported = True

[mypy-{program}]
disallow_any_expr = True
disallow_any_explicit = True
disallow_any_decorated = True
"""


def mypy(folder: Path, *arguments: str, program: str = "program") -> str:
    """What mypy says, empty where it finds nothing; in the module `program` no expression may be of type Any."""
    settings = folder / "mypy.ini"
    settings.write_text(SETTINGS.format(program=program), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", settings, "--no-error-summary", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout + ran.stderr

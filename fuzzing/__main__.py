"""`python -m fuzzing [--seconds N] [--target NAME]`: the targets one after another, and what was found.

An input that was found lies in build/fuzz/<target>/, with what was raised beside it; `--input FILE` runs one again.
"""

import argparse
import importlib.util
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fuzzing.table import NAMES, load

FOLDER = Path(__file__).parents[1] / "build" / "fuzz"
FOUND = ("found-*.txt", "timeout-*", "oom-*", "crash-*")
RUNS = re.compile(r"stat::number_of_executed_units: (\d+)")
PATIENCE_SECONDS = 120  # beyond its time, for what a target loads and for its last input


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """`runs` is None where the process came to no end of its own."""

    name: str
    runs: int | None
    found: tuple[Path, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parse(arguments)
    names = given.target or NAMES
    if given.input is not None:
        return _run_again(names[0], given.input)
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: it has wheels for Linux on x86-64 alone.", file=sys.stderr)
        return 2
    seconds = max(1, given.seconds // len(names))
    failed = False
    for name in names:
        fuzzed = _fuzz(name, seconds)
        print(_line(fuzzed, seconds), flush=True)
        failed |= bool(fuzzed.found) or fuzzed.runs is None
    return int(failed)


def _fuzz(name: str, seconds: int) -> Fuzzed:
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in _found(folder):
        old.unlink()
    log = folder / "log"
    with log.open("wb") as file:
        try:
            command = [sys.executable, "-m", "fuzzing.engine", name, str(seconds), str(folder)]
            subprocess.run(command, stdout=file, stderr=file, timeout=seconds + PATIENCE_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return Fuzzed(name, None, _found(folder))
    runs = RUNS.search(log.read_text(encoding="utf-8", errors="replace"))
    return Fuzzed(name, int(runs[1]) if runs else None, _found(folder))


def _found(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for pattern in FOUND for path in folder.glob(pattern)))


def _line(fuzzed: Fuzzed, seconds: int) -> str:
    runs = f"{fuzzed.runs:>9,} runs" if fuzzed.runs is not None else f"ended early: {FOLDER / fuzzed.name / 'log'}"
    found = "".join(f"\n  {path}" for path in fuzzed.found)
    return f"{fuzzed.name:<18} {seconds:>4} s  {runs}  {len(fuzzed.found)} found{found}"


def _run_again(name: str, path: Path) -> int:
    """Raises what the input makes the target raise."""
    load(name).open()(path.read_bytes())
    print(f"{name}: nothing is wrong with {path}.")
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("fuzzing", description=f"Targets: {', '.join(NAMES)}.")
    parser.add_argument("--seconds", type=int, default=900, help="for all targets together (default: %(default)s)")
    parser.add_argument(
        "--target", action="append", choices=NAMES, metavar="NAME", help="this one alone; may be repeated"
    )
    parser.add_argument(
        "--input", type=Path, metavar="FILE", help="run one input, of the --target that is named, again"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())

"""What became of each mutant, a JSON line each, so that an interrupted campaign goes on where it was."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from mutation.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """`profile` is that of the run that decided; `wall` the seconds that all runs of the mutant took."""

    id: str
    kind: str
    operation: str
    said: str
    profile: str
    wall: float
    verdict: Verdict

    @property
    def killed(self) -> bool:
        return self.verdict.outcome is Outcome.KILLED


def append(file: Path, result: Result) -> None:
    """On a line of its own, also after one that was cut off. It is ASCII, of which any part can be read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+b") as sink:
        sink.seek(max(sink.tell() - 1, 0))
        start = b"" if sink.read() in {b"", b"\n"} else b"\n"
        sink.write(start + json.dumps(asdict(result)).encode() + b"\n")


def read(file: Path) -> tuple[Result, ...]:
    """The last one of each mutant; a line that was cut off counts for nothing."""
    if not file.exists():
        return ()
    return tuple({each.id: each for each in _read(file.read_text(encoding="utf-8").split("\n"))}.values())


def _read(lines: Iterable[str]) -> Iterable[Result]:
    for line in lines:
        try:
            told = json.loads(line)
        except ValueError:
            continue
        verdict = told.pop("verdict")
        yield Result(**told, verdict=Verdict(**{**verdict, "outcome": Outcome(verdict["outcome"])}))

"""Subjects and their ceilings, measured in turns, so that whatever else the machine does meets both alike."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.load import Result
from tests.bench.subjects import Subject

ROUNDS = 7
SECONDS = 1.0  # each subject's turn
WARM_UP_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Measured:
    """One result a round."""

    results: tuple[Result, ...]

    @property
    def per_second(self) -> float:
        return statistics.median(result.per_second for result in self.results)

    def milliseconds(self, share: float) -> float:
        return statistics.median(result.percentile(share) for result in self.results)

    def share_of(self, ceiling: "Measured") -> float:
        """The median of the rounds' own ratios."""
        pairs = zip(self.results, ceiling.results, strict=True)
        return statistics.median(own.per_second / other.per_second for own, other in pairs)

    def added_to(self, ceiling: "Measured") -> float:
        """Milliseconds between the medians, the median of the rounds."""
        pairs = zip(self.results, ceiling.results, strict=True)
        return statistics.median(own.percentile(0.5) - other.percentile(0.5) for own, other in pairs)


def measure(subjects: Mapping[str, Subject], rounds: int = ROUNDS) -> Mapping[str, Measured]:
    for subject in subjects.values():
        subject(WARM_UP_SECONDS)
    turns = [{name: subject(SECONDS) for name, subject in subjects.items()} for _ in range(rounds)]
    return {name: Measured(tuple(turn[name] for turn in turns)) for name in subjects}


def show(measured: Mapping[str, Measured], ceiling: str, order: Sequence[str]) -> None:
    for name in order:
        own = measured[name]
        print(
            f"  {name:40} {own.per_second:8,.0f}/s {own.share_of(measured[ceiling]):7.1%}"
            f"   p50 {own.milliseconds(0.5):7.2f} ms   p99 {own.milliseconds(0.99):7.2f} ms",
            flush=True,
        )

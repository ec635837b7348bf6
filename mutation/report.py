"""What a campaign adds up to: of each class how many were killed, by what, how soon, and who is left. No I/O."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from mutation.results import Result
from mutation.trial import DEFAULT, SHORT
from mutation.verdict import Outcome


@dataclass(frozen=True, slots=True)
class Row:
    """A class of mutants. `explained` ones were not killed, and no client could have noticed them."""

    kind: str
    mutants: int
    short: int
    default: int
    survived: int
    never_met: int
    errors: int
    explained: int

    @property
    def noticeable(self) -> int:
        return self.mutants - self.explained

    @property
    def short_share(self) -> float:
        return _share(self.short, self.noticeable)

    @property
    def share(self) -> float:
        return _share(self.short + self.default, self.noticeable)


@dataclass(frozen=True, slots=True)
class Catch:
    """What one check found in one phase."""

    check: str
    phase: str
    mutants: int


@dataclass(frozen=True, slots=True)
class Explained:
    result: Result
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """`disproved` were killed though there is a reason why nobody could notice them. `median` and `ninetieth` are
    seconds to detection.
    """

    rows: tuple[Row, ...]
    total: Row
    catches: tuple[Catch, ...]
    median: float
    ninetieth: float
    open: tuple[Result, ...]
    explained: tuple[Explained, ...]
    disproved: tuple[Explained, ...]
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """The share of noticeable mutants that must be killed."""

    short: float = 0.85
    default: float = 0.95


def report_of(results: Sequence[Result], reason: Callable[[str], str]) -> Report:
    """`reason` gives a mutant's, or ""."""
    kinds = dict.fromkeys(each.kind for each in results)
    killed = [each for each in results if each.killed]
    times = sorted(each.verdict.seconds for each in killed)
    unkilled = [each for each in results if not each.killed]
    caught = Counter((each.verdict.check, each.verdict.phase) for each in killed)
    return Report(
        rows=tuple(_row(kind, [each for each in results if each.kind == kind], reason) for kind in kinds),
        total=_row("all", results, reason),
        catches=tuple(Catch(check, phase, count) for (check, phase), count in caught.most_common()),
        median=_percentile(times, 50),
        ninetieth=_percentile(times, 90),
        open=tuple(each for each in unkilled if not reason(each.id)),
        explained=_explained(unkilled, reason),
        disproved=_explained(killed, reason),
        results=tuple(results),
    )


def failures(report: Report, bar: Bar, *, short_only: bool) -> list[str]:
    """A sentence for each bar that is not reached while mutants are open."""
    if not report.open:
        return []
    asked = [("short", report.total.short_share, bar.short)]
    if not short_only:
        asked.append(("default", report.total.share, bar.default))
    return [
        f"The {name} run killed {share:.1%} of the mutants that a client could notice; the bar is {least:.0%}."
        for name, share, least in asked
        if share < least
    ]


def _row(kind: str, results: Iterable[Result], reason: Callable[[str], str]) -> Row:
    results = list(results)
    outcomes = Counter(each.verdict.outcome for each in results)
    return Row(
        kind=kind,
        mutants=len(results),
        short=sum(each.killed and each.profile == SHORT.name for each in results),
        default=sum(each.killed and each.profile == DEFAULT.name for each in results),
        survived=outcomes[Outcome.SURVIVED],
        never_met=outcomes[Outcome.NEVER_MET],
        errors=outcomes[Outcome.ERROR],
        explained=sum(not each.killed and bool(reason(each.id)) for each in results),
    )


def _explained(results: Iterable[Result], reason: Callable[[str], str]) -> tuple[Explained, ...]:
    return tuple(Explained(each, said) for each in results if (said := reason(each.id)))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _percentile(ordered: Sequence[float], percent: int) -> float:
    """By nearest rank; 0 of none."""
    return ordered[ceil(len(ordered) * percent / 100) - 1] if ordered else 0.0

"""The coverage as one HTML page that needs nothing else: no script, no other file, no network.

Whatever it shows is escaped; a policy in it forbids browsers to load or run anything, should that ever fail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from contract_coverage.coverage import Coverage
from contract_coverage.points import Kind, Point

TITLES = {
    Kind.CALL: "Calls",
    Kind.PARAMETER: "Parameters and bodies",
    Kind.KEYWORD: "Keywords of requests",
    Kind.RESPONSE: "Responses",
    Kind.ANSWER: "Schemas of answers",
    Kind.LINK: "Links",
}


@dataclass(frozen=True, slots=True)
class Place:
    """`points` with how often each was exercised."""

    name: str
    points: tuple[tuple[str, int], ...]


def page(coverage: Coverage, runs: Sequence[str]) -> str:
    """`runs` are the names of what was read."""
    return (
        _environment()
        .get_template("coverage.html")
        .render(
            coverage=coverage,
            runs=runs,
            kinds=TITLES,
            never_produced=coverage.never_produced(),
            links=[point for point in coverage.never() if point.kind is Kind.LINK],
            style=files(__package__).joinpath("templates", "style.css").read_text(encoding="utf-8"),
            places=lambda name, kind: _places(coverage, [each for each in coverage.points[name] if each.kind is kind]),
        )
    )


def _places(coverage: Coverage, points: Sequence[Point]) -> list[Place]:
    found: dict[str, list[tuple[str, int]]] = {}
    for point in points:
        found.setdefault(point.place, []).append((point.what, coverage.counts.get(point, 0)))
    return [Place(name, tuple(each)) for name, each in found.items()]


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(str(files(__package__).joinpath("templates"))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

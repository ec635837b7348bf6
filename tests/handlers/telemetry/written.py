"""Metrics as CloudWatch reads them from what a function writes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Written:
    """`dimensions` are in the order in which they are declared."""

    namespace: str
    dimensions: Mapping[str, str]
    values: Mapping[str, list[float]]
    units: Mapping[str, str]


def read_metrics(output: str) -> list[Written]:
    """Of all that a function has written, the lines that are metrics."""
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return [
        _read(line, directive) for line in lines if "_aws" in line for directive in line["_aws"]["CloudWatchMetrics"]
    ]


def _read(line: Mapping[str, Any], directive: Mapping[str, Any]) -> Written:
    [dimensions] = directive["Dimensions"]
    metrics = directive["Metrics"]
    return Written(
        namespace=directive["Namespace"],
        dimensions={name: line[name] for name in dimensions},
        values={metric["Name"]: line[metric["Name"]] for metric in metrics},
        units={metric["Name"]: metric["Unit"] for metric in metrics},
    )


def totals(output: str) -> dict[tuple[str, ...], dict[str, float]]:
    """By the dimensions' names and values after the stage; cold starts left out, of which a process has but one."""
    sums: dict[tuple[str, ...], dict[str, float]] = {}
    for written in read_metrics(output):
        [stage, *others] = written.dimensions.items()
        assert stage == ("stage", "tests")
        key = tuple(part for pair in others for part in pair)
        for name, values in written.values.items():
            if name != "ColdStarts":
                of = sums.setdefault(key, {})
                of[name] = of.get(name, 0) + sum(values)
    return sums

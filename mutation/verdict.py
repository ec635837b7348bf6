"""What a run of the suite found, read from the events that Schemathesis writes down, a JSON object a line.

https://schemathesis.readthedocs.io/en/stable/reference/reporting/ has the format's name alone; the events are those of
schemathesis.engine.events.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    KILLED = "killed"
    SURVIVED = "survived"
    NEVER_MET = "never met"
    """Nothing that the mutant changes came by."""
    ERROR = "error"
    """The suite did not get to an end of its own."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`seconds` since the run began, and `cases` that had been tried, when it was found, or when the run was over."""

    outcome: Outcome
    check: str = ""
    phase: str = ""
    operation: str = ""
    seconds: float = 0.0
    cases: int = 0
    said: str = ""


NETWORK = "network"
# What a client sees of a stage that does not speak HTTP, or not in time. Any other exception is the suite's own.
_OF_NETWORK = frozenset(
    {
        "ChunkedEncodingError",
        "ConnectTimeout",
        "ConnectionError",
        "ContentDecodingError",
        "InvalidHeader",
        "ProtocolError",
        "ReadTimeout",
        "RequestTimeout",
        "Timeout",
        "TooManyRedirects",
    }
)
_BAD = ("failure", "error")
_MOST_SAID = 300


def verdict_of(lines: Iterable[str]) -> Verdict:
    """Of the first failure. A run that was cut off, or that tried nothing, has none: that is an error."""
    began, cases, finished = 0.0, 0, False
    for line in lines:
        event = _event(line)
        if event is None:
            continue
        name, about = event
        now = float(about.get("timestamp", began))
        began = began or now
        so_far = Verdict(Outcome.SURVIVED, seconds=round(now - began, 2), cases=cases)
        match name:
            case "ScenarioFinished" | "FuzzScenarioFinished":
                cases += len(about.get("recorder", {}).get("cases", {}))
                if found := _failed(about, replace(so_far, cases=cases)):
                    return found
            case "NonFatalError" | "FatalError" | "Interrupted":
                return _broken(about, so_far)
            case "EngineFinished":
                finished = True
                for failure in about.get("failures") or ():
                    return _killed(so_far, failure, str(failure.get("type", "")), "after run")
    if not finished:
        return Verdict(Outcome.ERROR, said="The suite ended before its end.", cases=cases)
    if not cases:
        return replace(so_far, outcome=Outcome.ERROR, said="The suite tried nothing.")
    return replace(so_far, cases=cases)


def _event(line: str) -> tuple[str, Mapping[str, Any]] | None:
    """None for a line that was cut off with the run."""
    try:
        ((name, about),) = json.loads(line).items()
    except ValueError:
        return None
    return name, about


def _failed(about: Mapping[str, Any], so_far: Verdict) -> Verdict | None:
    """By the first check that failed in the scenario; the checks of a case are in the order in which they were made."""
    if about.get("status") not in _BAD:
        return None
    recorder = about.get("recorder", {})
    for checks in recorder.get("checks", {}).values():
        for check in checks:
            if check.get("status") in _BAD:
                failure = check.get("failure_info", {}).get("failure", {})
                return _killed(so_far, failure, str(check["name"]), str(about.get("phase", "")))
    return None  # an error, which has an event of its own


def _killed(so_far: Verdict, failure: Mapping[str, Any], check: str, phase: str) -> Verdict:
    message = " ".join(f"{failure.get('title', '')}: {failure.get('message', '')}".split())
    return replace(
        so_far,
        outcome=Outcome.KILLED,
        check=check,
        phase=phase,
        operation=str(failure.get("operation") or ""),
        said=message[:_MOST_SAID],
    )


def _broken(about: Mapping[str, Any], so_far: Verdict) -> Verdict:
    value = about.get("value") or about.get("exception") or {}
    type_ = str(value.get("type", "interrupted"))
    seen = type_ in _OF_NETWORK
    return replace(
        so_far,
        outcome=Outcome.KILLED if seen else Outcome.ERROR,
        check=NETWORK if seen else "",
        phase=str(about.get("phase") or ""),
        operation=str(about.get("label") or ""),
        said=f"{type_}: {value.get('message', '')}"[:_MOST_SAID],
    )

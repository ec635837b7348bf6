"""Verdicts of lines as Schemathesis writes them: an event each, without what is None or empty."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutation.verdict import NETWORK, Outcome, Verdict, verdict_of

BEGAN = 1795430620.25
FAILURE = {
    "type": "JsonSchemaError",
    "code": "response_schema_conformance",
    "operation": "GET /runs",
    "title": "Response violates schema",
    "message": "'items' is\n    a required property",
    "case_id": "f1Iugg",
    "severity": "medium",
}
BAD = {"name": "response_schema_conformance", "status": "failure", "failure_info": {"failure": FAILURE}}
WELL = {"name": "not_a_server_error", "status": "success"}
START = (
    '{"Initialize":{"command":"st run openapi.json","schemathesis_version":"4.32.5","seed":5}}\n',
    json.dumps({"LoadingStarted": {"id": "2ed9", "timestamp": BEGAN}}),
    json.dumps({"EngineStarted": {"id": "ce39", "timestamp": BEGAN + 1}}),
)


def line(name: str, after: float, **about: Any) -> str:
    return json.dumps({name: {"id": "28cd", "timestamp": BEGAN + after, **about}}) + "\n"


def scenario(
    after: float, *checks: Sequence[Mapping[str, Any]], status: str = "success", phase: str = "examples"
) -> str:
    """With a case for each of `checks`."""
    cases = {f"case{number}": made for number, made in enumerate(checks)}
    recorder: dict[str, Any] = {"label": "GET /runs"}
    if cases:
        recorder |= {"cases": {key: {"value": {}} for key in cases}, "checks": cases, "interactions": {}}
    return line("ScenarioFinished", after, phase=phase, status=status, is_final=False, recorder=recorder)


def finished(after: float, **about: Any) -> str:
    return line("EngineFinished", after, running_time=after, stop_reason="max_time", **about)


def test_a_run_in_which_nothing_failed_was_survived() -> None:
    lines = (*START, scenario(2, [WELL], [WELL]), scenario(3, [WELL], phase="stateful"), finished(60.5))

    assert verdict_of(lines) == Verdict(Outcome.SURVIVED, seconds=60.5, cases=3)


def test_a_check_that_fails_kills_with_its_name_its_phase_and_its_operation() -> None:
    failed = scenario(4.5, [WELL], [WELL, BAD], status="failure", phase="coverage")

    verdict = verdict_of((*START, scenario(2, [WELL]), failed, finished(5)))

    assert verdict == Verdict(
        Outcome.KILLED,
        check="response_schema_conformance",
        phase="coverage",
        operation="GET /runs",
        seconds=4.5,
        cases=3,
        said="Response violates schema: 'items' is a required property",
    )


def test_the_first_of_two_failures_is_told() -> None:
    later = {**BAD, "name": "another"}

    lines = (*START, scenario(2, [BAD, later], status="failure"), scenario(3, [later], status="failure"), finished(4))

    assert verdict_of(lines).check == "response_schema_conformance"
    assert verdict_of(lines).seconds == 2


def test_a_failure_of_no_operation_has_none() -> None:
    unnamed = {**BAD, "failure_info": {"failure": {key: FAILURE[key] for key in FAILURE if key != "operation"}}}

    assert verdict_of((*START, scenario(2, [unnamed], status="failure"))).operation == ""


@given(st.text(min_size=1))
def test_what_a_failure_says_is_a_line_of_bounded_length(message: str) -> None:
    long = {**BAD, "failure_info": {"failure": {**FAILURE, "message": message * 400}}}

    said = verdict_of((*START, scenario(2, [long], status="failure"))).said

    assert len(said) <= 300
    assert "\n" not in said


def test_a_failure_found_after_the_run_kills() -> None:
    found = {**FAILURE, "type": "PromiseBroken", "title": "Runs end", "message": "One did not."}

    verdict = verdict_of((*START, scenario(2, [WELL]), finished(61, failures=[found])))

    assert (verdict.outcome, verdict.check, verdict.phase) == (Outcome.KILLED, "PromiseBroken", "after run")
    assert (verdict.seconds, verdict.cases, verdict.said) == (61, 1, "Runs end: One did not.")


@pytest.mark.parametrize("type_", ["ConnectionError", "ReadTimeout", "ChunkedEncodingError"])
def test_a_stage_that_does_not_answer_as_http_is_noticed(type_: str) -> None:
    broken = line(
        "NonFatalError",
        3,
        value={"type": type_, "message": "It broke off."},
        phase="fuzzing",
        label="GET /runs",
        related_to_operation=True,
    )

    verdict = verdict_of((*START, scenario(2, [WELL]), broken, finished(4)))

    assert verdict == Verdict(Outcome.KILLED, NETWORK, "fuzzing", "GET /runs", 3, 1, f"{type_}: It broke off.")


@pytest.mark.parametrize("name", ["NonFatalError", "FatalError"])
def test_a_fault_of_the_suite_itself_is_no_kill(name: str) -> None:
    value = {"NonFatalError": "value", "FatalError": "exception"}[name]
    broken = line(name, 3, **{value: {"type": "KeyError", "message": "'items'"}})

    verdict = verdict_of((*START, scenario(2, [WELL]), broken, finished(4)))

    assert (verdict.outcome, verdict.check, verdict.said) == (Outcome.ERROR, "", "KeyError: 'items'")


def test_an_interrupted_run_is_an_error() -> None:
    lines = (*START, scenario(2, [WELL]), line("Interrupted", 3, phase="fuzzing"), finished(3))

    assert verdict_of(lines).outcome is Outcome.ERROR


def test_a_failure_before_an_error_kills() -> None:
    error = line("FatalError", 3, exception={"type": "KeyError", "message": ""})

    assert verdict_of((*START, scenario(2, [BAD], status="failure"), error)).outcome is Outcome.KILLED


def test_a_run_that_tried_nothing_is_an_error() -> None:
    verdict = verdict_of((*START, scenario(2, status="skip"), finished(3)))

    assert (verdict.outcome, verdict.said) == (Outcome.ERROR, "The suite tried nothing.")


@given(st.data())
def test_a_run_that_is_cut_off_anywhere_is_an_error(data: st.DataObject) -> None:
    whole = "".join((*(f"{each.rstrip()}\n" for each in START), scenario(2, [WELL]), finished(3)))
    cut = data.draw(st.integers(0, len(whole) - 2))

    verdict = verdict_of(whole[:cut].split("\n"))

    assert verdict.outcome is Outcome.ERROR
    assert verdict.said == "The suite ended before its end."

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutation.results import Result, append, read
from mutation.verdict import Outcome, Verdict

KILLED = Result(
    id="getRun.200.null.progress.done",
    kind="null",
    operation="getRun",
    said="getRun answers 200 and has null as progress.done.",
    profile="short",
    wall=12.5,
    verdict=Verdict(Outcome.KILLED, "response_schema_conformance", "examples", "GET /runs", 4.25, 37, "Größe: null"),
)
SURVIVED = replace(KILLED, id="other", profile="default", verdict=Verdict(Outcome.SURVIVED, seconds=240, cases=9000))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "made" / "results.jsonl"


def test_a_campaign_that_has_not_begun_has_no_results(file: Path) -> None:
    assert read(file) == ()


def test_results_are_read_as_they_were_written(file: Path) -> None:
    append(file, KILLED)
    append(file, SURVIVED)

    assert read(file) == (KILLED, SURVIVED)
    assert [each.killed for each in read(file)] == [True, False]


def test_the_last_result_of_a_mutant_counts(file: Path) -> None:
    again = replace(KILLED, verdict=Verdict(Outcome.SURVIVED))

    append(file, KILLED)
    append(file, SURVIVED)
    append(file, again)

    assert read(file) == (again, SURVIVED)


@given(cut=st.integers(0, 400))
def test_a_line_that_was_cut_off_anywhere_takes_no_other_with_it(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    file = tmp_path_factory.mktemp("results") / "results.jsonl"
    append(file, SURVIVED)
    whole = file.stat().st_size
    append(file, KILLED)
    kept = min(whole + cut, file.stat().st_size)
    file.write_bytes(file.read_bytes()[:kept])

    before = read(file)
    append(file, replace(KILLED, id="next"))

    assert before[:1] == (SURVIVED,)
    assert [each.id for each in read(file)] == [*(each.id for each in before), "next"]


def test_each_result_is_a_json_line(file: Path) -> None:
    append(file, replace(KILLED, said="one\u2028two\nthree"))
    append(file, SURVIVED)

    lines = file.read_text(encoding="utf-8").split("\n")

    assert [json.loads(each)["id"] for each in lines[:-1]] == [KILLED.id, SURVIVED.id]
    assert lines[-1] == ""

"""In which state an alarm is. The tables are CloudWatch's own, X for a datum over the threshold and - for none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.cloudwatch import alarm_texts
from emulator.cloudwatch.alarm_rules import AlarmRule, State, Verdict, judge
from emulator.cloudwatch.composite_rules import holds

NOW = 1_763_841_630.0
MINUTE = 1_763_841_600
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
RETAINED = "retained"

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
THREE_OF_THREE = [
    ("0-X-X", "OK", "OK", "OK", "OK"),
    ("----0", "OK", "OK", "OK", "OK"),
    ("-----", "INSUFFICIENT_DATA", RETAINED, "ALARM", "OK"),
    ("0XX-X", "ALARM", "ALARM", "ALARM", "ALARM"),
    ("--X--", "ALARM", RETAINED, "ALARM", "OK"),
]
TWO_OF_THREE = [
    ("0-X-X", "ALARM", "ALARM", "ALARM", "ALARM"),
    ("00X0X", "ALARM", "ALARM", "ALARM", "ALARM"),
    ("0-X--", "OK", "OK", "ALARM", "OK"),
    ("----0", "OK", "OK", "ALARM", "OK"),
    ("---X-", "ALARM", RETAINED, "ALARM", "OK"),
]
CASES = [
    (needed, data, treatment, expected)
    for needed, table in ((3, THREE_OF_THREE), (2, TWO_OF_THREE))
    for data, *states in table
    for treatment, expected in zip(TREATMENTS, states, strict=True)
]


def rule(
    comparison: str = "GreaterThanThreshold", periods: int = 3, needed: int = 3, missing: str = "missing"
) -> AlarmRule:
    return AlarmRule(comparison, 5.0, 60, periods, needed, missing)


def closed(data: str) -> dict[int, float]:
    """The last of them is the minute before this one."""
    first = MINUTE - 60 * len(data)
    values = {"X": 9.0, "0": 1.0}
    return {first + 60 * place: values[each] for place, each in enumerate(data) if each in values}


@pytest.mark.parametrize(("needed", "data", "treatment", "expected"), CASES)
@pytest.mark.parametrize("current", list(State))
def test_missing_data_are_treated_as_the_alarm_has_it(
    needed: int, data: str, treatment: str, expected: str, current: State
) -> None:
    verdict = judge(rule(needed=needed, missing=treatment), closed(data), NOW, current)

    assert verdict.state == (current if expected == RETAINED else expected)


@pytest.mark.parametrize(
    ("comparison", "value", "state"),
    [
        ("GreaterThanThreshold", 5.0, "OK"),
        ("GreaterThanThreshold", 5.1, "ALARM"),
        ("GreaterThanOrEqualToThreshold", 5.0, "ALARM"),
        ("LessThanThreshold", 5.0, "OK"),
        ("LessThanThreshold", 4.9, "ALARM"),
        ("LessThanOrEqualToThreshold", 5.0, "ALARM"),
    ],
)
def test_a_datum_is_compared_with_the_threshold(comparison: str, value: float, state: str) -> None:
    verdict = judge(rule(comparison, 1, 1), {MINUTE - 60: value}, NOW, State.OK)

    assert verdict.state == state


def test_open_period_counts_once_it_is_over_the_threshold() -> None:
    before = closed("0")

    assert judge(rule(periods=1, needed=1), before | {MINUTE: 1.0}, NOW, State.ALARM).counted[-1][0] == MINUTE - 60
    assert judge(rule(periods=1, needed=1), before | {MINUTE: 9.0}, NOW, State.OK).state == State.ALARM


def test_open_period_is_not_yet_below_a_threshold() -> None:
    below = rule("LessThanThreshold", 1, 1)

    assert judge(below, {MINUTE - 60: 9.0, MINUTE: 1.0}, NOW, State.OK).state == State.OK


@given(st.text("X0-", min_size=5, max_size=5), st.integers(1, 3), st.sampled_from(TREATMENTS), st.sampled_from(State))
def test_one_more_datum_over_the_threshold_never_ends_an_alarm(
    data: str, needed: int, treatment: str, current: State
) -> None:
    asked = rule(needed=needed, missing=treatment)
    before = judge(asked, closed(data), NOW, current)

    raised = judge(asked, closed(data.replace("0", "X", 1)), NOW, current)

    assert raised.state == before.state or before.state != State.ALARM or current != State.ALARM


def test_reason_is_awss() -> None:
    verdict = Verdict(State.ALARM, ((MINUTE - 60, 9.0), (MINUTE, 7.5)), 2)

    said = alarm_texts.reason(rule(periods=2, needed=2), verdict, State.OK)

    assert said == (
        "Threshold Crossed: 2 out of the last 2 datapoints [7.5 (22/11/25 20:00:00), 9.0 (22/11/25 19:59:00)] "
        "were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition)."
    )


def test_reason_tells_of_data_that_are_unknown() -> None:
    verdict = Verdict(State.INSUFFICIENT_DATA, (), 0)

    assert alarm_texts.reason(rule(periods=1), verdict, State.OK) == "Insufficient Data: 1 datapoint was unknown."


def test_reason_data_hold_what_was_evaluated() -> None:
    verdict = Verdict(State.ALARM, ((MINUTE, 9.0),), 1)

    data = json.loads(alarm_texts.reason_data(rule(periods=1), verdict, "Sum", NOW))

    assert data["recentDatapoints"] == [9.0]
    assert data["evaluatedDatapoints"] == [{"timestamp": "2025-11-22T20:00:00.000+0000", "value": 9.0}]


def test_subject_is_as_long_as_sns_takes_it() -> None:
    assert alarm_texts.subject("a", "OK", "US East (N. Virginia)") == 'OK: "a" in US East (N. Virginia)'
    assert len(alarm_texts.subject("a" * 255, "OK", "US East (N. Virginia)")) <= 100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('ALARM("one")', True),
        ("ALARM(one)", True),
        ("ALARM(two)", False),
        ("OK('two')", True),
        ("ALARM(one) AND ALARM(two)", False),
        ("ALARM(two) OR ALARM(one)", True),
        ("NOT ALARM(two) AND (OK(two) OR FALSE)", True),
        ("ALARM(one) OR ALARM(one) AND ALARM(two)", True),
        ("(ALARM(one) OR ALARM(one)) AND ALARM(two)", False),
        ("TRUE", True),
        ("INSUFFICIENT_DATA(nobody)", False),
        ("ALARM(one", None),
        ("ALARM(one) AND", None),
        ("", None),
        ("(" * 500 + "TRUE" + ")" * 500, None),
    ],
)
def test_composite_rule_looks_at_the_states_of_others(text: str, expected: bool | None) -> None:
    states = {"one": State.ALARM, "two": State.OK}

    assert holds(text, states.get) is expected

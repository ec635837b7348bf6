"""The audit reads what Terraform would, and passes only where something was checked."""

import pytest
import yaml

from commands.audit import WAIVERS, problem_of, readable


def test_the_audit_sees_all_but_what_is_for_terraform_itself() -> None:
    stack = {"terraform": {"required_version": ">= 1.10"}, "resource": {"aws_sqs_queue": {}}, "provider": {"aws": [{}]}}

    assert readable(stack) == {"resource": {"aws_sqs_queue": {}}, "provider": {"aws": [{}]}}


@pytest.mark.parametrize(
    ("results", "status"),
    [
        ({"passed": 9, "failed": 1, "parsing_errors": 0}, 0),
        ({"passed": 9, "failed": 0, "parsing_errors": 0}, 1),
        ({"passed": 9, "failed": 0, "parsing_errors": 1}, 0),
        ({"passed": 0, "failed": 0, "parsing_errors": 0}, 0),
        ({}, 0),
    ],
)
def test_an_audit_that_found_something_or_read_nothing_has_failed(results: dict[str, int], status: int) -> None:
    assert problem_of(results, status)


def test_an_audit_without_findings_has_passed() -> None:
    assert problem_of({"passed": 9, "failed": 0, "parsing_errors": 0}, 0) is None


def test_a_waiver_is_given_once_and_after_a_reason() -> None:
    text = WAIVERS.read_text()
    waived = yaml.safe_load(text)["skip-check"]

    assert len(set(waived)) == len(waived)
    first = text.split("skip-check:\n")[1].splitlines()[0]
    assert first.strip().startswith("#")

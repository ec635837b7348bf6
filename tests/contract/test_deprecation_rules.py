"""What an operation that goes has to say."""

from collections.abc import Callable
from pathlib import Path

import pytest

from contract import client_edition, lint, load

Write = Callable[[str], Path]

GOING = """\
      operationId: putPet
      deprecated: true
      x-deprecated-since: '2026-11-23'
      x-sunset: '2027-06-30'
"""
ANSWER = "'200': {description: Put, "
DOCUMENTED = f"{ANSWER}headers: {{Deprecation: {{schema: {{type: string}}}}, Sunset: {{schema: {{type: string}}}}}}, "


@pytest.fixture
def going(sound: str) -> str:
    """The sound contract, with an operation that is deprecated as it should be."""
    return sound.replace("      operationId: putPet\n", GOING).replace(ANSWER, DOCUMENTED)


def findings(path: Path) -> list[tuple[str, str]]:
    return [(finding.rule, finding.message) for finding in lint(load(path)) if finding.rule.startswith("deprecation")]


def test_an_operation_that_names_its_days_and_documents_its_headers_is_well(going: str, write: Write) -> None:
    assert findings(write(going)) == []


@pytest.mark.parametrize("name", ["x-deprecated-since", "x-sunset"])
@pytest.mark.parametrize("instead", ["", "'2027-02-30'", "'soon'", "20270630"])
def test_a_deprecated_operation_names_both_days(going: str, write: Write, name: str, instead: str) -> None:
    [line] = [line for line in going.splitlines() if line.strip().startswith(name)]
    broken = going.replace(f"{line}\n", f"      {name}: {instead}\n" if instead else "")

    [(rule, message)] = findings(write(broken))

    assert rule == "deprecation-days"
    assert f"names no day in {name}; write {name}: '2027-06-30'" in message


def test_a_sunset_is_after_the_deprecation(going: str, write: Write) -> None:
    [(rule, message)] = findings(write(going.replace("'2027-06-30'", "'2026-11-23'")))

    assert (rule, "give clients time to leave" in message) == ("deprecation-days", True)


def test_a_day_without_deprecated_is_found(going: str, write: Write) -> None:
    found = findings(write(going.replace("      deprecated: true\n", "")))

    assert {rule for rule, _ in found} == {"deprecation-undeclared"}
    assert len(found) == 2


@pytest.mark.parametrize("name", ["Deprecation", "Sunset"])
def test_answers_document_both_headers(going: str, write: Write, name: str) -> None:
    [(rule, message)] = findings(write(going.replace(f"{name}: {{schema", f"X-{name}: {{schema")))

    assert rule == "deprecation-headers"
    assert f"its answer 200 sends {name}: document it" in message


def test_what_no_function_answers_has_its_headers_written_out(sound: str, write: Write) -> None:
    health = GOING.replace("putPet", "getHealth")
    going = sound.replace("      operationId: getHealth\n", health)

    messages = [message for rule, message in findings(write(going)) if rule == "deprecation-integration"]

    assert len(messages) == 2
    assert "write method.response.header.Deprecation under responseParameters" in messages[0]


def test_a_server_behind_the_gateway_cannot_tell(going: str, write: Write) -> None:
    passed_on = going.replace("type: aws_proxy", "type: http_proxy")

    [message] = [message for rule, message in findings(write(passed_on)) if rule == "deprecation-integration"]

    assert "http_proxy sends no header of ours" in message


def test_clients_and_functions_get_the_days(going: str, write: Write) -> None:
    edition = client_edition(load(write(going)), "/")

    operation = edition["paths"]["/pets/{pet}"]["put"]
    assert (operation["deprecated"], operation["x-deprecated-since"], operation["x-sunset"]) == (
        True,
        "2026-11-23",
        "2027-06-30",
    )

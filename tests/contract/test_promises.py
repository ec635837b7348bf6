"""What the contract says of every answer, held against the code that answers: nothing is forgotten, nothing made up."""

import ast
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import Document, Operation
from contract.answer_headers import ANSWER_HEADERS, REQUEST_ID
from contract.gateway_responses import GATEWAY_RESPONSES
from handlers.gateway import problems, responses
from handlers.gateway.times import rfc3339
from handlers.runs.ids import new_id
from tests.contract.conftest import ROOT

TYPE = "urn:ai-facade:problem:"
PROBLEM_JSON = "application/problem+json"
# Answered where there is no operation, and of AWS's own credentials, which no operation takes.
OF_NO_OPERATION = {"MISSING_AUTHENTICATION_TOKEN", "RESOURCE_NOT_FOUND", "INVALID_SIGNATURE", "EXPIRED_TOKEN"}

Kind = tuple[int, str, str]
"""Status, the end of the type, title."""


def kinds_of_operations() -> set[Kind]:
    named = [kind for kind in vars(problems).values() if isinstance(kind, problems.Kind)]
    return {(kind.status, kind.slug, kind.title) for kind in (*named, *problems.KIND_OF_REFUSAL.values())}


def kinds_of_the_gateway() -> set[Kind]:
    answers = [answer for name, answer in GATEWAY_RESPONSES.items() if name not in OF_NO_OPERATION]
    return {(answer.status, answer.slug, answer.title) for answer in answers}


def problem_schemas(document: Document) -> dict[str, dict[str, Any]]:
    """What each schema says beyond what every problem has: the enums of `status`, `type` and `title`."""
    schemas = document.root["components"]["schemas"]
    named = {name: schema for name, schema in schemas.items() if name.endswith("Problem") and "allOf" in schema}
    return {name: schema["allOf"][1]["properties"] for name, schema in named.items()}


def kinds_said(said: Mapping[str, Any], known: set[Kind]) -> set[Kind]:
    """Those among the known ones that a schema allows; fails for a word that is of none of them."""
    statuses, types, titles = (set(said[name]["enum"]) for name in ("status", "type", "title"))
    kinds = {kind for kind in known if kind[0] in statuses and TYPE + kind[1] in types and kind[2] in titles}
    words = [({kind[0] for kind in kinds}, {TYPE + kind[1] for kind in kinds}, {kind[2] for kind in kinds})]
    assert words == [(statuses, types, titles)]
    return kinds


def test_every_problem_that_the_code_knows_is_documented_and_no_other(contract: Document) -> None:
    known = kinds_of_operations() | kinds_of_the_gateway()

    documented = [kinds_said(said, known) for said in problem_schemas(contract).values()]

    assert set().union(*documented) == known


def test_of_the_model_server_s_answers_problems_are_the_gateway_s_alone(contract: Document) -> None:
    said = kinds_said(problem_schemas(contract)["ModelServerProblem"], kinds_of_the_gateway())

    assert said == kinds_of_the_gateway()


def test_a_problem_is_documented_under_its_own_status(contract: Document) -> None:
    for operation, status, response in documented_answers(contract):
        for media_type, content in response.get("content", {}).items():
            name = content["schema"].get("$ref", "").rpartition("/")[2]
            if media_type == PROBLEM_JSON and not is_passed_on(operation):
                assert problem_schemas(contract)[name]["status"]["enum"] == [int(status)], operation.operation_id


def failures_of_the_code() -> set[tuple[str, str]]:
    """Slug and title wherever a `Failure` is made, and of the refusals that become one."""
    found = set()
    for path in (ROOT / "handlers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("Failure"), args=[ast.Constant(str(slug)), ast.Constant(str(title)), *_]):
                    found.add((slug, title))
                case ast.AnnAssign(target=ast.Name("_TITLES")) | ast.Assign(targets=[ast.Name("_TITLES")]):
                    assert node.value is not None
                    found |= set(_pairs(node.value))
    return found


def _pairs(titles: ast.expr) -> Iterator[tuple[str, str]]:
    assert isinstance(titles, ast.Dict)
    yield from (ast.literal_eval(pair) for pair in titles.values)


def test_every_failure_of_a_run_is_documented_and_no_other(contract: Document) -> None:
    said = contract.root["components"]["schemas"]["RunProblem"]["properties"]

    failures = failures_of_the_code()

    assert {"not-started", "index-full", "budget-exhausted"} <= {slug for slug, _ in failures}
    assert set(said["type"]["enum"]) == {TYPE + slug for slug, _ in failures}
    assert set(said["title"]["enum"]) == {title for _, title in failures}


def documented_answers(document: Document) -> Iterator[tuple[Operation, str, Mapping[str, Any]]]:
    for operation in document.operations():
        for status, response in operation.raw["responses"].items():
            yield operation, status, document.resolve(response)


def is_passed_on(operation: Operation) -> bool:
    """Whether the answer is another server's."""
    return str(operation.integration["type"]) == "http_proxy"


def test_every_answer_has_the_request_s_id(contract: Document) -> None:
    for operation, status, response in documented_answers(contract):
        header = contract.resolve(response["headers"][REQUEST_ID])
        assert header["required"] is True, (operation.operation_id, status)


def test_every_answer_of_our_own_has_the_headers_of_every_answer(contract: Document) -> None:
    for operation, status, response in documented_answers(contract):
        if is_passed_on(operation):
            continue
        headers = {name: contract.resolve(header) for name, header in response["headers"].items()}
        may_be_kept = {"Cache-Control"} if "ETag" in headers else set()
        for name in ANSWER_HEADERS.keys() - may_be_kept:
            # What AWS answers to a body that is too long for it has none of them.
            assert headers[name].get("required", False) is (status != "413"), (operation.operation_id, status, name)
            assert headers[name]["schema"]["enum"] == [ANSWER_HEADERS[name]]


def test_operations_and_the_gateway_send_the_same_headers() -> None:
    assert responses.ANSWER_HEADERS == ANSWER_HEADERS


@pytest.mark.parametrize("status", ["429", "503"])
def test_whoever_is_to_wait_is_told_how_long(contract: Document, status: str) -> None:
    answers = [each for operation, said, each in documented_answers(contract) if said == status]
    own = [response for response in answers if "Retry-After" in response["headers"]]

    assert own
    for response in own:
        header = contract.resolve(response["headers"]["Retry-After"])
        assert header["required"] is True
        assert header["schema"]["minimum"] == 1


def test_the_gateway_s_waits_are_within_what_is_documented(contract: Document) -> None:
    header = contract.resolve(contract.root["components"]["responses"]["TooManyRequests"]["headers"]["Retry-After"])
    waits = [answer.retry_after for answer in GATEWAY_RESPONSES.values() if answer.retry_after is not None]

    assert waits
    assert header["schema"]["minimum"] <= min(waits) <= max(waits) <= header["schema"]["maximum"]


def schema_of(document: Document, component: str, name: str) -> dict[str, Any]:
    schema: dict[str, Any] = document.root["components"]["schemas"][component]["properties"][name]
    return schema


@given(time=st.datetimes(datetime(1971, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC)))
def test_times_are_as_the_contract_has_them(contract: Document, time: datetime) -> None:
    assert re.search(schema_of(contract, "Document", "createdAt")["pattern"], rfc3339(time))


@given(time=st.datetimes(datetime(1971, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC)))
def test_new_ids_are_as_the_contract_has_them(contract: Document, time: datetime) -> None:
    made = new_id(time)

    assert re.search(schema_of(contract, "Document", "documentId")["pattern"], made)
    assert re.search(contract.root["components"]["headers"]["RunLocation"]["schema"]["pattern"], f"/runs/{made}")


def answered_schemas(node: Any) -> Iterator[Mapping[str, Any]]:
    match node:
        case Mapping():
            yield node
            for value in node.values():
                yield from answered_schemas(value)
        case list():
            for value in node:
                yield from answered_schemas(value)


def test_every_time_of_an_answer_has_the_one_form(contract: Document) -> None:
    nodes = answered_schemas(contract.root["components"]["schemas"])
    times = [node for node in nodes if node.get("format") == "date-time"]

    assert len(times) > 5
    assert {node.get("pattern") for node in times} == {schema_of(contract, "Document", "createdAt")["pattern"]}

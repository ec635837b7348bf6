"""The list that a person reads: where, what the repository says, what the stage says; and no secret in it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from contract.shape import INTEGRATION
from drift.comparison import HIDDEN, MOST_SHOWN, Compared, Served, compare, report
from drift.difference import LEFT_OPEN, NOTHING, Difference
from drift.tolerances import TOLERANCES
from drift.wanted import Account, Wanted, api_name, wanted_of
from infrastructure.naming import stage_wide
from infrastructure.stage_settings import CustomDomain
from infrastructure.stages import STAGES
from tests.drift.exports import OWN, TOKEN_URL, URL, leaves, wanted

SECRET = "Bearer 5up3r"
SENT = "integration.request.header.Authorization"


def as_exported(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the tolerances foretell."""
    pair: tuple[Mapping[str, Any], Mapping[str, Any]] = body, {}
    for tolerance in TOLERANCES:
        pair = tolerance.change(*pair)
    return dict(pair[0])


def served(told: Wanted) -> Served:
    return Served(as_exported(told.body), told.document, told.digest)


def told(pointer: str, before: Any, after: Any, operation: str = "") -> str:
    return report((Compared("GetExport", (Difference(pointer, operation, before, after),)),))


def test_a_stage_that_serves_what_the_checkout_says_has_no_difference() -> None:
    compared = compare(wanted(), served(wanted()))

    assert [each.differences for each in compared] == [(), (), ()]
    assert report(compared) == ""


@pytest.mark.parametrize(
    ("change", "source"),
    [
        ({"exported": {}}, "GetExport"),
        ({"document": {}}, "GET /openapi.json"),
        ({"digest": "0" * 64}, "GET /health"),
        ({"digest": None}, "GET /health"),
    ],
)
def test_each_source_is_compared(change: dict[str, Any], source: str) -> None:
    compared = compare(wanted(), replace(served(wanted()), **change))

    assert [each.source for each in compared if each.differences] == [source]


def test_a_difference_is_three_lines() -> None:
    text = told("/paths/~1pets/get/a", 1, NOTHING, "listPets")

    assert text.splitlines() == [
        "GetExport: 1 difference",
        "  listPets  /paths/~1pets/get/a",
        "    repository  1",
        "    stage       nothing",
    ]


def test_a_long_value_is_cut() -> None:
    longest = max(told("/a", "x" * 10_000, 1).splitlines(), key=len)

    assert len(longest) < MOST_SHOWN + 30


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        (f"/paths/~1models/get/{INTEGRATION}/requestParameters/{SENT}", f"'{SECRET}'"),
        (f"/paths/~1models/get/{INTEGRATION}", {"requestParameters": {SENT: f"'{SECRET}'"}}),
        ("/paths/~1models", {"get": {INTEGRATION: [{"x": {SENT.lower(): SECRET}}]}}),
    ],
)
def test_what_is_sent_to_the_model_server_as_authorization_is_not_shown(pointer: str, value: Any) -> None:
    text = told(pointer, NOTHING, value)

    assert SECRET not in text
    assert HIDDEN in text


def test_the_names_of_functions_are_those_of_the_stage_and_the_account() -> None:
    uris = {str(value) for pointer, value in leaves(wanted().body) if pointer.endswith("/uri")}

    assert (
        "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
        "arn:aws:lambda:us-east-1:123456789012:function:ai-facade-local-run_task/invocations"
    ) in uris
    assert all(uri.split(":function:")[-1].startswith(stage_wide("local", "")) for uri in uris if "lambda" in uri)


def test_the_api_is_named_as_the_infrastructure_names_it() -> None:
    assert stage_wide("dev", "run_task") == f"{api_name('dev')}-run_task"


def test_what_terraform_alone_knows_is_left_open() -> None:
    open_ = [pointer for pointer, value in leaves(wanted().body) if isinstance(value, str) and LEFT_OPEN in value]

    assert open_
    assert all(pointer.endswith(SENT) for pointer in open_)


def test_a_stage_with_a_name_of_its_own_answers_at_no_other() -> None:
    stage = replace(STAGES[0], domain=CustomDomain("api.example.com", "arn:aws:acm:us-east-1:1:certificate/1"))

    body = wanted_of(OWN, stage, Account("aws", "123456789012"), URL, TOKEN_URL).body

    assert body["x-amazon-apigateway-endpoint-configuration"] == {"disableExecuteApiEndpoint": True}


def test_clients_are_told_the_stage_s_own_urls() -> None:
    document = wanted().document

    assert document["servers"] == [{"url": URL}]
    flows = document["components"]["securitySchemes"]["TeamToken"]["flows"]
    assert flows["clientCredentials"]["tokenUrl"] == TOKEN_URL

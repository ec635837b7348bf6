from dataclasses import replace
from pathlib import Path

import pytest

from contract import Document, load
from infrastructure.grants import COUNTS, METERS
from infrastructure.settings import FunctionSettings
from infrastructure.wiring import (
    Miswiring,
    WiredAuthorizer,
    WiredOperation,
    WiredStep,
    handler_modules,
    wire,
    wire_authorizers,
    wire_steps,
)
from tests.infrastructure.project import copy_project

SETTINGS = FunctionSettings(memory_mb=128, timeout_seconds=3)
CONTRACT = """\
openapi: 3.0.3
info: {{title: Pets, version: 1.0.0}}
paths:
  /pets/{{pet}}:
    {method}:
      operationId: getPet
      responses: {{'200': {{description: A pet.}}}}
      x-amazon-apigateway-integration:
        {{type: aws_proxy, httpMethod: POST, uri: '${{{placeholder}}}'}}
"""


def contract(folder: Path, placeholder: str = "get_pet.invoke_arn", method: str = "get") -> Document:
    path = folder / "pets.yaml"
    path.write_text(CONTRACT.format(placeholder=placeholder, method=method))
    return load(path)


def test_an_operation_is_wired_by_its_name(tmp_path: Path) -> None:
    wired = wire(contract(tmp_path), {"get_pet"}, {"get_pet": SETTINGS})

    assert wired == (WiredOperation("get_pet", "GET", "/pets/{pet}", SETTINGS),)


def test_an_operation_of_any_method_is_wired_for_all_of_them(tmp_path: Path) -> None:
    document = contract(tmp_path, method="x-amazon-apigateway-any-method")

    wired = wire(document, {"get_pet"}, {"get_pet": SETTINGS})

    assert wired == (WiredOperation("get_pet", "*", "/pets/{pet}", SETTINGS),)


@pytest.mark.parametrize(
    ("handlers", "rows", "placeholder", "fault"),
    [
        (
            set(),
            {"get_pet"},
            "get_pet.invoke_arn",
            "The operation getPet has no handler: handlers/get_pet.py with a function `handle` is missing.",
        ),
        (
            {"get_pet", "feed_pet"},
            {"get_pet"},
            "get_pet.invoke_arn",
            "The handler handlers/feed_pet.py belongs to no operation: the contract has no ${feed_pet.invoke_arn}.",
        ),
        (
            {"get_pet"},
            set(),
            "get_pet.invoke_arn",
            "The operation getPet has no row of function settings: FUNCTIONS has no get_pet.",
        ),
        (
            {"get_pet"},
            {"get_pet", "feed_pet"},
            "get_pet.invoke_arn",
            "The function settings of feed_pet belong to no operation: the contract has no ${feed_pet.invoke_arn}.",
        ),
        (
            {"get_pet"},
            {"get_pet"},
            "find_pet.invoke_arn",
            "The operation getPet names ${find_pet.invoke_arn}; its own name is ${get_pet.invoke_arn}.",
        ),
    ],
)
def test_what_lacks_a_counterpart_is_named(
    tmp_path: Path, handlers: set[str], rows: set[str], placeholder: str, fault: str
) -> None:
    wired = wire(contract(tmp_path, placeholder), handlers, dict.fromkeys(rows, SETTINGS))

    assert wired == Miswiring((fault,))


def test_a_step_is_wired_by_its_name() -> None:
    wired = wire_steps({"feed_pet"}, {"feed_pet": SETTINGS}, operations={"get_pet"})

    assert wired == (WiredStep("feed_pet", SETTINGS),)
    assert [(step.name, step.module) for step in wired] == [("feed_pet", "handlers.steps.feed_pet")]


@pytest.mark.parametrize(
    ("handlers", "rows", "operations", "fault"),
    [
        (
            {"feed_pet"},
            set(),
            set(),
            "The step handlers/steps/feed_pet.py has no row of function settings: STEPS has no feed_pet.",
        ),
        (
            set(),
            {"feed_pet"},
            set(),
            (
                "The function settings of the step feed_pet belong to no handler: "
                "handlers/steps/feed_pet.py with a function `handle` is missing."
            ),
        ),
        (
            {"feed_pet"},
            {"feed_pet"},
            {"feed_pet"},
            "The step feed_pet has the name of an operation: both would be one function.",
        ),
    ],
)
def test_a_step_that_lacks_its_counterpart_or_a_name_of_its_own_is_named(
    handlers: set[str], rows: set[str], operations: set[str], fault: str
) -> None:
    assert wire_steps(handlers, dict.fromkeys(rows, SETTINGS), operations) == Miswiring((fault,))


def test_a_handler_is_a_module_that_defines_handle(tmp_path: Path) -> None:
    (tmp_path / "get_pet.py").write_text("import what_only_lambda_has\n\n\ndef handle(event, context): ...\n")
    (tmp_path / "shared.py").write_text("def handle_all(): ...\n\n\nclass Pets:\n    def handle(self): ...\n")
    (tmp_path / "models").mkdir()

    assert handler_modules(tmp_path) == {"get_pet"}


def test_a_synth_with_an_orphan_handler_fails_in_one_sentence(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    (project.folder / "handlers" / "feed_pet.py").write_text("def handle(event, context): ...\n")

    synth = project.synth()

    assert synth.returncode == 1
    assert synth.stderr == (
        "The handler handlers/feed_pet.py belongs to no operation: the contract has no ${feed_pet.invoke_arn}.\n"
    )


def test_a_synth_with_an_orphan_step_fails_in_one_sentence(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    (project.folder / "handlers" / "steps" / "feed_pet.py").write_text("def handle(event, context): ...\n")

    synth = project.synth()

    assert synth.returncode == 1
    assert synth.stderr == (
        "The step handlers/steps/feed_pet.py has no row of function settings: STEPS has no feed_pet.\n"
    )


def test_a_synth_with_a_model_without_a_price_fails_in_one_sentence(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    stages = project.folder / "infrastructure" / "stages.py"
    stages.write_text(stages.read_text().replace("us.amazon.nova-pro-v1:0", "us.amazon.nova-max-v1:0"))

    synth = project.synth()

    assert synth.returncode == 1
    assert synth.stderr == (
        "The model us.amazon.nova-max-v1:0 of the stage prod has no price; give it one in infrastructure/prices.py.\n"
    )


def test_a_synth_with_an_unknown_placeholder_fails_in_one_sentence(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    openapi = project.folder / "openapi.yaml"
    openapi.write_text(openapi.read_text().replace("${get_contract.invoke_arn}", "${get_contract.arn}"))

    synth = project.synth()

    assert synth.returncode == 1
    assert synth.stderr == "The operation getContract does not call its function ${get_contract.invoke_arn}.\n"


def test_a_synth_with_a_placeholder_that_nothing_gives_fails_where_it_stands(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    openapi = project.folder / "openapi.yaml"
    openapi.write_text(
        openapi.read_text().replace("uri: ${run_task.invoke_arn}", "uri: ${run_task.invoke_arn}${account}")
    )

    synth = project.synth()

    assert synth.returncode == 1
    assert "openapi.yaml:" in synth.stderr
    assert "${account}" in synth.stderr
    assert "Traceback" not in synth.stderr


SECURED = """\
components:
  securitySchemes:
    Token:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: /token, scopes: {pets: Pets.}}}
      x-amazon-apigateway-authorizer: {type: request, authorizerUri: '${check_token.invoke_arn}'}
"""


def secured(folder: Path) -> Document:
    path = folder / "pets.yaml"
    text = CONTRACT.format(placeholder="get_pet.invoke_arn", method="get").replace(
        "      responses", "      security: [{Token: [pets]}]\n      responses"
    )
    path.write_text(text + SECURED)
    return load(path)


def test_an_authorizer_is_wired_by_its_name_and_is_no_operation(tmp_path: Path) -> None:
    document = secured(tmp_path)

    assert wire_authorizers(document, {"check_token"}, {"check_token": SETTINGS}) == (
        WiredAuthorizer("check_token", SETTINGS),
    )
    assert isinstance(wire(document, {"get_pet"}, {"get_pet": SETTINGS}), tuple)


def test_who_serves_a_team_counts_what_it_used(tmp_path: Path) -> None:
    (wired,) = operations_of(wire(secured(tmp_path), {"get_pet"}, {"get_pet": SETTINGS}))

    assert wired.settings.grants == (COUNTS,)


def test_who_calls_models_and_serves_a_team_is_granted_the_ledger_once(tmp_path: Path) -> None:
    metered = replace(SETTINGS, grants=METERS)

    (wired,) = operations_of(wire(secured(tmp_path), {"get_pet"}, {"get_pet": metered}))

    assert wired.settings.grants == METERS


@pytest.mark.parametrize(
    ("handlers", "rows", "fault"),
    [
        (set(), {"check_token"}, "handlers/authorizers/check_token.py with a function `handle` is missing."),
        ({"check_token"}, set(), "AUTHORIZERS has no check_token."),
        ({"check_token", "ask"}, {"check_token"}, "The authorizer ask is called by nothing"),
        ({"check_token"}, {"check_token", "ask"}, "The authorizer ask is called by nothing"),
    ],
)
def test_an_authorizer_that_lacks_one_of_its_places_is_named(
    tmp_path: Path, handlers: set[str], rows: set[str], fault: str
) -> None:
    wired = wire_authorizers(secured(tmp_path), handlers, dict.fromkeys(rows, SETTINGS))

    assert isinstance(wired, Miswiring)
    assert fault in wired.faults[0]


def operations_of(wired: tuple[WiredOperation, ...] | Miswiring) -> tuple[WiredOperation, ...]:
    assert not isinstance(wired, Miswiring)
    return wired

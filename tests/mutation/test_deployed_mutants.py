"""Mutants of the deployed thing, made of the project's own contract with made-up ARNs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from contract import function_ids, gateway_body, load
from contract.gateway_responses import EXTENSION
from contract.shape import INTEGRATION
from mutation.deployed import DeployedMutant, Deployment, Throttle, put, without
from mutation.deployed_catalogue import FAMILIES, MOST_OF_ANSWERS, deployed_mutants

CONTRACT = load(Path(__file__).parents[2] / "openapi.yaml")
FUNCTIONS = tuple(function_ids(CONTRACT))
URI = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{}/invocations"
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:{}"
VALUES = {
    **{f"{each}.invoke_arn": URI.format(ARN.format(each)) for each in FUNCTIONS},
    "model_server.scheme": "https",
    "model_server.authorization": "none",
}
BASE = Deployment(
    contract=CONTRACT,
    body=gateway_body(CONTRACT, VALUES, authorizer_cache=True),
    variables={"model_server": "model.example:8080", "base": "https://stage.example/v1"},
    throttle=Throttle(rate=50, burst=100),
    plans=("standard", "trial"),
    permitted=frozenset(FUNCTIONS),
    environments={each: {"TABLE": "table", f"OF_{each.upper()}": "its-own"} for each in FUNCTIONS},
)
CATALOGUE = deployed_mutants(BASE, VALUES, authorizer_cache=True)
PARTS = ("contract", "body", "variables", "throttle", "plans", "permitted", "environments", "packaged")
NOT_OF_THE_BODY = {
    "stage variable": "variables",
    "throttle": "throttle",
    "usage plan lost": "plans",
    "permission lost": "permitted",
    "environment": "environments",
    "stale function": "packaged",
    "stale authorizer": "packaged",
    "stale document": "packaged",
}
OF_A_METHOD = ("wrong integration", "integration parameter lost", "passthrough changed", "method missing")


def of(kind: str) -> list[DeployedMutant]:
    return [each for each in CATALOGUE if each.kind == kind]


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    return {key for key in {*before, *after} if before.get(key) != after.get(key)}


def changed_methods(body: Mapping[str, Any]) -> set[tuple[str, str]]:
    before, after = BASE.body["paths"], body["paths"]
    return {
        (path, method)
        for path in changed(before, after)
        for method in changed(before.get(path, {}), after.get(path, {}))
    }


def place_of(mutant: DeployedMutant) -> tuple[str, str]:
    return next((each.path, each.method) for each in CONTRACT.operations() if each.operation_id == mutant.operation)


def test_ids_are_unique_also_as_names_of_folders() -> None:
    assert len({each.id.replace("/", "_") for each in CATALOGUE}) == len(CATALOGUE)


def test_catalogue_is_the_same_each_time() -> None:
    assert deployed_mutants(BASE, VALUES, authorizer_cache=True) == CATALOGUE


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__)
def test_each_family_is_there(family: Any) -> None:
    kinds = {each.kind for each in family(BASE)}

    assert kinds
    assert kinds <= {each.kind for each in CATALOGUE}


def test_gateways_of_an_earlier_contract_are_there() -> None:
    assert of("stale gateway")


def test_no_kind_outweighs_the_others() -> None:
    assert all(len(of(each.kind)) <= MOST_OF_ANSWERS for each in CATALOGUE)


@pytest.mark.parametrize("mutant", CATALOGUE, ids=lambda mutant: mutant.id)
def test_only_what_a_mutant_is_about_differs(mutant: DeployedMutant) -> None:
    differing = [each for each in PARTS if getattr(mutant.deployment, each) != getattr(BASE, each)]

    assert differing == [NOT_OF_THE_BODY.get(mutant.kind, "body")]
    assert mutant.said.endswith(".")


@pytest.mark.parametrize("mutant", [one for kind in OF_A_METHOD for one in of(kind)], ids=lambda mutant: mutant.id)
def test_a_mutant_of_an_operation_leaves_the_others_alone(mutant: DeployedMutant) -> None:
    assert changed_methods(mutant.deployment.body) == {place_of(mutant)}
    assert changed(BASE.body, mutant.deployment.body) == {"paths"}


def test_an_operation_that_lost_its_authorizer_asks_for_nothing() -> None:
    for mutant in (each for each in of("authorizer lost") if each.operation):
        path, method = place_of(mutant)

        assert BASE.body["paths"][path][method]["security"]
        assert mutant.deployment.body["paths"][path][method]["security"] == []
        assert changed_methods(mutant.deployment.body) == {(path, method)}


def test_a_wrong_integration_is_another_operations() -> None:
    uris = {each.operation_id: BASE.integration(each).get("uri") for each in CONTRACT.operations()}

    for mutant in of("wrong integration"):
        path, method = place_of(mutant)
        uri = mutant.deployment.body["paths"][path][method][INTEGRATION]["uri"]
        assert uri != uris[mutant.operation]
        assert uri == uris[mutant.said.removesuffix(".").rpartition(" ")[2]]


def test_a_gateway_response_is_broken_in_its_type_alone() -> None:
    mutants = of("gateway response")

    assert mutants
    for mutant in mutants:
        type_ = mutant.id.split(".")[2]
        assert changed(BASE.body, mutant.deployment.body) == {EXTENSION}
        assert changed(BASE.body[EXTENSION], mutant.deployment.body[EXTENSION]) == {type_}


def test_a_stage_variable_is_wrong_or_missing() -> None:
    for mutant in of("stage variable"):
        *_, name, how = mutant.id.split(".")
        assert changed(BASE.variables, mutant.deployment.variables) == {name}
        assert (name in mutant.deployment.variables) == (how == "wrong")


def test_a_wrong_url_keeps_its_scheme() -> None:
    (wrong,) = (each for each in of("stage variable") if each.id == "deployed.variable.base.wrong")

    assert wrong.deployment.variables["base"].startswith("https://")


def test_each_usage_plan_is_lost_and_all() -> None:
    assert [each.deployment.plans for each in of("usage plan lost")] == [("trial",), ("standard",), ()]


def test_a_lost_permission_is_one_functions() -> None:
    for mutant in of("permission lost"):
        (function,) = BASE.permitted - mutant.deployment.permitted
        assert function in mutant.said


def test_a_wrong_environment_is_one_variable_of_one_function() -> None:
    for mutant in of("environment"):
        (function,) = changed(BASE.environments, mutant.deployment.environments)
        told = mutant.deployment.environments[function]
        assert changed(BASE.environments[function], told) == {mutant.id.rpartition(".")[2]}


@pytest.mark.parametrize("kind", ["stale function", "stale authorizer", "stale document"])
def test_one_function_has_an_earlier_contract(kind: str) -> None:
    assert of(kind)
    for mutant in of(kind):
        ((function, packaged),) = mutant.deployment.packaged.items()
        assert function in FUNCTIONS
        assert packaged.root != CONTRACT.root


def test_putting_and_taking_away_leave_the_tree_as_it_was() -> None:
    tree = {"a": [{"b": 1}, {"c": 2}]}

    assert put(tree, ["a", 1, "c"], 3) == {"a": [{"b": 1}, {"c": 3}]}
    assert put(tree, ["new", "deep"], 3) == {**tree, "new": {"deep": 3}}
    assert without(tree, ["a", 0]) == {"a": [{"c": 2}]}
    assert without(tree, ["a", 0, "b"]) == {"a": [{}, {"c": 2}]}
    assert tree == {"a": [{"b": 1}, {"c": 2}]}


def test_what_is_not_there_cannot_be_taken_away() -> None:
    with pytest.raises(KeyError):
        without({"a": {}}, ["a", "b"])

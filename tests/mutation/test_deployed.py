"""What is deployed for each mutant: all of it is derived, so a contract that nobody has seen has its mutants too."""

import json
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from contract import Document, load
from contract.authorizers import KEY_SOURCE
from contract.gateway_responses import EXTENSION
from contract.shape import INTEGRATION
from mutation import deployed_answers, deployed_body, deployed_functions, deployed_stage
from mutation.deployed import DeployedMutant, Deployment, put, without
from mutation.deployed_catalogue import deployed_mutants
from mutation.deployed_earlier import earlier_access, earlier_documents, earlier_requests
from tests.mutation.deployments import PETS, deployment_of, values_of

BASE = deployment_of(PETS)
LIST, CREATE = ("paths", "/pets", "get"), ("paths", "/pets", "post")
OWN = load(Path(__file__).parents[2] / "openapi.yaml")


def by_id(*mutants: DeployedMutant) -> dict[str, Deployment]:
    return {each.id.removeprefix("deployed."): each.deployment for each in mutants}


def at(tree: Any, *keys: str) -> Any:
    for key in keys:
        tree = tree[key]
    return tree


def every() -> tuple[DeployedMutant, ...]:
    return deployed_mutants(BASE, values_of(BASE.contract), authorizer_cache=False)


def test_every_mutant_has_one_id_and_is_other_than_the_stage() -> None:
    mutants = every()

    assert max(Counter(each.id for each in mutants).values()) == 1
    assert [each.id for each in mutants if each.deployment == BASE] == []


def test_the_stage_stays_as_it_is() -> None:
    before = deepcopy(BASE)

    every()

    assert before == BASE


def test_every_body_can_be_sent() -> None:
    assert all(json.dumps(each.deployment.body) for each in every())


def test_each_part_of_a_validator_is_off_in_turn() -> None:
    bodies = by_id(*deployed_body.validators(BASE))

    place = ("x-amazon-apigateway-request-validators", "all")
    assert {id_: at(each.body, *place) for id_, each in bodies.items()} == {
        "validator.all.validateRequestBody": {"validateRequestBody": False, "validateRequestParameters": True},
        "validator.all.validateRequestParameters": {"validateRequestBody": True, "validateRequestParameters": False},
    }


def test_an_operation_that_asks_for_credentials_asks_for_none() -> None:
    bodies = by_id(*deployed_body.authorizers(BASE))

    assert at(bodies["authorizer-lost.listPets"].body, *LIST, "security") == []
    assert at(bodies["authorizer-lost.listPets"].body, *CREATE, "security") != []
    assert [at(bodies["authorizer.everywhere"].body, *each, "security") for each in (LIST, CREATE)] == [[], []]
    assert KEY_SOURCE not in bodies["authorizer.key-source"].body
    assert "authorizer-lost.askVet" not in bodies


def test_an_operation_calls_the_next_ones_function() -> None:
    bodies = by_id(*deployed_body.integrations(BASE))

    create = at(BASE.body, *CREATE, INTEGRATION, "uri")
    assert at(bodies["wrong-integration.listPets"].body, *LIST, INTEGRATION, "uri") == create


def test_an_operation_behind_http_loses_what_it_maps() -> None:
    bodies = by_id(*deployed_body.integrations(BASE))

    vet = ("paths", "/vets/{rest}", "get", INTEGRATION)
    lost = bodies["integration-parameter-lost.askVet.integration.request.path.rest"]
    assert at(lost.body, *vet, "requestParameters") == {}
    assert at(bodies["passthrough-changed.askVet"].body, *vet, "passthroughBehavior") == "never"


def test_a_method_or_a_path_of_several_is_missing() -> None:
    bodies = by_id(*deployed_body.missing(BASE))

    assert "get" not in at(bodies["method-missing.listPets"].body, "paths", "/pets")
    assert "post" in at(bodies["method-missing.listPets"].body, "paths", "/pets")
    assert "/pets" not in bodies["path./pets"].body["paths"]
    assert "path./vets/{rest}" not in bodies


def test_added_methods_are_gone_or_lack_a_header() -> None:
    bodies = by_id(*deployed_body.added(BASE))

    assert all("options" not in item for item in bodies["preflight.gone"].body["paths"].values())
    allow = bodies["method-not-allowed.Allow"].body["paths"]["/pets"]["x-amazon-apigateway-any-method"]
    assert "method.response.header.Allow" not in allow[INTEGRATION]["responses"]["default"]["responseParameters"]


@pytest.mark.parametrize("type_", deployed_answers.PROVOKED)
def test_a_gateway_response_is_wrong_in_status_body_and_type(type_: str) -> None:
    bodies = by_id(*deployed_answers.gateway_responses(BASE))

    given = at(BASE.body, EXTENSION, type_)
    wrong = {what: at(each.body, EXTENSION, type_) for what, each in bodies.items() if f".{type_}." in what}
    prefix = f"gateway-response.{type_}"
    assert wrong[f"{prefix}.status"]["statusCode"] != given["statusCode"]
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(wrong[f"{prefix}.not-JSON"]["responseTemplates"]["application/json"])
    html = wrong[f"{prefix}.content-type"]["responseParameters"]["gatewayresponse.header.Content-Type"]
    assert html == "'text/html'"


def test_each_header_of_gateway_responses_is_lost_once_and_one_that_few_have_with_each_of_them() -> None:
    lost = [each.id.partition(".no-")[2] for each in deployed_answers.gateway_headers(BASE)]

    known = {header for type_ in deployed_answers.PROVOKED for header in headers(type_)}
    assert set(lost) == known
    assert Counter(lost)["Access-Control-Allow-Origin"] == 1
    assert Counter(lost)["WWW-Authenticate"] == sum("WWW-Authenticate" in headers(each) for each in known_types())


def known_types() -> tuple[str, ...]:
    return deployed_answers.PROVOKED


def headers(type_: str) -> set[str]:
    return {
        each.removeprefix("gatewayresponse.header.") for each in at(BASE.body, EXTENSION, type_, "responseParameters")
    }


def test_stage_variables_are_wrong_or_missing() -> None:
    variables = {id_: each.variables for id_, each in by_id(*deployed_stage.variables(BASE)).items()}

    assert variables["variable.vet.wrong"] == {**BASE.variables, "vet": deployed_stage.NOWHERE}
    assert variables["variable.url.wrong"]["url"] == f"http://{deployed_stage.NOWHERE}"
    assert "vet" not in variables["variable.vet.missing"]


def test_the_throttle_is_absurd_and_plans_are_lost() -> None:
    throttled = by_id(*deployed_stage.throttles(BASE))
    plans = {id_: each.plans for id_, each in by_id(*deployed_stage.plans(BASE)).items()}

    assert throttled["throttle.absurd"].throttle.burst == 1
    assert plans == {"plan.standard": ("trial",), "plan.trial": ("standard",), "plan.all": ()}


def test_each_function_may_not_be_called_in_turn() -> None:
    mutants = tuple(deployed_functions.permissions(BASE))

    assert [BASE.permitted - each.deployment.permitted for each in mutants] == [
        {"authorize"},
        {"create_pet"},
        {"list_pets"},
    ]
    assert [each.operation for each in mutants] == ["", "createPet", "listPets"]


def test_each_variable_of_an_environment_is_wrong_in_one_function() -> None:
    mutants = by_id(*deployed_functions.environments(BASE))

    other = {
        id_: [name for name in BASE.environments if each.environments[name] != BASE.environments[name]]
        for id_, each in mutants.items()
    }
    assert other == {"environment.TABLE": ["list_pets"], "environment.OF": ["list_pets"]}


def test_a_gateway_that_is_older_does_not_know_the_newest_property() -> None:
    mutants = by_id(*deployed_functions.stale_gateways(BASE, values_of(BASE.contract), authorizer_cache=False))

    ((id_, stale),) = mutants.items()
    assert id_ == "stale-gateway.createPet.property.NewPet.tag"
    assert '"tag"' in json.dumps(at(BASE.body, *CREATE, "requestBody")) or '"tag"' in json.dumps(
        BASE.body["components"]
    )
    assert stale.body != BASE.body
    assert stale.packaged == {}


def test_a_function_that_is_older_is_packaged_with_an_earlier_contract() -> None:
    mutants = by_id(*deployed_functions.stale_functions(BASE))

    packaged = {id_: set(each.packaged) for id_, each in mutants.items()}
    assert packaged == {
        "stale-function.listPets.parameter.tag": {"list_pets"},
        "stale-function.createPet.property.NewPet.tag": {"create_pet"},
    }


def test_an_earlier_contract_lacks_what_stands_last_and_asks_for_no_more() -> None:
    earlier = {each.name: each.document for each in earlier_requests(BASE.contract)}

    schema = earlier["createPet.property.NewPet.tag"].root["components"]["schemas"]["NewPet"]
    parameters = at(earlier["listPets.parameter.tag"].root, *LIST, "parameters")
    assert (list(schema["properties"]), schema["required"]) == (["name"], ["name"])
    assert [each["name"] for each in parameters] == ["limit"]


def test_an_earlier_authorizer_knows_an_operation_not_or_by_another_scope() -> None:
    earlier = {each.name: each.document for each in earlier_access(BASE.contract)}

    assert at(earlier["listPets.unknown"].root, *LIST, "security") == []
    assert at(earlier["listPets.other"].root, *LIST, "security") == [{"Token": ["pets.write"]}]
    assert not any(name.startswith("askVet") for name in earlier)


def test_an_earlier_document_has_another_version_or_an_operation_less() -> None:
    earlier = {each.name: each.document for each in earlier_documents(BASE.contract)}

    assert earlier["version"].root["info"]["version"] != PETS["info"]["version"]
    assert "get" not in earlier["operation"].root["paths"]["/vets/{rest}"]


def test_the_projects_own_contract_has_mutants_of_every_family() -> None:
    own = deployment_of(OWN.root)

    kinds = {each.kind for each in deployed_mutants(own, values_of(Document("own", OWN.root)), authorizer_cache=False)}

    assert {"stale document", "stale gateway", "stale authorizer", "environment", "gateway response"} <= kinds
    assert len(kinds) >= 20


def test_an_edit_leaves_the_tree_that_it_is_of_alone() -> None:
    tree = {"a": [{"b": 1}, {"b": 2}], "c": 3}

    assert put(tree, ["a", 1, "b"], 5) == {"a": [{"b": 1}, {"b": 5}], "c": 3}
    assert put(tree, ["d", "e"], 5) == {**tree, "d": {"e": 5}}
    assert without(tree, ["a", 0]) == {"a": [{"b": 2}], "c": 3}
    assert tree == {"a": [{"b": 1}, {"b": 2}], "c": 3}


def test_what_is_not_there_cannot_be_taken_out() -> None:
    with pytest.raises(KeyError):
        without({"a": 1}, ["b"])

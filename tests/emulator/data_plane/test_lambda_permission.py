"""AWS invokes no function whose own policy does not let API Gateway in, unless the integration has a role."""

import json

import pytest

from tests.emulator.data_plane.fakes import FakeFunctions
from tests.emulator.data_plane.rest_apis import LAMBDA_URI, Deployed, document, lambda_proxy, method, snapshot

LAMBDA_CUSTOM = {
    "type": "AWS",
    "httpMethod": "POST",
    "uri": LAMBDA_URI,
    "integrationResponses": {"200": {"statusCode": "200"}},
}
STREAMED = lambda_proxy(
    uri=LAMBDA_URI.replace("2015-03-31", "2021-11-15").replace("/invocations", "/response-streaming-invocations")
)


@pytest.mark.parametrize("integration", [lambda_proxy(), LAMBDA_CUSTOM, STREAMED], ids=["proxy", "custom", "streamed"])
def test_a_function_that_lets_nobody_in_is_a_configuration_error(integration: dict[str, object]) -> None:
    functions = FakeFunctions(forbidden=True)
    deployed = Deployed(snapshot({"/pets": {"GET": method(integration)}}), functions=functions)

    answer = deployed.call("GET", "/pets")

    assert (answer.status, document(answer)) == (500, {"message": "Internal server error"})
    assert functions.events == []


def test_an_integration_with_a_role_needs_no_permission() -> None:
    integration = lambda_proxy(credentials="arn:aws:iam::123456789012:role/gateway")
    functions = FakeFunctions(forbidden=True)

    answer = Deployed(snapshot({"/pets": {"GET": method(integration)}}), functions=functions).call("GET", "/pets")

    assert answer.status == 200
    assert functions.sources == []


@pytest.mark.parametrize(
    ("resource", "declared", "called", "source"),
    [
        ("/pets", "GET", "/pets", "dev/GET/pets"),
        ("/pets", "ANY", "/pets", "dev/GET/pets"),
        ("/pets/{id}/toys/{toy}", "GET", "/pets/7/toys/8", "dev/GET/pets/*/toys/*"),
        ("/{proxy+}", "GET", "/a/b", "dev/GET/*"),
        ("/", "GET", "/", "dev/GET/"),
    ],
)
def test_the_source_is_the_method_with_stars_for_its_parameters(
    resource: str, declared: str, called: str, source: str
) -> None:
    functions = FakeFunctions()
    deployed = Deployed(snapshot({resource: {declared: method(lambda_proxy())}}), functions=functions)

    deployed.call("GET", called)

    assert functions.sources == [f"arn:aws:execute-api:eu-west-1:123456789012:abc123/{source}"]


def test_the_api_may_say_what_its_callers_see_of_it() -> None:
    responses = {"API_CONFIGURATION_ERROR": {"statusCode": "503", "responseTemplates": {"application/json": "{}"}}}
    definition = snapshot({"/pets": {"GET": method(lambda_proxy())}}, gateway_responses=responses)

    answer = Deployed(definition, functions=FakeFunctions(forbidden=True)).call("GET", "/pets")

    assert answer.status == 503
    assert json.loads(answer.body) == {}

"""What AWS lists among its "important notes" for REST APIs. The ids are those of the facts about AWS."""

from typing import Any

import pytest

from tests.emulator.data_plane.fakes import FakeFunctions, succeeded
from tests.emulator.data_plane.rest_apis import Deployed, header, lambda_proxy, method, mock, snapshot


def responding(**response: Any) -> Deployed:
    """A MOCK integration with this integration response."""
    integration = mock(integrationResponses={"200": {"statusCode": "200", **response}})
    return Deployed(snapshot({"/a": {"GET": method(integration)}}))


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        pytest.param("text/html,application/xml", "text/html", id="F295 the first"),
        pytest.param("text/plain,text/html", "application/json", id="F295 no other than the first"),
        pytest.param("text/html;q=0.1,application/json", "text/html", id="F295 whatever its weight"),
        pytest.param("*/*,text/html", "application/json", id="F295 any type is not each type"),
    ],
)
def test_only_the_first_accepted_type_counts(accept: str, chosen: str) -> None:
    stage = responding(responseTemplates={"application/json": "{}", "text/html": "<p>"})

    answer = stage.call("GET", "/a", headers=(("Accept", accept),))

    assert header(answer, "Content-Type") == chosen


@pytest.mark.parametrize(
    ("response", "content_type"),
    [
        pytest.param({}, "application/json", id="F296 without a template"),
        pytest.param({"responseTemplates": {"text/html": "<p>"}}, "text/html", id="F296 with a template"),
        pytest.param(
            {"responseParameters": {"method.response.header.content-type": "'text/plain'"}},
            "text/plain",
            id="F296 mapped",
        ),
    ],
)
def test_every_integration_response_has_a_content_type(response: dict[str, Any], content_type: str) -> None:
    assert header(responding(**response).call("GET", "/a"), "Content-Type") == content_type


def test_f296_function_that_names_no_content_type_answers_json() -> None:
    functions = FakeFunctions(succeeded({"statusCode": 200, "body": "<p>"}))
    stage = Deployed(snapshot({"/a": {"GET": method(lambda_proxy())}}), functions=functions)

    assert header(stage.call("GET", "/a"), "Content-Type") == "application/json"


def test_f298_header_decides_on_the_method() -> None:
    stage = Deployed(snapshot({"/a": {"DELETE": method(lambda_proxy())}}))

    answer = stage.call("POST", "/a", headers=(("X-HTTP-Method-Override", "DELETE"),))

    assert answer.status == 200
    assert stage.functions.events[0]["httpMethod"] == "DELETE"


@pytest.mark.parametrize(
    ("schema", "body", "status"),
    [
        pytest.param({"type": "string", "nullable": True}, b"null", 400, id="F300 nullable"),
        pytest.param({"type": ["string", "null"]}, b"null", 200, id="F300 draft 4 has types in a list"),
        pytest.param({"const": "a"}, b'"b"', 200, id="F300 const came later"),
        pytest.param({"minimum": 1, "exclusiveMinimum": True}, b"1", 400, id="F300 exclusiveMinimum is a boolean"),
        pytest.param({"type": "string", "format": "date-time"}, b'"soon"', 200, id="formats are not checked"),
        pytest.param({"type": "string", "readOnly": True, "example": "a", "default": "b"}, b'"c"', 200, id="F301"),
    ],
)
def test_models_are_json_schemas_of_draft_4(schema: dict[str, Any], body: bytes, status: int) -> None:
    declared = method(mock(), requestModels={"application/json": "Model"})
    stage = Deployed(snapshot({"/a": {"POST": declared}}, models={"Model": schema}))

    assert stage.call("POST", "/a", body=body).status == status


def test_f306_resource_called_ping_is_served_where_no_custom_domain_reserves_it() -> None:
    stage = Deployed(snapshot({"/ping": {"GET": method(mock())}, "/sping": {"GET": method(mock())}}))

    assert [stage.call("GET", path).status for path in ("/ping", "/sping")] == [200, 200]

"""What no deployment can be made of, and what a deployment can be made of all the same."""

import pytest

from emulator.data_plane.compile import CompileError, compile_api
from emulator.snapshot import Snapshot
from tests.emulator.data_plane.rest_apis import MODELS_URL, Deployed, method, mock, snapshot


def with_model(schema: object) -> Snapshot:
    declared = method(mock(), requestModels={"application/json": "M"})
    return snapshot({"/": {"POST": declared}}, models={"M": schema})


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nope"},
        {"pattern": "("},
        {"$ref": f"{MODELS_URL}/Missing"},
        {"$ref": "https://example.com/elsewhere"},
        {"$ref": "#/definitions/Missing"},
        {"minimum": "1"},
    ],
    ids=str,
)
def test_model_that_is_no_schema_names_itself(schema: object) -> None:
    with pytest.raises(CompileError, match=r"(M'|Missing').*\.$"):
        compile_api(with_model(schema))


def test_model_that_does_not_exist_is_named() -> None:
    declared = method(mock(), requestModels={"application/json": "Missing"})

    with pytest.raises(CompileError, match="There is no model named 'Missing'"):
        compile_api(snapshot({"/": {"POST": declared}}))


def test_model_that_nothing_validates_against_may_be_anything() -> None:
    compile_api(snapshot({"/": {"POST": method(mock())}}, models={"M": {"type": "nope"}}))


def test_template_that_is_no_velocity_says_where_it_is() -> None:
    with pytest.raises(CompileError, match="request template of GET /broken"):
        compile_api(snapshot({"/broken": {"GET": method(mock("#if($a)"))}}))


def test_template_that_evaluates_text_is_refused() -> None:
    with pytest.raises(CompileError, match="#evaluate"):
        compile_api(snapshot({"/": {"GET": method(mock("#if(true)#evaluate($input.body)#end"))}}))


def test_selection_pattern_must_be_a_regular_expression() -> None:
    responses = {"400": {"statusCode": "400", "selectionPattern": "("}}

    with pytest.raises(CompileError, match="The pattern '\\(' is not a regular expression"):
        compile_api(snapshot({"/": {"GET": method(mock(integrationResponses=responses))}}))


@pytest.mark.parametrize(
    "integration",
    [
        pytest.param({"type": "UNHEARD_OF", "uri": "https://example.com"}, id="unknown type"),
        pytest.param({"type": "AWS", "uri": "https://example.com"}, id="AWS without an ARN"),
        pytest.param({"type": "AWS_PROXY", "uri": "https://example.com"}, id="AWS_PROXY without an ARN"),
        pytest.param({"type": "HTTP_PROXY", "uri": "ftp://example.com"}, id="HTTP_PROXY that is not HTTP"),
        pytest.param({"type": "HTTP_PROXY", "uri": "http://example.com/{id}"}, id="parameter that nothing maps"),
    ],
)
def test_integration_that_cannot_be_called_answers_a_configuration_error(integration: dict[str, str]) -> None:
    stage = Deployed(snapshot({"/": {"GET": method(integration)}}))

    assert stage.call("GET", "/").status == 500


def test_method_without_an_integration_answers_a_configuration_error() -> None:
    stage = Deployed(snapshot({"/": {"GET": {"authorizationType": "NONE"}}}))

    assert stage.call("GET", "/").status == 500

"""Request validators. The ids are those of the facts about AWS."""

from typing import Any

import pytest

from tests.emulator.data_plane.fakes import FakeFunctions
from tests.emulator.data_plane.rest_apis import MODELS_URL, Deployed, document, lambda_proxy, method, mock, snapshot

JSON_TYPE = (("Content-Type", "application/json"),)
GOOD_HEADERS = (("x-header-param", "test"), *JSON_TYPE)
NUMBERS = {
    "type": "object",
    "properties": {"a": {"type": "number"}, "b": {"type": "number"}},
    "required": ["a", "b"],
}
NULLABLE_STATUS = {
    "type": "object",
    "properties": {"status": {"oneOf": [{"type": "null"}, {"$ref": f"{MODELS_URL}/StatusModel"}]}},
    "required": ["status"],
}
STATUS_MODEL = {
    "type": "object",
    "properties": {"Status": {"type": "string"}, "Order": {"type": "integer"}},
    "required": ["Status", "Order"],
}
PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "house": {"$ref": f"{MODELS_URL}/House"}},
    "required": ["name"],
}
HOUSE = {
    "type": "object",
    "properties": {"people": {"type": "array", "minItems": 1, "items": {"$ref": f"{MODELS_URL}/Person"}}},
    "required": ["people"],
}


def nested_stage(path_parameter: str = "test", **changes: Any) -> Deployed:
    """The API of F062 to F067."""
    declared = method(
        lambda_proxy(),
        requestParameters={
            "method.request.header.x-header-param": True,
            f"method.request.path.{path_parameter}": True,
            "method.request.querystring.qs1": True,
            "method.request.querystring.optional": False,
        },
        requestModels={"application/json": "Numbers"},
        **changes,
    )
    paths = {"/nested/{test}": {"POST": declared, "GET": declared}}
    return Deployed(snapshot(paths, models={"Numbers": NUMBERS}), functions=FakeFunctions())


def body_stage(model: str, content_type: str = "application/json", **models: object) -> Deployed:
    """POST /path, validated against one model."""
    declared = method(mock(), requestModels={content_type: model})
    any_type = mock(passthroughBehavior="WHEN_NO_MATCH", requestTemplates={"$default": '{"statusCode": 200}'})
    declared["methodIntegration"] = any_type
    return Deployed(snapshot({"/path": {"POST": declared}}, models=models))


def test_f062_body_is_validated_for_get_too() -> None:
    answer = nested_stage().call("GET", "/nested/value", query="qs1=x", headers=GOOD_HEADERS)

    assert answer.status == 400


def test_f063_every_missing_parameter_is_named_before_the_body_is_looked_at() -> None:
    stage = nested_stage(path_parameter="issuer")

    answer = stage.call("POST", "/nested/value", body=b'{"test":"test"}')

    assert (answer.status, document(answer)) == (
        400,
        {"message": "Missing required request parameters: [x-header-param, issuer, qs1]"},
    )


def test_f065_missing_query_parameter_is_named() -> None:
    answer = nested_stage().call("GET", "/nested/value", headers=GOOD_HEADERS)

    assert (answer.status, document(answer)) == (400, {"message": "Missing required request parameters: [qs1]"})


def test_f066_body_outside_the_model_is_refused() -> None:
    answer = nested_stage().call("POST", "/nested/value", query="qs1=x", headers=GOOD_HEADERS, body=b'{"test":"test"}')

    assert (answer.status, document(answer)) == (400, {"message": "Invalid request body"})


def test_f067_without_a_validator_nothing_is_checked() -> None:
    answer = nested_stage(requestValidatorId=None).call("POST", "/nested/value", body=b'{"test":"test"}')

    assert answer.status == 200


def test_request_that_has_everything_reaches_the_function() -> None:
    answer = nested_stage().call("POST", "/nested/value", query="qs1=x", headers=GOOD_HEADERS, body=b'{"a": 1, "b": 2}')

    assert answer.status == 200


def test_f069_no_body_is_validated_as_an_empty_object() -> None:
    item = {"type": "object"}
    stage = body_stage("Items", Items={"type": "array", "items": {"$ref": f"{MODELS_URL}/Item"}}, Item=item)

    answer = stage.call("POST", "/path")

    assert (answer.status, document(answer)) == (400, {"message": "Invalid request body"})
    assert body_stage("Item", Item=item).call("POST", "/path").status == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", 400, id="F072 no body"),
        pytest.param(b'{"status": null}', 200, id="F072 null"),
        pytest.param(b'{"status": {"Status": "x", "Order": 1}}', 200, id="F072 the model referred to"),
        pytest.param(b'{"status": {"Status": "x"}}', 400, id="F072 not the model referred to"),
    ],
)
def test_models_may_choose_between_others(body: bytes, status: int) -> None:
    stage = body_stage("Nullable", Nullable=NULLABLE_STATUS, StatusModel=STATUS_MODEL)

    assert stage.call("POST", "/path", body=body).status == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b'{"name": "Eve", "house": {"people": [{"name": "Ann"}]}}', 200, id="F074 valid"),
        pytest.param(b'{"name": "Eve", "house": {"people": []}}', 400, id="F074 minItems"),
        pytest.param(b'{"name": "Eve", "house": {"people": [{"house": {}}]}}', 400, id="F074 nested"),
    ],
)
def test_models_may_refer_to_each_other_in_a_circle(body: bytes, status: int) -> None:
    assert body_stage("Person", Person=PERSON, House=HOUSE).call("POST", "/path", body=body).status == status


def test_models_may_refer_to_their_own_definitions() -> None:
    schema = {"definitions": {"N": {"type": "integer"}}, "properties": {"n": {"$ref": "#/definitions/N"}}}
    stage = body_stage("Own", Own=schema)

    assert stage.call("POST", "/path", body=b'{"n": 1}').status == 200
    assert stage.call("POST", "/path", body=b'{"n": "1"}').status == 400


@pytest.mark.parametrize(
    ("query", "status"),
    [
        pytest.param("q1=cat", 200, id="F075"),
        pytest.param("q1=", 400, id="F077"),
        pytest.param("q1", 400, id="F077 no value"),
        pytest.param("q1=%20", 400, id="F077 blank"),
        pytest.param("", 400, id="absent"),
        pytest.param("Q1=cat", 400, id="F294 names are case-sensitive"),
        pytest.param("q1=notanumber", 200, id="F081 types are not checked"),
    ],
)
def test_required_parameter_must_be_there_and_not_blank(query: str, status: int) -> None:
    declared = method(mock(), requestParameters={"method.request.querystring.q1": True})
    stage = Deployed(snapshot({"/validation": {"GET": declared}}))

    answer = stage.call("GET", "/validation", query=query)

    assert answer.status == status
    if status == 400:
        assert document(answer) == {"message": "Missing required request parameters: [q1]"}


@pytest.mark.parametrize(
    ("model_type", "content_type", "status"),
    [
        pytest.param("application/json", "application/json; charset=utf-8", 400, id="its type"),
        pytest.param("application/json", "APPLICATION/JSON", 400, id="its type in capitals"),
        pytest.param("application/json", None, 400, id="no type counts as JSON"),
        pytest.param("application/json", "application/xml", 200, id="F080 another type is not validated"),
        pytest.param("$default", "application/xml", 400, id="F080 a default model is for every type"),
    ],
)
def test_model_is_chosen_by_content_type(model_type: str, content_type: str | None, status: int) -> None:
    stage = body_stage("Numbers", model_type, Numbers=NUMBERS)
    headers = (("Content-Type", content_type),) if content_type else ()

    assert stage.call("POST", "/path", headers=headers, body=b"{}").status == status


@pytest.mark.parametrize(
    "body",
    [b"{", b"nul", b"NaN", b'{"a": 1, "b": Infinity}', b"\xff\xfe", b"[" * 100_000, b"9" * 10_000, b"null", b'"a"'],
    ids=lambda body: repr(body[:12]),
)
def test_body_that_is_not_json_or_not_an_object_is_refused(body: bytes) -> None:
    answer = body_stage("Numbers", Numbers=NUMBERS).call("POST", "/path", body=body)

    assert (answer.status, document(answer)) == (400, {"message": "Invalid request body"})

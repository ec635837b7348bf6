"""The protocol: which operation a request means, what is read from it, how the answer looks."""

import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from emulator.control_plane import ControlPlane, serves
from emulator.control_plane.rest_json.service import load_service
from emulator.data_plane.stages import DeployedStages
from tests.emulator.control_plane.in_memory import ACCOUNT, REGION, handled, keep_snapshot, refused


def test_control_plane_is_made_within_200_milliseconds() -> None:
    load_service.cache_clear()
    started = time.process_time()

    ControlPlane(DeployedStages(), keep_snapshot, region=REGION, account_id=ACCOUNT)

    assert time.process_time() - started < 0.2


@pytest.mark.parametrize(
    "path", ["/restapis", "/restapis/a1/stages/dev", "/apikeys", "/usageplans/x", "/account", "/tags/arn%3Aaws"]
)
def test_serves_paths_of_api_gateway(path: str) -> None:
    assert serves(path)


@pytest.mark.parametrize("path", ["/", "/restapisx", "/2015-03-31/functions", "/_aws/execute-api/restapis"])
def test_does_not_serve_paths_of_others(path: str) -> None:
    assert not serves(path)


def test_answer_is_json_with_a_request_id_and_the_models_status(control_plane: ControlPlane) -> None:
    status, headers, body = handled(control_plane, "POST", "/restapis", "", {}, b'{"name": "pets"}')

    assert status == 201
    assert headers["Content-Type"] == "application/json"
    assert headers["x-amzn-requestid"]
    assert json.loads(body)["name"] == "pets"


def test_timestamp_is_epoch_seconds(control_plane: ControlPlane) -> None:
    _, _, body = handled(control_plane, "POST", "/restapis", "", {}, b'{"name": "pets"}')

    assert isinstance(json.loads(body)["createdDate"], int)


def test_operation_without_output_answers_an_empty_body(control_plane: ControlPlane) -> None:
    api = json.loads(handled(control_plane, "POST", "/restapis", "", {}, b'{"name": "pets"}')[2])

    status, _, body = handled(control_plane, "DELETE", f"/restapis/{api['id']}", "", {}, b"")

    assert (status, body) == (202, b"")


def test_refusal_names_its_type_in_a_header_and_its_message_in_the_body(control_plane: ControlPlane) -> None:
    status, headers, body = handled(control_plane, "GET", "/restapis/none", "", {}, b"")

    assert status == 404
    assert headers["x-amzn-ErrorType"] == "NotFoundException"
    assert json.loads(body) == {"message": f"Invalid API identifier specified {ACCOUNT}:none"}


def test_mode_import_tells_import_from_create(control_plane: ControlPlane) -> None:
    body = b'{"openapi": "3.0.0", "info": {"title": "imported", "version": "1"}, "paths": {}, "name": "created"}'

    created = json.loads(handled(control_plane, "POST", "/restapis", "", {}, body)[2])
    imported = json.loads(handled(control_plane, "POST", "/restapis", "mode=import", {}, body)[2])

    assert (created["name"], imported["name"]) == ("created", "imported")


def test_label_is_percent_decoded_and_may_hold_slashes(client: Any, api_id: str) -> None:
    arn = f"arn:aws:apigateway:{REGION}::/restapis/{api_id}"

    client.tag_resource(resourceArn=arn, tags={"team": "a"})

    assert client.get_tags(resourceArn=arn)["tags"] == {"team": "a"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            b'{"name": "a", "minimumCompressionSize": "1"}',
            "Invalid request input: minimumCompressionSize is not of type",
        ),
        (
            b'{"name": "a", "minimumCompressionSize": true}',
            "Invalid request input: minimumCompressionSize is not of type",
        ),
        (b'{"name": "a", "tags": "b"}', "Invalid request input: tags is not of type map"),
        (b"{}", "Invalid request input: name is required"),
        (b'{"name": null}', "Invalid request input: name is required"),
        (b"[]", "Invalid request input: the body is not an object"),
        (b"{", "Invalid request input: the body is not JSON"),
        (b"\xff", "Invalid request input: the body is not JSON"),
    ],
)
def test_input_of_another_shape_is_a_bad_request(control_plane: ControlPlane, body: bytes, message: str) -> None:
    status, headers, answer = handled(control_plane, "POST", "/restapis", "", {}, body)

    assert (status, headers["x-amzn-ErrorType"]) == (400, "BadRequestException")
    assert json.loads(answer)["message"].startswith(message)


@pytest.mark.parametrize("limit", ["--1", "-", "1-", "9" * 5000, "\u0661", ""])
def test_text_that_is_no_integer_is_a_bad_request(control_plane: ControlPlane, limit: str) -> None:
    status, headers, _ = handled(control_plane, "GET", "/restapis", urlencode({"limit": limit}), {}, b"")

    assert (status, headers["x-amzn-ErrorType"]) == (400, "BadRequestException")


def test_value_outside_an_enumeration_is_refused_with_the_values_that_there_are(client: Any) -> None:
    status, code, message = refused(client.create_rest_api, name="pets", apiKeySource="COOKIE")

    assert (status, code) == (400, "ValidationException")
    assert message == (
        "1 validation error detected: Value 'COOKIE' at 'createRestApiInput.apiKeySource' failed to satisfy "
        "constraint: Member must satisfy enum value set: [HEADER, AUTHORIZER]"
    )


@pytest.mark.parametrize(
    ("body", "java_type"),
    [
        (b'{"name": 1}', "com.amazon.coral.value.json.numbers.TruncatingBigNumber"),
        (b'{"name": "a", "tags": {"b": true}}', "java.lang.Boolean"),
        (b'{"name": "a", "binaryMediaTypes": ["b", 1]}', "com.amazon.coral.value.json.numbers.TruncatingBigNumber"),
    ],
)
def test_number_or_boolean_is_no_text(control_plane: ControlPlane, body: bytes, java_type: str) -> None:
    """As recorded."""
    status, headers, answer = handled(control_plane, "POST", "/restapis", "", {}, body)

    assert (status, headers["x-amzn-ErrorType"]) == (400, "SerializationException")
    assert json.loads(answer)["message"] == f"class {java_type} can not be converted to an String"


def test_every_operation_of_the_service_is_there(control_plane: ControlPlane) -> None:
    names = [described.name for described in load_service("apigateway").operations]

    assert len(names) == 124
    assert [name for name in names if name not in control_plane._operations] == []


def test_operation_that_is_refused_says_why_and_what_to_do_instead(client: Any, deployed_id: str) -> None:
    """The only one that is refused whatever it is sent."""
    status, code, message = refused(client.get_sdk, restApiId=deployed_id, stageName="dev", sdkType="java")

    assert (status, code) == (400, "BadRequestException")
    assert "GetSdk of java is refused" in message
    assert "GetExport" in message


def test_path_of_no_operation_is_not_found(control_plane: ControlPlane) -> None:
    status, headers, _ = handled(control_plane, "DELETE", "/restapis", "", {}, b"")

    assert (status, headers["x-amzn-ErrorType"]) == (404, "UnknownOperationException")


def test_lists_come_in_pages(client: Any) -> None:
    names = [f"api{number}" for number in range(5)]
    for name in names:
        client.create_rest_api(name=name)

    pages = list(client.get_paginator("get_rest_apis").paginate(PaginationConfig={"PageSize": 2}))

    assert [[api["name"] for api in page["items"]] for page in pages] == [names[:2], names[2:4], names[4:]]


@pytest.mark.parametrize(("limit", "position"), [("501", "0"), ("x", "0"), ("1", "x"), ("1", "-1")])
def test_page_outside_the_limits_is_a_bad_request(control_plane: ControlPlane, limit: str, position: str) -> None:
    status, _, _ = handled(control_plane, "GET", "/restapis", f"limit={limit}&position={position}", {}, b"")

    assert status == 400

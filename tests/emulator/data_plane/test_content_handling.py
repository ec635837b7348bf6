"""Text and binary on the way to an integration and back. The ids are those of the facts about AWS."""

import gzip
from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.data_plane.content_handling import (
    BAD_BASE64,
    TO_BINARY,
    TO_TEXT,
    request_body,
    response_body,
)
from emulator.data_plane.endpoints import EndpointResponse
from emulator.data_plane.messages import Answer
from tests.emulator.data_plane.fakes import FakeEndpoints
from tests.emulator.data_plane.rest_apis import Deployed, header, method, mock, snapshot

RAW = gzip.compress(b"compressed data, should be invalid UTF-8 string", mtime=1676569620)
BROKEN = RAW.decode("utf-8", "replace").encode()  # as text, what is no UTF-8 is replaced
ENCODED = b64encode(RAW)
TWICE = b64encode(ENCODED)
TEXT = b"this is a UTF8 text typed object"
TEXT_ENCODED = b64encode(TEXT)

PNG = ["image/png"]


def sent(body: bytes, type_: str, binary_types: list[str], handling: str | None) -> bytes | int:
    """What S3 has received, or the status of the refusal."""
    s3 = FakeEndpoints(EndpointResponse(200, (), b""))
    integration = {
        "type": "AWS",
        "httpMethod": "PUT",
        "uri": "arn:aws:apigateway:us-east-1:s3:path/bucket/key",
        "contentHandling": handling,
        "integrationResponses": {"200": {"statusCode": "200"}},
    }
    stage = Deployed(snapshot({"/": {"PUT": method(integration)}}, binaryMediaTypes=binary_types), aws=s3)
    answer = stage.call("PUT", "/", headers=(("Content-Type", type_),), body=body)
    return s3.requests[0].body if answer.status == 200 else answer.status


def received(body: bytes, type_: str, accept: str, binary_types: list[str], handling: str | None) -> bytes | int:
    """What the client gets of S3's answer, or the status of the refusal."""
    s3 = FakeEndpoints(EndpointResponse(200, (("Content-Type", type_), ("ETag", '"1e5a"')), body))
    integration = {
        "type": "AWS",
        "httpMethod": "GET",
        "uri": "arn:aws:apigateway:us-east-1:s3:path/bucket/key",
        "integrationResponses": {
            "200": {
                "statusCode": "200",
                "contentHandling": handling,
                "responseParameters": {"method.response.header.ETag": "integration.response.header.ETag"},
            }
        },
    }
    stage = Deployed(snapshot({"/": {"GET": method(integration)}}, binaryMediaTypes=binary_types), aws=s3)
    answer = stage.call("GET", "/", headers=(("Accept", accept),))
    if answer.status != 200:
        return answer.status
    assert header(answer, "ETag") == '"1e5a"'
    return answer.body


@pytest.mark.parametrize(
    ("handling", "binary_types", "type_", "results"),
    [
        pytest.param(None, [], "image/png", (BROKEN, ENCODED, TEXT), id="F218 F219 F220"),
        pytest.param(None, PNG, "image/png", (RAW, ENCODED, TEXT), id="as recorded, binary as it is"),
        pytest.param(None, PNG, "text/plain", (BROKEN, ENCODED, TEXT), id="F224 F226"),
        pytest.param(TO_TEXT, [], "image/png", (BROKEN, ENCODED, TEXT), id="F227 F228 F229"),
        pytest.param(TO_TEXT, PNG, "image/png", (ENCODED, TWICE, TEXT_ENCODED), id="F231"),
        pytest.param(TO_TEXT, PNG, "text/plain", (BROKEN, ENCODED, TEXT), id="F233"),
        pytest.param(TO_BINARY, [], "image/png", (500, RAW, 500), id="as recorded, any type decoded"),
        pytest.param(TO_BINARY, PNG, "image/png", (RAW, ENCODED, TEXT), id="F237 F238 F239"),
        pytest.param(TO_BINARY, PNG, "text/plain", (500, RAW, 500), id="as recorded, text decoded"),
    ],
)
def test_f349_request_payload(
    handling: str | None, binary_types: list[str], type_: str, results: tuple[bytes | int, ...]
) -> None:
    """The three bodies of the recordings: no UTF-8, that in base64, and text."""
    assert tuple(sent(body, type_, binary_types, handling) for body in (RAW, ENCODED, TEXT)) == results


@pytest.mark.parametrize(
    ("handling", "binary_types", "type_", "accept", "results"),
    [
        pytest.param(None, [], "binary/octet-stream", "image/png", (BROKEN, ENCODED, TEXT), id="F182 no media"),
        pytest.param(None, PNG, "binary/octet-stream", "image/png", (500, RAW, 500), id="F183 F217"),
        pytest.param(None, PNG, "image/png", "image/png", (RAW, ENCODED, TEXT), id="F186"),
        pytest.param(None, PNG, "binary/octet-stream", "text/plain", (BROKEN, ENCODED, TEXT), id="F189"),
        pytest.param(None, PNG, "image/png", "text/plain", (ENCODED, TWICE, TEXT_ENCODED), id="F191 F192"),
        pytest.param(TO_TEXT, [], "binary/octet-stream", "image/png", (BROKEN, ENCODED, TEXT), id="F194"),
        pytest.param(TO_TEXT, PNG, "binary/octet-stream", "image/png", (BROKEN, ENCODED, TEXT), id="F196"),
        pytest.param(TO_TEXT, PNG, "image/png", "image/png", (ENCODED, TWICE, TEXT_ENCODED), id="F200"),
        pytest.param(TO_TEXT, PNG, "binary/octet-stream", "text/plain", (BROKEN, ENCODED, TEXT), id="F202 F203 F204"),
        pytest.param(TO_TEXT, PNG, "image/png", "text/plain", (ENCODED, TWICE, TEXT_ENCODED), id="F205 F207"),
        pytest.param(TO_BINARY, [], "binary/octet-stream", "image/png", (500, RAW, 500), id="F208 F217"),
        pytest.param(TO_BINARY, PNG, "binary/octet-stream", "image/png", (500, RAW, 500), id="F217"),
        pytest.param(TO_BINARY, PNG, "image/png", "image/png", (RAW, ENCODED, TEXT), id="F211"),
        pytest.param(TO_BINARY, PNG, "binary/octet-stream", "text/plain", (500, RAW, 500), id="F213 F217"),
        pytest.param(TO_BINARY, PNG, "image/png", "text/plain", (RAW, ENCODED, TEXT), id="F214 F215"),
    ],
)
def test_f349_response_payload(
    handling: str | None, binary_types: list[str], type_: str, accept: str, results: tuple[bytes | int, ...]
) -> None:
    given = [received(body, type_, accept, binary_types, handling) for body in (RAW, ENCODED, TEXT)]

    assert tuple(given) == results


def test_f295_only_the_first_accepted_type_counts() -> None:
    assert received(ENCODED, "text/plain", "image/png;q=0.5, text/plain", PNG, None) == RAW
    assert received(ENCODED, "text/plain", "text/plain, image/png", PNG, None) == ENCODED


def called(binary_types: list[str], integration: dict[str, object], type_: str = "application/json") -> Answer:
    stage = Deployed(snapshot({"/": {"ANY": method(integration)}}, binaryMediaTypes=binary_types))
    return stage.call("OPTIONS", "/", headers=(("Content-Type", type_),) if type_ else (), body=b"aGVsbG8=")


@pytest.mark.parametrize(
    ("handling", "binary_types", "status"),
    [(TO_BINARY, [], 500), (None, ["application/json"], 500), (None, ["*/*"], 500), (TO_TEXT, ["*/*"], 200)],
)
def test_template_cannot_read_what_is_binary(handling: str | None, binary_types: list[str], status: int) -> None:
    """Why preflights of an API that takes all types as binary need CONVERT_TO_TEXT."""
    answer = called(binary_types, mock(response='{"ok": true}', contentHandling=handling))

    assert answer.status == status


def test_binary_body_in_base64_is_all_that_a_template_sees() -> None:
    template = '#set($context.responseOverride.header.X = $input.body){"statusCode": 200}'
    integration = mock(requestTemplates={"image/png": template}, contentHandling=TO_TEXT)
    stage = Deployed(snapshot({"/": {"POST": method(integration)}}, binaryMediaTypes=PNG))

    answer = stage.call("POST", "/", headers=(("Content-Type", "image/png"),), body=RAW)

    assert header(answer, "X") == ENCODED.decode()


@given(body=st.binary(), handling=st.sampled_from([None, TO_TEXT, TO_BINARY]))
def test_binary_type_passes_every_byte(body: bytes, handling: str | None) -> None:
    content = request_body(body, "image/png", PNG, handling)

    assert (b64decode(content) if handling == TO_TEXT and isinstance(content, str) else content) == body


@given(body=st.binary())
def test_what_was_encoded_for_the_client_decodes_to_what_there_was(body: bytes) -> None:
    encoded = response_body(body, "image/png", "text/plain", PNG, None)

    assert isinstance(encoded, str)
    assert response_body(encoded.encode(), "text/plain", "image/png", PNG, None) in (body, "")


@given(
    body=st.binary(),
    type_=st.sampled_from(["", "image/png", "text/plain"]),
    accept=st.sampled_from(["", "image/png", "text/plain", "*/*"]),
    binary_types=st.sampled_from([[], PNG, ["*/*"], ["image/*"]]),
    handling=st.sampled_from([None, "", TO_TEXT, TO_BINARY]),
)
def test_any_body_is_text_or_binary_or_no_base64(
    body: bytes, type_: str, accept: str, binary_types: list[str], handling: str | None
) -> None:
    for content in (
        request_body(body, type_, binary_types, handling),
        response_body(body, type_, accept, binary_types, handling),
    ):
        assert isinstance(content, str | bytes) or content is BAD_BASE64

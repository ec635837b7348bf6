"""What is too large. The ids are those of the facts about AWS."""

from typing import Any

import pytest

from emulator.data_plane.messages import MAX_BODY_BYTES, Headers
from tests.emulator.data_plane.rest_apis import Deployed, document, header, method, mock, snapshot

OWN: dict[str, dict[str, Any]] = {
    "REQUEST_TOO_LARGE": {"statusCode": "400", "responseTemplates": {"application/json": "own"}},
    "DEFAULT_4XX": {"responseTemplates": {"application/json": '{"own": $context.error.messageString}'}},
}


def test_f292_f299_body_over_10_mib_is_413_whatever_the_gateway_responses_say() -> None:
    stage = Deployed(snapshot({"/a": {"POST": method(mock())}}, gateway_responses=OWN))

    answer = stage.call("POST", "/a", body=bytes(MAX_BODY_BYTES + 1))

    assert (answer.status, document(answer)) == (413, {"message": "Request Too Long"})
    assert header(answer, "x-amzn-RequestId")


def test_body_of_10_mib_is_served() -> None:
    stage = Deployed(snapshot({"/a": {"POST": method(mock())}}))

    assert stage.call("POST", "/a", body=bytes(MAX_BODY_BYTES)).status == 200


@pytest.mark.parametrize(
    ("path", "query", "headers", "status"),
    [
        pytest.param("/a", "", (("X", "x" * 10_241),), 431, id="F289 one header"),
        pytest.param("/a", "", tuple((f"X{n}", "x" * 1024) for n in range(11)), 431, id="F289 all headers"),
        pytest.param("/a", "", tuple((f"X{n}", "") for n in range(1001)), 431, id="any number of headers"),
        pytest.param("/" + "a" * 10_240, "", (), 414, id="F289 path"),
        pytest.param("/a", "q=" + "x" * 10_240, (), 414, id="F289 query"),
        pytest.param("/a", "q=" + "x" * 10_000, (("X", "x" * 10_000),), 200, id="F289 as much as allowed"),
    ],
)
def test_url_and_headers_are_bounded(path: str, query: str, headers: Headers, status: int) -> None:
    stage = Deployed(snapshot({"/a": {"GET": method(mock())}}, gateway_responses=OWN))

    answer = stage.call("GET", path, query=query, headers=headers)

    assert answer.status == status
    if status != 200:
        assert list(document(answer)) == ["own"]

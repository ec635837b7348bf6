"""Headers that the gateway adds. The ids are those of the facts about AWS."""

import re

import pytest

from tests.emulator.data_plane.fakes import FakeFunctions
from tests.emulator.data_plane.rest_apis import Deployed, header, lambda_proxy, method, mock, snapshot

ROOT = "Root=1-67409c33-0123456789abcdef01234567"


def stage() -> Deployed:
    paths = {"/path": {"GET": method(mock())}, "/{proxy+}": {"ANY": method(lambda_proxy())}}
    return Deployed(snapshot(paths), functions=FakeFunctions())


def test_every_answer_has_ids_of_its_own() -> None:
    served = stage()

    ids = {header(served.call("GET", path), "x-amzn-RequestId") for path in ("/path", "/other", "/path")}

    assert len(ids) == 3
    uuid4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    assert all(id_ and uuid4.fullmatch(id_) for id_ in ids)


def test_refusals_have_ids_too() -> None:
    answer = Deployed(snapshot({"/": {}})).call("GET", "/nothing")

    assert header(answer, "x-amzn-RequestId")
    assert header(answer, "x-amz-apigw-id")


def test_f103_mock_answers_without_a_trace_id() -> None:
    answer = stage().call("GET", "/path", headers=(("x-amzn-trace-id", ROOT),))

    assert {name.lower() for name, _ in answer.headers} == {"content-type", "x-amz-apigw-id", "x-amzn-requestid"}


def test_f105_whole_trace_id_of_the_client_is_kept() -> None:
    served, sent = stage(), f"{ROOT};Parent=0123456789abcdef;Sampled=1"

    answer = served.call("GET", "/x", headers=(("x-amzn-trace-id", sent),))

    assert header(answer, "x-amzn-trace-id") == sent
    assert served.functions.trace_ids == [sent]
    assert served.functions.events[0]["headers"]["X-Amzn-Trace-Id"] == sent


def test_f106_parent_is_made_for_a_root_alone() -> None:
    answer = stage().call("GET", "/x", headers=(("x-amzn-trace-id", ROOT),))

    assert re.fullmatch(rf"{ROOT};Parent=[0-9a-f]{{16}};Sampled=0", header(answer, "x-amzn-trace-id") or "")


@pytest.mark.parametrize("sent", [None, "", "nonsense", "Root=1-x", f"{ROOT}\r\nX: y", f"{ROOT};{'x' * 600}"])
def test_trace_id_is_made_where_the_client_sends_none_of_use(sent: str | None) -> None:
    answer = stage().call("GET", "/x", headers=(("x-amzn-trace-id", sent),) if sent is not None else ())

    made = header(answer, "x-amzn-trace-id") or ""
    assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0", made)

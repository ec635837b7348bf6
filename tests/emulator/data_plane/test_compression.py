"""Compressed answers. The ids are those of the facts about AWS."""

import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.data_plane.compression import choose_coding
from emulator.data_plane.messages import MAX_BODY_BYTES
from tests.emulator.data_plane.fakes import FakeFunctions, succeeded
from tests.emulator.data_plane.rest_apis import Deployed, document, header, lambda_proxy, method, snapshot

TEXT = "x" * 100


def stage(threshold: int | None, result: object | None = None) -> Deployed:
    functions = FakeFunctions(succeeded(result or {"body": TEXT}))
    return Deployed(
        snapshot({"/a": {"ANY": method(lambda_proxy())}}, minimumCompressionSize=threshold), functions=functions
    )


def test_f350_body_of_the_minimum_size_is_compressed() -> None:
    by_gzip = stage(100).call("GET", "/a", headers=(("Accept-Encoding", "gzip"),))
    by_deflate = stage(0).call("GET", "/a", headers=(("Accept-Encoding", "deflate"),))

    assert (header(by_gzip, "Content-Encoding"), gzip.decompress(by_gzip.body).decode()) == ("gzip", TEXT)
    assert (header(by_deflate, "Content-Encoding"), zlib.decompress(by_deflate.body).decode()) == ("deflate", TEXT)


@pytest.mark.parametrize("threshold", [101, None])
def test_f350_smaller_body_and_api_without_a_minimum_stay_as_they_are(threshold: int | None) -> None:
    answer = stage(threshold).call("GET", "/a", headers=(("Accept-Encoding", "gzip"),))

    assert (header(answer, "Content-Encoding"), answer.body.decode()) == (None, TEXT)


def test_body_that_has_a_coding_is_not_compressed_again() -> None:
    served = stage(0, {"body": TEXT, "headers": {"content-encoding": "br"}})

    answer = served.call("GET", "/a", headers=(("Accept-Encoding", "gzip"),))

    assert (header(answer, "Content-Encoding"), answer.body.decode()) == ("br", TEXT)


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        ("", None),
        ("identity", None),
        ("gzip, deflate", "gzip"),
        ("gzip;q=0.5, deflate", "deflate"),
        ("gzip;q=0", None),
        ("gzip;q=0, *", None),
        ("*", None),
        ("gzip, deflate, br", "gzip"),
        ("br, gzip;q=0.9", None),
        ("deflate;q=0.5,gzip;q=1.0", "gzip"),
        ("gzip;q=1.0,identity;q=0.5,*;q=0", "gzip"),
        ("identity, gzip;q=0.5", None),
        ("br", None),
        ("gzip;q=nonsense", None),
        ("GZIP ; Q=1", "gzip"),
    ],
)
def test_f350_coding_is_the_one_that_the_client_prefers(accept_encoding: str, coding: str | None) -> None:
    assert choose_coding(accept_encoding) == coding


def _raw_deflate(body: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflater.compress(body) + deflater.flush()


@pytest.mark.parametrize(
    ("coding", "compress"),
    [
        ("gzip", gzip.compress),
        ("GZIP", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", _raw_deflate),
        ("identity", bytes),
    ],
)
@pytest.mark.parametrize("threshold", [None, 0, 5])
def test_compressed_request_reaches_the_function_decompressed(
    coding: str, compress: Callable[[bytes], bytes], threshold: int | None
) -> None:
    served = stage(threshold)

    answer = served.call("POST", "/a", headers=(("Content-Encoding", coding),), body=compress(TEXT.encode()))

    (event,) = served.functions.events
    assert answer.status == 200
    assert (event["body"], event["headers"]["Content-Encoding"]) == (TEXT, coding)


def test_request_below_the_minimum_size_stays_compressed() -> None:
    served = stage(1000)

    served.call("POST", "/a", headers=(("Content-Encoding", "deflate"),), body=b"x\x9cabc")

    assert served.functions.events[0]["body"] == "x\ufffdabc"


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        pytest.param("br", b"anything", id="unknown"),
        pytest.param("gzip, deflate", gzip.compress(b"text"), id="two"),
        pytest.param("gzip", b"not compressed", id="not gzip"),
        pytest.param("deflate", b"not compressed", id="not deflate"),
        pytest.param("gzip", gzip.compress(TEXT.encode())[:-9], id="cut off"),
    ],
)
def test_coding_that_is_unknown_or_untrue_is_unsupported(coding: str, body: bytes) -> None:
    answer = stage(None).call("POST", "/a", headers=(("Content-Encoding", coding),), body=body)

    assert (answer.status, document(answer)) == (415, {"message": "Unsupported Media Type"})


def test_body_that_unpacks_to_more_than_a_request_may_have_is_too_long() -> None:
    bomb = gzip.compress(bytes(MAX_BODY_BYTES + 1))

    answer = stage(None).call("POST", "/a", headers=(("Content-Encoding", "gzip"),), body=bomb)

    assert answer.status == 413


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br", "identity"]))
def test_any_body_is_passed_or_unsupported(body: bytes, coding: str) -> None:
    answer = stage(None).call("POST", "/a", headers=(("Content-Encoding", coding),), body=body)

    assert answer.status in (200, 415)

"""Compressed answers. The ids are those of the facts about AWS."""

import gzip
import zlib

import pytest

from emulator.data_plane.compression import choose_coding
from tests.emulator.data_plane.fakes import FakeFunctions, succeeded
from tests.emulator.data_plane.rest_apis import Deployed, header, lambda_proxy, method, snapshot

TEXT = "x" * 100


def stage(threshold: int | None, result: object | None = None) -> Deployed:
    functions = FakeFunctions(succeeded(result or {"body": TEXT}))
    return Deployed(
        snapshot({"/a": {"GET": method(lambda_proxy())}}, minimumCompressionSize=threshold), functions=functions
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
        ("gzip;q=0, *", "deflate"),
        ("*", "gzip"),
        ("identity, gzip;q=0.5", None),
        ("br", None),
        ("gzip;q=nonsense", None),
        ("GZIP ; Q=1", "gzip"),
    ],
)
def test_f350_coding_is_the_one_that_the_client_prefers(accept_encoding: str, coding: str | None) -> None:
    assert choose_coding(accept_encoding) == coding

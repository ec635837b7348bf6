"""Presigned URLs of S3, as functions make them and as clients without any SDK use them."""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from xml.etree import ElementTree

import boto3
import pytest
import requests
from botocore.config import Config

from emulator.data_plane.access.principals import NoAccessKeys
from emulator.functions.environment import ACCESS_KEY_ID, SECRET_ACCESS_KEY
from emulator.http_messages import HttpRequest
from emulator.s3.presigned_urls import PresignedUrls
from tests.emulator.running import RunningEmulator

_SIGNER = """
import boto3
from botocore.config import Config

s3 = boto3.client("s3", config=Config(signature_version="s3v4"))

def handle(event, context):
    return s3.generate_presigned_url(event["operation"], Params=event["params"], ExpiresIn=event.get("seconds", 60))
"""


@pytest.fixture(scope="module")
def signer(emulator: RunningEmulator) -> str:
    name = f"test-{uuid.uuid4().hex[:8]}"
    emulator.create_function(name, _SIGNER)
    return name


@pytest.fixture(scope="module")
def bucket(emulator: RunningEmulator) -> str:
    name = f"test-{uuid.uuid4().hex[:8]}"
    emulator.client("s3").create_bucket(Bucket=name)
    return name


def presigned(emulator: RunningEmulator, signer: str, operation: str, **params: Any) -> str:
    url: str = emulator.result(signer, {"operation": operation, "params": params})
    return url


def code_of(answer: requests.Response) -> str | None:
    return ElementTree.fromstring(answer.content).findtext("Code")


def put(url: str, content: bytes, **headers: str) -> requests.Response:
    return requests.put(
        url, data=content, headers={name.replace("_", "-"): v for name, v in headers.items()}, timeout=10
    )


@pytest.mark.parametrize("key", ["uploads/acme/1", "a b/ü+%2F~'(1)"])
def test_what_a_function_signs_can_be_put_and_fetched(
    emulator: RunningEmulator, signer: str, bucket: str, key: str
) -> None:
    upload = presigned(
        emulator, signer, "put_object", Bucket=bucket, Key=key, ContentLength=5, ContentType="text/plain"
    )
    download = presigned(emulator, signer, "get_object", Bucket=bucket, Key=key)

    stored = put(upload, b"hello", Content_Type="text/plain")
    fetched = requests.get(download, timeout=10)

    assert stored.status_code == 200, stored.text
    assert (fetched.content, fetched.headers["Content-Type"]) == (b"hello", "text/plain")


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        pytest.param(b"hello!", {"Content-Type": "text/plain"}, id="too long"),
        pytest.param(b"hell", {"Content-Type": "text/plain"}, id="too short"),
        pytest.param(b"hello", {"Content-Type": "text/html"}, id="another type"),
        pytest.param(b"hello", {}, id="no type"),
    ],
)
def test_other_content_than_was_signed_is_refused(
    emulator: RunningEmulator, signer: str, bucket: str, content: bytes, headers: Mapping[str, str]
) -> None:
    key = uuid.uuid4().hex
    url = presigned(emulator, signer, "put_object", Bucket=bucket, Key=key, ContentLength=5, ContentType="text/plain")

    answer = requests.put(url, data=content, headers=headers, timeout=10)

    assert (answer.status_code, code_of(answer)) == (403, "SignatureDoesNotMatch")
    assert "Contents" not in emulator.client("s3").list_objects_v2(Bucket=bucket, Prefix=key)


@pytest.mark.parametrize("change", ["key", "method", "expiry", "signature"])
def test_url_that_was_changed_is_refused(emulator: RunningEmulator, signer: str, bucket: str, change: str) -> None:
    url = presigned(emulator, signer, "get_object", Bucket=bucket, Key="mine")
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    if change == "expiry":
        query["X-Amz-Expires"] = "6000"
    if change == "signature":
        query["X-Amz-Signature"] = "0" * 64
    path = parts.path.replace("mine", "theirs") if change == "key" else parts.path
    method = "DELETE" if change == "method" else "GET"

    answer = requests.request(method, parts._replace(path=path, query=urlencode(query, quote_via=quote)).geturl())

    assert (answer.status_code, code_of(answer)) == (403, "SignatureDoesNotMatch")


def test_expired_url_is_refused() -> None:
    url = signed_in_the_past_of(PresignedUrls(NoAccessKeys(), lambda: 4_000_000_000.0))

    assert url is not None
    assert url.status == 403
    error = ElementTree.fromstring(url.body)
    assert (error.findtext("Code"), error.findtext("Message")) == ("AccessDenied", "Request has expired")


@pytest.mark.parametrize(
    ("moment", "is_refused"), [("99991231T235959Z", False), ("00010101T000000Z", True)], ids=["last", "first"]
)
def test_url_of_either_end_of_time_is_good_or_has_expired(moment: str, is_refused: bool) -> None:
    credential = "A%2F20260101%2Fus-east-1%2Fs3%2Faws4_request"
    query = (
        f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Date={moment}&X-Amz-Expires=60"
        "&X-Amz-SignedHeaders=host&X-Amz-Signature=0"
    )
    request = HttpRequest("GET", "/bucket/key", query, (), b"", "127.0.0.1", ("127.0.0.1", 80), "HTTP/1.1")

    refusal = PresignedUrls(NoAccessKeys(), lambda: 1_700_000_000.0).refuse(request)

    assert (refusal is not None) is is_refused


def test_url_of_unknown_credentials_is_taken_as_it_is(emulator: RunningEmulator, bucket: str) -> None:
    client = boto3.client(
        "s3",
        region_name="us-east-1",
        endpoint_url=emulator.url,
        aws_access_key_id="AKIASOMEBODY",
        aws_secret_access_key="x",
        config=Config(signature_version="s3v4"),
    )

    answer = put(client.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "k"}), b"x")

    assert answer.status_code == 200


def signed_in_the_past_of(urls: PresignedUrls) -> Any:
    client = boto3.client(
        "s3",
        region_name="us-east-1",
        endpoint_url="http://127.0.0.1:1",
        aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY,
        config=Config(signature_version="s3v4"),
    )
    url = urlsplit(client.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"}, ExpiresIn=1))
    headers = (("Host", url.netloc),)
    request = HttpRequest("GET", url.path, url.query, headers, b"", "127.0.0.1", ("127.0.0.1", 1), "HTTP/1.1")
    return urls.refuse(request)

"""S3 as workflows use it: objects that are there once, large ones, and buckets with policies."""

import contextlib
import json
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.running import RunningEmulator, wait_until

_MEBIBYTE = 1024 * 1024


@pytest.fixture
def bucket(emulator: RunningEmulator) -> str:
    name = f"test-{uuid.uuid4().hex[:8]}"
    emulator.client("s3").create_bucket(Bucket=name)
    return name


def test_missing_object_is_told_as_such(emulator: RunningEmulator, bucket: str) -> None:
    client = emulator.client("s3")

    with pytest.raises(client.exceptions.NoSuchKey) as refused:
        client.get_object(Bucket=bucket, Key="missing")

    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_listing_has_what_begins_with_its_prefix_and_is_there(emulator: RunningEmulator, bucket: str) -> None:
    client = emulator.client("s3")
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for key in ("a/1", "a/2", "a/2", "a/b/3", "a/gone", "ab", "b/a/1"):
        client.put_object(Bucket=bucket, Key=key, Body=key.encode())
    client.delete_object(Bucket=bucket, Key="a/gone")

    whole = client.list_objects_v2(Bucket=bucket, Prefix="a/")
    flat = client.list_objects_v2(Bucket=bucket, Prefix="a/", Delimiter="/")
    paged = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="a", MaxKeys=2)

    assert keys_of(whole) == ["a/1", "a/2", "a/b/3"]
    assert (keys_of(flat), [each["Prefix"] for each in flat["CommonPrefixes"]]) == (["a/1", "a/2"], ["a/b/"])
    assert [keys_of(page) for page in paged] == [["a/1", "a/2"], ["a/b/3", "ab"]]


def keys_of(page: Mapping[str, Any]) -> list[str]:
    return [each["Key"] for each in page["Contents"]]


def test_object_is_whole_or_missing_while_it_is_replaced_and_deleted(emulator: RunningEmulator, bucket: str) -> None:
    content = b"a" * 100_000

    def write(_: int) -> None:
        client = emulator.client("s3")
        for _ in range(20):
            client.put_object(Bucket=bucket, Key="version", Body=content)
            client.put_object(Bucket=bucket, Key="version", Body=content)
            client.delete_object(Bucket=bucket, Key="version")

    def read(_: int) -> int:
        client = emulator.client("s3")
        found = 0
        for _ in range(60):
            with contextlib.suppress(client.exceptions.NoSuchKey):
                assert client.get_object(Bucket=bucket, Key="version")["Body"].read() == content
                found += 1
        return found

    with ThreadPoolExecutor(8) as pool:
        writing = pool.map(write, range(4))
        found = sum(pool.map(read, range(4)))
        list(writing)

    assert found > 0


def test_object_can_be_put_only_where_none_is(emulator: RunningEmulator, bucket: str) -> None:
    client = emulator.client("s3")
    client.put_object(Bucket=bucket, Key="version", Body=b"first", IfNoneMatch="*")

    with pytest.raises(ClientError) as refused:
        client.put_object(Bucket=bucket, Key="version", Body=b"second", IfNoneMatch="*")

    assert refused.value.response["Error"]["Code"] == "PreconditionFailed"
    assert client.get_object(Bucket=bucket, Key="version")["Body"].read() == b"first"


def test_memory_of_deleted_objects_is_given_back(emulator: RunningEmulator, bucket: str) -> None:
    client, content = emulator.client("s3"), bytes(60 * _MEBIBYTE)
    client.put_object(Bucket=bucket, Key="large", Body=content)
    assert client.get_object(Bucket=bucket, Key="large")["Body"].read() == content
    client.delete_object(Bucket=bucket, Key="large")
    before = resident(emulator)

    for _ in range(3):
        client.put_object(Bucket=bucket, Key="large", Body=content)
        client.delete_object(Bucket=bucket, Key="large")

    wait_until(lambda: resident(emulator) < before + 60 * _MEBIBYTE, "the memory to be given back")


@pytest.mark.parametrize(("transport", "works"), [("false", True), ("true", False)])
def test_bucket_may_deny_insecure_transport(
    emulator: RunningEmulator, bucket: str, transport: str, works: bool
) -> None:
    client = emulator.client("s3")
    denial = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": transport}},
    }
    client.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [denial]}))

    if works:
        client.put_object(Bucket=bucket, Key="k", Body=b"x")
        assert client.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x"
    else:
        with pytest.raises(ClientError) as refused:
            client.put_object(Bucket=bucket, Key="k", Body=b"x")
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def resident(emulator: RunningEmulator) -> int:
    """In bytes."""
    pages = int(Path(f"/proc/{emulator.process.pid}/statm").read_text().split()[1])
    return pages * 4096

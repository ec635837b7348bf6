"""Objects on S3, and links that carry their permission in them."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from handlers.aws.adapters import object_store
from handlers.aws.objects import _PART_BYTES, S3Objects
from tests.handlers.runs.made import new_tenant

pytestmark = pytest.mark.usefixtures("workflow")


def test_an_object_is_read_as_it_was_put() -> None:
    key = f"work/{new_tenant()}/ä b"

    assert object_store().put(key, b"\x00content", "text/html")

    assert object_store().get(key) == b"\x00content"
    assert object_store().describe(key) == (8, "text/html")
    assert list(object_store().keys(key[:-1])) == [key]


def test_what_is_not_there_is_none() -> None:
    key = f"work/{new_tenant()}/a"

    assert object_store().get(key) is None
    assert object_store().describe(key) is None
    assert not object_store().copy(key, key + "/copy")
    assert object_store().get(key + "/copy") is None


def test_an_object_of_many_parts_is_read_as_it_was_put() -> None:
    key = f"results/{new_tenant()}/a"
    content = bytes(range(256)) * (_PART_BYTES // 256) + b"and the last part"

    assert object_store().put(key, content, "application/jsonl")

    assert object_store().describe(key) == (len(content), "application/jsonl")
    assert object_store().get(key) == content


def test_an_object_that_must_be_fresh_never_replaces_another() -> None:
    key = f"work/{new_tenant()}/a"

    assert object_store().put(key, b"first", fresh=True)
    assert not object_store().put(key, b"second", fresh=True)
    assert object_store().get(key) == b"first"


def test_a_copy_keeps_its_media_type() -> None:
    prefix = f"work/{new_tenant()}/"
    object_store().put(prefix + "a", b"content", "application/pdf")

    assert object_store().copy(prefix + "a", prefix + "b")
    assert object_store().describe(prefix + "b") == (7, "application/pdf")


def test_all_that_begins_alike_is_deleted_and_nothing_else() -> None:
    prefix = f"work/{new_tenant()}/"
    for name in ("run/a", "run/b/c", "runs/d"):
        object_store().put(prefix + name, b"")

    object_store().delete_prefix(prefix + "run/")
    object_store().delete_prefix(prefix + "run/")

    assert list(object_store().keys(prefix)) == [prefix + "runs/d"]


def test_objects_that_s3_did_not_delete_are_told() -> None:
    class Refusing:
        def delete_objects(self, **_: object) -> dict[str, object]:
            return {"Errors": [{"Key": "a", "Code": "AccessDenied"}]}

    with pytest.raises(OSError, match="AccessDenied"):
        S3Objects(Refusing(), "data").delete(["a"])


def test_a_link_opens_its_object_without_a_key() -> None:
    key = f"documents/{new_tenant()}/text"
    object_store().put(key, "Ä text.".encode(), "text/plain; charset=utf-8")

    answer = requests.get(object_store().link(key, 900), timeout=5)

    assert (answer.status_code, answer.text) == (200, "Ä text.")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_an_upload_is_bound_to_its_size_its_type_and_its_time() -> None:
    url = object_store().upload_url("uploads/tenant/a", "application/pdf", 1234, 900)

    signed = parse_qs(urlsplit(url).query)
    assert signed["X-Amz-SignedHeaders"] == ["content-length;content-type;host"]
    assert signed["X-Amz-Expires"] == ["900"]

"""The index on S3 and DynamoDB: whoever writes at once, wherever a writer dies, nothing is lost and nothing twice."""

import contextlib
import itertools
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import boto3
import numpy as np
import pytest
from botocore.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.aws.index_objects import from_bytes, to_bytes
from handlers.aws.passage_index import S3PassageIndex
from handlers.search.arrays import arrays_of, nothing
from handlers.search.index import Full, IndexBusyError, IndexQuery, Segment
from handlers.search.merging import merge
from tests.emulator.running import RunningEmulator, start_emulator, stop_emulator
from tests.handlers.search.memory import segment

TABLE, BUCKET, MODEL = "records", "data", "a/model:0"
WRITERS = 24


@dataclass(frozen=True, slots=True)
class Services:
    """Clients that threads share."""

    dynamodb: Any
    s3: Any

    def index(self, **settings: Any) -> S3PassageIndex:
        return S3PassageIndex(self.dynamodb, self.s3, TABLE, BUCKET, MODEL, **settings)

    def keys(self, prefix: str) -> list[str]:
        listed = self.s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])
        return [stored["Key"] for stored in listed]

    def sort_keys(self, tenant: str) -> list[str]:
        answer = self.dynamodb.query(
            TableName=TABLE,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": tenant}},
            ConsistentRead=True,
        )
        return [item["sk"]["S"] for item in answer["Items"]]


class Killed(BaseException):
    """What ends a process is nothing that code may catch."""


@dataclass(slots=True)
class Lifetime:
    """Calls until the process dies, just after the last of them or just before it."""

    calls: int
    before: bool = False
    died: bool = field(default=False, init=False)

    def client(self, client: Any) -> Any:
        return _Mortal(client, self)

    def spend(self, call: Callable[[], Any]) -> Any:
        self.calls -= 1
        self.died = self.died or self.calls <= 0
        if self.died and (self.before or self.calls < 0):
            raise Killed
        answer = call()
        if self.died:
            raise Killed
        return answer


@dataclass(frozen=True, slots=True)
class _Mortal:
    client: Any
    lifetime: Lifetime

    def __getattr__(self, name: str) -> Any:
        operation = getattr(self.client, name)
        if name == "get_paginator":
            return operation
        return lambda **arguments: self.lifetime.spend(lambda: operation(**arguments))


@dataclass(frozen=True, slots=True)
class Interrupted:
    """An S3 client; others do their work just before the first object is read."""

    client: Any
    others: list[Callable[[], object]]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)

    def get_object(self, **arguments: Any) -> Any:
        while self.others:
            self.others.pop()()
        return self.client.get_object(**arguments)


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    emulator = start_emulator()
    services = Services(_client(emulator, "dynamodb"), _client(emulator, "s3"))
    services.s3.create_bucket(Bucket=BUCKET)
    services.dynamodb.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    yield services
    stop_emulator(emulator)


@pytest.fixture
def tenant() -> str:
    return uuid.uuid4().hex


def _client(emulator: RunningEmulator, service: str) -> Any:
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=emulator.url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(max_pool_connections=2 * WRITERS, retries={"total_max_attempts": 1}),
    )


def made(document_id: str, count: int = 3) -> Segment:
    """Passages that each say which they are."""
    texts = [f"alike in all, {document_id} passage{number}" for number in range(count)]
    return segment(document_id, texts, np.tile([1.0, 0.0], (count, 1)), [document_id])


def found(index: S3PassageIndex, tenant: str) -> list[str]:
    """All that search finds."""
    query = IndexQuery("alike", np.array([1.0, 0.0]), 10_000)
    return [hit.passage.text for hit in index.search(tenant, query)]


def texts_of(*segments: Segment) -> list[str]:
    return sorted(passage.text for one in segments for passage in one.passages)


def assert_tidy(services: Services, tenant: str) -> None:
    """One version, to which the pointer points, no change and no segment."""
    assert len(services.keys(f"index/{tenant}/")) == 1
    assert services.keys(f"work/{tenant}/") == []
    assert [key.split("#")[0] for key in services.sort_keys(tenant)] == ["INDEX"]


def test_what_was_added_is_found_when_add_returns(services: Services, tenant: str) -> None:
    index = services.index()

    assert index.add(tenant, made("a")) is None

    assert sorted(found(index, tenant)) == texts_of(made("a"))
    assert_tidy(services, tenant)


def test_what_was_removed_is_gone_once_published(services: Services, tenant: str) -> None:
    index = services.index()
    index.add(tenant, made("a"))
    index.add(tenant, made("b"))

    index.remove(tenant, "a")
    index.publish(tenant)

    assert sorted(found(index, tenant)) == texts_of(made("b"))
    assert_tidy(services, tenant)


def test_adding_again_takes_the_place_of_what_was_there(services: Services, tenant: str) -> None:
    index = services.index()
    index.add(tenant, made("a", 5))

    index.add(tenant, made("a", 2))

    assert sorted(found(index, tenant)) == texts_of(made("a", 2))


def test_no_tenant_finds_what_another_added(services: Services, tenant: str) -> None:
    index = services.index()

    index.add(tenant, made("a"))

    assert found(index, tenant + "2") == []


def test_another_models_index_is_another(services: Services, tenant: str) -> None:
    index = services.index()

    index.add(tenant, made("a"))

    assert found(replace(index, model="a/model"), tenant) == []


def test_removing_what_was_never_added_writes_no_version(services: Services, tenant: str) -> None:
    index = services.index()

    index.remove(tenant, "a")
    index.publish(tenant)

    assert services.keys(f"index/{tenant}/") == []
    assert services.sort_keys(tenant) == []


@pytest.mark.parametrize("attempt", range(3))
def test_what_does_not_fit_is_refused_and_leaves_nothing(services: Services, tenant: str, attempt: int) -> None:
    index = services.index(most_passages=5)
    index.add(tenant, made("a", 3))

    refused = index.add(tenant, made("b", 3 + attempt))

    assert refused == Full(5)
    assert sorted(found(index, tenant)) == texts_of(made("a", 3))
    assert_tidy(services, tenant)


def test_a_full_index_has_room_for_what_takes_the_place_of_another(services: Services, tenant: str) -> None:
    index = services.index(most_passages=5)
    index.add(tenant, made("a", 3))
    index.add(tenant, made("b", 2))
    index.remove(tenant, "a")

    assert index.add(tenant, made("c", 3)) is None

    assert sorted(found(index, tenant)) == texts_of(made("b", 2), made("c", 3))
    [version] = services.keys(f"index/{tenant}/")
    assert "/000000003-" in version, "one version both made the room and took it"


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(removed=st.lists(st.booleans(), min_size=WRITERS, max_size=WRITERS))
def test_writers_at_once_lose_nothing_and_add_nothing_twice(services: Services, removed: list[bool]) -> None:
    """Each adds a document of its own; some remove it again. Each has a function's own memory, and looks on the way."""
    tenant = uuid.uuid4().hex
    segments = [made(f"document-{number:02}", 1 + number % 3) for number in range(WRITERS)]

    def write(number: int) -> None:
        index, own = services.index(), segments[number]
        assert index.add(tenant, own) is None
        assert set(texts_of(own)) <= set(found(index, tenant))
        if removed[number]:
            index.remove(tenant, own.document_id)
            index.publish(tenant)
            assert set(texts_of(own)).isdisjoint(found(index, tenant))

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(write, range(WRITERS)))

    kept = [own for own, gone in zip(segments, removed, strict=True) if not gone]
    assert sorted(found(services.index(), tenant)) == texts_of(*kept)
    assert_tidy(services, tenant)


@pytest.mark.parametrize("before", [False, True])
def test_a_writer_that_dies_anywhere_leaves_all_or_nothing_and_a_retry_repairs(
    services: Services, before: bool
) -> None:
    """Just after each call that it makes, or instead of it."""
    for calls in itertools.count(1):
        tenant = uuid.uuid4().hex
        services.index().add(tenant, made("a"))
        lifetime = Lifetime(calls, before)
        mortal = Services(lifetime.client(services.dynamodb), lifetime.client(services.s3))
        with contextlib.suppress(Killed):
            mortal.index().add(tenant, made("b"))
        if not lifetime.died:
            break
        assert sorted(found(services.index(), tenant)) in (texts_of(made("a")), texts_of(made("a"), made("b")))

        services.index().add(tenant, made("b"))

        assert sorted(found(services.index(), tenant)) == texts_of(made("a"), made("b"))
        assert len(services.keys(f"index/{tenant}/")) == 1
        assert [key.split("#")[0] for key in services.sort_keys(tenant)] == ["INDEX"]
    assert calls > 8, "the writer died at each of its calls"


def test_a_change_of_a_writer_that_died_is_published_by_the_next(services: Services, tenant: str) -> None:
    lifetime = Lifetime(2)
    with pytest.raises(Killed):
        Services(lifetime.client(services.dynamodb), lifetime.client(services.s3)).index().add(tenant, made("a"))
    assert found(services.index(), tenant) == []

    services.index().add(tenant, made("b"))

    assert sorted(found(services.index(), tenant)) == texts_of(made("a"), made("b"))
    assert_tidy(services, tenant)


def test_a_change_whose_segment_expired_is_forgotten(services: Services, tenant: str) -> None:
    lifetime = Lifetime(2)
    with pytest.raises(Killed):
        Services(lifetime.client(services.dynamodb), lifetime.client(services.s3)).index().add(tenant, made("a"))
    for key in services.keys(f"work/{tenant}/"):
        services.s3.delete_object(Bucket=BUCKET, Key=key)

    services.index().add(tenant, made("b"))

    assert sorted(found(services.index(), tenant)) == texts_of(made("b"))
    assert_tidy(services, tenant)


def test_a_reader_whose_version_is_deleted_meanwhile_reads_the_next(services: Services, tenant: str) -> None:
    services.index().add(tenant, made("a"))
    interrupted = Interrupted(services.s3, [lambda: services.index().add(tenant, made("b"))])

    assert sorted(found(Services(services.dynamodb, interrupted).index(), tenant)) == texts_of(made("a"), made("b"))


def test_a_writer_whose_version_is_deleted_meanwhile_adds_to_the_next(services: Services, tenant: str) -> None:
    services.index().add(tenant, made("a"))
    interrupted = Interrupted(services.s3, [lambda: services.index().add(tenant, made("b"))])

    Services(services.dynamodb, interrupted).index().add(tenant, made("c"))

    assert sorted(found(services.index(), tenant)) == texts_of(made("a"), made("b"), made("c"))
    assert_tidy(services, tenant)


def test_a_change_that_is_replaced_leaves_no_segment(services: Services, tenant: str) -> None:
    lifetime = Lifetime(2)
    with pytest.raises(Killed):
        Services(lifetime.client(services.dynamodb), lifetime.client(services.s3)).index().add(tenant, made("a"))

    services.index().remove(tenant, "a")

    assert services.keys(f"work/{tenant}/") == []


def test_more_changes_than_a_transaction_holds_are_published(services: Services, tenant: str) -> None:
    index = services.index()
    index.add(tenant, made("a"))
    for number in range(120):
        index.remove(tenant, f"document-{number:03}")

    index.add(tenant, made("b"))
    index.publish(tenant)

    assert sorted(found(index, tenant)) == texts_of(made("a"), made("b"))
    assert_tidy(services, tenant)


def test_an_index_that_always_moves_on_is_busy(services: Services, tenant: str) -> None:
    """Each time that the writer has waited, the version that it is to read next is gone before it reads it."""
    pauses: list[float] = []
    index = services.index(pause=pauses.append)
    index.add(tenant, made("a"))
    [version] = services.keys(f"index/{tenant}/")
    services.s3.delete_object(Bucket=BUCKET, Key=version)

    with pytest.raises(IndexBusyError):
        index.add(tenant, made("b"))

    assert len(pauses) > 3
    assert max(pauses) <= 2.0


def test_an_object_holds_all_of_an_index() -> None:
    index = merge(nothing(), [arrays_of(made("a")), arrays_of(made("ü")), arrays_of(made("empty", 0))])

    read = from_bytes(to_bytes(index))

    assert to_bytes(read) == to_bytes(index)
    assert [read.passage(number) for number in range(len(read))] == [*made("a").passages, *made("ü").passages]
    assert [read.documents[number] for number in range(3)] == ["a", "empty", "ü"]

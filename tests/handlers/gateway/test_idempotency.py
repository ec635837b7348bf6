"""Idempotency-Key, with the records in an emulator's DynamoDB."""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event, Lock
from typing import Any

import pytest
from aws_lambda_powertools.utilities.idempotency.exceptions import IdempotencyPersistenceLayerError

from handlers.gateway.events import Received
from handlers.gateway.idempotency import EXPIRES_AFTER_SECONDS, once
from handlers.gateway.problems import UPLOAD_MISSING, Problem
from handlers.gateway.responses import Json
from tests.emulator.running import RunningEmulator
from tests.handlers.gateway.requests import TENANT, received
from tests.handlers.workflow import IDEMPOTENCY_TABLE

OPERATION = "createBatch"
BODY = {"tasks": [{"task": "embed", "texts": ["a private text"]}]}
TWINS = 12

pytestmark = pytest.mark.usefixtures("workflow")


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())


class Creations:
    """Counts what is created, whichever thread does it; each answer is another."""

    def __init__(self, during: Callable[[], object] = lambda: None) -> None:
        self.count = 0
        self.during = during
        self._lock = Lock()

    def __call__(self) -> Json:
        with self._lock:
            self.count += 1
            number = self.count
        self.during()
        return Json({"text": "é\u2028", "runId": str(number)}, {"Location": f"/runs/{number}"}, 202)


def with_key(key: str, **event: Any) -> Received:
    return received(headers={"Idempotency-Key": key}, **event)


def test_the_same_key_and_body_answer_as_the_first_time(key: str) -> None:
    creations = Creations()

    first, again = (once(OPERATION, with_key(key), BODY, creations) for _ in range(2))

    assert creations.count == 1
    assert isinstance(again, Json)
    assert list(again.document) == ["text", "runId"]  # as at first, which Powertools by itself would not keep
    assert first == again == Json({"runId": "1", "text": "é\u2028"}, {"Location": "/runs/1"}, 202)


def test_without_a_key_every_request_creates() -> None:
    creations = Creations()

    for _ in range(2):
        once(OPERATION, received(), BODY, creations)

    assert creations.count == 2


def test_a_key_that_the_contract_has_no_room_for_is_refused_before_anything_is_created() -> None:
    creations = Creations()

    refused = once(OPERATION, with_key("a b"), BODY, creations)

    assert isinstance(refused, Problem)
    assert refused.kind.status == 400
    assert creations.count == 0


def test_the_same_key_with_another_body_is_told_so(key: str) -> None:
    creations = Creations()
    once(OPERATION, with_key(key), BODY, creations)

    refused = once(OPERATION, with_key(key), {**BODY, "more": 1}, creations)

    assert isinstance(refused, Problem)
    assert (refused.kind.status, refused.kind.slug) == (422, "idempotency-key-reused")
    assert creations.count == 1


def test_a_body_is_the_same_in_whatever_order_its_members_come(key: str) -> None:
    creations = Creations()

    once(OPERATION, with_key(key), {"a": 1, "b": 2}, creations)
    once(OPERATION, with_key(key), {"b": 2, "a": 1}, creations)

    assert creations.count == 1


@pytest.mark.parametrize(
    ("operation_id", "other"),
    [("createDocument", {}), (OPERATION, {"authorizer": {"tenant": "another"}})],
    ids=["operation", "tenant"],
)
def test_a_key_is_the_operation_s_and_the_tenant_s_own(key: str, operation_id: str, other: dict[str, Any]) -> None:
    creations = Creations()

    once(OPERATION, with_key(key), BODY, creations)
    once(operation_id, with_key(key, **other), {"another": "body"}, creations)

    assert creations.count == 2


def test_of_many_twins_at_once_one_creates_and_the_others_wait_or_get_its_answer(key: str) -> None:
    together = Barrier(TWINS)
    creations = Creations(during=lambda: time.sleep(0.05))

    def twin(_: int) -> Json | Problem:
        together.wait(timeout=10)
        return once(OPERATION, with_key(key), BODY, creations)

    with ThreadPoolExecutor(TWINS) as pool:
        answers = list(pool.map(twin, range(TWINS)))

    assert creations.count == 1
    created = [answer for answer in answers if isinstance(answer, Json)]
    refused = [answer for answer in answers if isinstance(answer, Problem)]
    assert {answer.document["runId"] for answer in created} == {"1"}
    assert {(problem.kind.status, problem.kind.slug, problem.retry_after) for problem in refused} <= {
        (409, "request-in-progress", 1)
    }
    assert once(OPERATION, with_key(key), BODY, creations) == created[0]


def test_a_twin_of_a_request_that_is_on_its_way_is_told_to_wait(key: str) -> None:
    begun, goes_on = Event(), Event()

    def creating() -> Json:
        begun.set()
        goes_on.wait(timeout=10)
        return Json({"runId": "1"})

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(once, OPERATION, with_key(key), BODY, creating)
        begun.wait(timeout=10)
        twin = once(OPERATION, with_key(key), BODY, creating)
        other = once(OPERATION, with_key(key), {"another": "body"}, creating)
        goes_on.set()

    assert isinstance(twin, Problem)
    assert (twin.kind.status, twin.retry_after) == (409, 1)
    assert isinstance(other, Problem)
    assert other.kind.status == 422
    assert isinstance(first.result(), Json)


def test_a_problem_is_no_creation_so_that_the_next_request_tries_anew(key: str) -> None:
    problem = Problem(UPLOAD_MISSING, "There is no such upload.")
    creations = Creations()

    refused = once(OPERATION, with_key(key), BODY, lambda: problem)
    created = once(OPERATION, with_key(key), BODY, creations)

    assert refused == problem
    assert isinstance(created, Json)


def test_a_bug_is_no_creation_either(key: str) -> None:
    creations = Creations()

    with pytest.raises(ZeroDivisionError):
        once(OPERATION, with_key(key), BODY, lambda: Json({"x": 1 / 0}))

    assert isinstance(once(OPERATION, with_key(key), BODY, creations), Json)


def test_a_request_whose_function_was_stopped_no_longer_counts_as_on_its_way(key: str) -> None:
    creations = Creations()

    class StoppedError(BaseException):
        """What no code survives, as when Lambda ends the process: nothing after it is run."""

    def stopped() -> Json:
        raise StoppedError

    over = replace(with_key(key), deadline=time.time() - 1)
    with pytest.raises(StoppedError):
        once(OPERATION, over, BODY, stopped)
    answer = once(OPERATION, with_key(key), BODY, creations)

    assert isinstance(answer, Json)
    assert creations.count == 1


def test_a_request_whose_function_may_still_run_counts_as_on_its_way(key: str) -> None:
    class StoppedError(BaseException):
        """As above."""

    def stopped() -> Json:
        raise StoppedError

    with pytest.raises(StoppedError):
        once(OPERATION, with_key(key), BODY, stopped)
    answer = once(OPERATION, with_key(key), BODY, Creations())

    assert isinstance(answer, Problem)
    assert answer.kind.status == 409


@pytest.fixture
def table(emulator: RunningEmulator, workflow: pytest.MonkeyPatch) -> Any:
    """A client, and a table that a test may delete."""
    client = emulator.client("dynamodb")
    client.create_table(
        TableName="short-lived",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    workflow.setenv("IDEMPOTENCY_TABLE", "short-lived")
    return client


def test_what_was_created_is_told_even_when_it_could_not_be_written_down(key: str, table: Any) -> None:
    creations = Creations(during=lambda: table.delete_table(TableName="short-lived"))

    answer = once(OPERATION, with_key(key), BODY, creations)

    assert isinstance(answer, Json)
    assert answer.document["runId"] == "1"


def test_nothing_is_created_while_nothing_can_be_written_down(key: str, table: Any) -> None:
    table.delete_table(TableName="short-lived")
    creations = Creations()

    with pytest.raises(IdempotencyPersistenceLayerError):
        once(OPERATION, with_key(key), BODY, creations)

    assert creations.count == 0


def test_a_record_expires_after_a_day_and_has_neither_key_nor_body_in_it(key: str, emulator: RunningEmulator) -> None:
    earliest = int(time.time()) + EXPIRES_AFTER_SECONDS
    ids = {item["id"]["S"] for item in records(emulator)}

    once(OPERATION, with_key(key), BODY, Creations())

    [made] = [item for item in records(emulator) if item["id"]["S"] not in ids]
    assert earliest <= int(made["expiration"]["N"]) <= earliest + 60
    assert all(word not in str(made) for word in (key, TENANT, "private"))
    assert len(made["id"]["S"].rpartition("#")[2]) == 64  # SHA-256


def records(emulator: RunningEmulator) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = emulator.client("dynamodb").scan(TableName=IDEMPOTENCY_TABLE)["Items"]
    return items

"""What the workflow's functions stand on, made in an emulator: tables, bucket, state machines, the purge queue."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from handlers.aws import adapters, clients
from handlers.gateway import idempotency
from tests.emulator.running import ROLE, RunningEmulator

TABLE, IDEMPOTENCY_TABLE, BUCKET = "workflow-records", "workflow-idempotency", "workflow-data"
LEDGER_TABLE, TEAMS_TABLE = "workflow-ledger", "workflow-teams"
PURGE = "workflow-purge"
# They go on until they are stopped: what is tested is what surrounds them.
WAITING = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 900, "End": True}}}
FAILING = {"StartAt": "Fail", "States": {"Fail": {"Type": "Fail", "Error": "Broken"}}}
MADE_ONCE = (
    *(adapters.run_store, adapters.document_store, adapters.object_store, adapters.executions),
    *(adapters.purge, adapters.run_retention, adapters.passage_index),
    *(adapters.ledger, adapters.usage_log, adapters.teams, adapters.quotas),
    *(clients.apigateway, clients.dynamodb, clients.s3, clients.stepfunctions, clients.queues, clients._session),
    idempotency._records,
)


def make_workflow(emulator: RunningEmulator) -> Mapping[str, str]:
    """The environment that names it all."""
    _make_table(emulator, TABLE, ("pk", "sk"))
    _make_table(emulator, IDEMPOTENCY_TABLE, ("id",))
    _make_table(emulator, LEDGER_TABLE, ("pk", "sk"))
    _make_table(emulator, TEAMS_TABLE, ("id",))
    emulator.client("s3").create_bucket(Bucket=BUCKET)
    purge_url = emulator.client("sqs").create_queue(QueueName=PURGE)["QueueUrl"]
    return {
        "RECORDS_TABLE": TABLE,
        "IDEMPOTENCY_TABLE": IDEMPOTENCY_TABLE,
        "LEDGER_TABLE": LEDGER_TABLE,
        "TEAMS_TABLE": TEAMS_TABLE,
        "DATA_BUCKET": BUCKET,
        "RUN_RETENTION_DAYS": "30",
        "LANGUAGES": "en",
        "INGEST_STATE_MACHINE_ARN": make_state_machine(emulator, "workflow-ingest", WAITING),
        "BATCH_STATE_MACHINE_ARN": make_state_machine(emulator, "workflow-batch", WAITING),
        "PURGE_QUEUE_URL": purge_url,
        "AWS_ENDPOINT_URL": emulator.url,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }


def make_state_machine(emulator: RunningEmulator, name: str, definition: Mapping[str, Any]) -> str:
    made = emulator.client("stepfunctions").create_state_machine(
        name=name, definition=json.dumps(definition), roleArn=ROLE
    )
    arn: str = made["stateMachineArn"]
    return arn


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[pytest.MonkeyPatch]:
    """The functions' environment; what they have made by an earlier one is forgotten before and after."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        _forget()
        yield patch
    _forget()


def _forget() -> None:
    for made in MADE_ONCE:
        made.cache_clear()


def _make_table(emulator: RunningEmulator, name: str, key: tuple[str, ...]) -> None:
    kinds = ("HASH", "RANGE")
    emulator.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": part, "KeyType": kind} for part, kind in zip(key, kinds, strict=False)],
        AttributeDefinitions=[{"AttributeName": part, "AttributeType": "S"} for part in key],
        BillingMode="PAY_PER_REQUEST",
    )

"""What stands behind the ports in a function, by its environment; each is made when first asked for.

A function's environment has only what it needs, and S3 and Step Functions are imported only where they are used.
"""

import os
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from handlers.aws import clients
from handlers.aws.document_records import DocumentRecords
from handlers.aws.executions import StateMachines
from handlers.aws.ledger_records import LedgerRecords
from handlers.aws.objects import S3Objects
from handlers.aws.plan_quotas import PlanQuotas
from handlers.aws.purging import PurgeQueue
from handlers.aws.run_records import RunRecords
from handlers.aws.team_records import TeamRecords
from handlers.aws.usage_records import UsageRecords
from handlers.runs.run import RunKind
from handlers.telemetry.metrics import run_moved

if TYPE_CHECKING:
    from handlers.aws.passage_index import S3PassageIndex

_VARIABLES = {RunKind.INGEST: "INGEST_STATE_MACHINE_ARN", RunKind.BATCH: "BATCH_STATE_MACHINE_ARN"}


@cache
def run_store() -> RunRecords:
    return RunRecords(clients.dynamodb(), os.environ["RECORDS_TABLE"], run_moved)


@cache
def document_store() -> DocumentRecords:
    return DocumentRecords(clients.dynamodb(), os.environ["RECORDS_TABLE"], run_moved)


@cache
def object_store() -> S3Objects:
    return S3Objects(clients.s3(), os.environ["DATA_BUCKET"])


@cache
def executions() -> StateMachines:
    arns = {kind: os.environ[name] for kind, name in _VARIABLES.items() if name in os.environ}
    return StateMachines(clients.stepfunctions, arns)


@cache
def purge() -> PurgeQueue:
    return PurgeQueue(clients.queues, os.environ["PURGE_QUEUE_URL"])


@cache
def ledger() -> LedgerRecords:
    return LedgerRecords(clients.dynamodb(), os.environ["LEDGER_TABLE"], teams())


@cache
def usage_log() -> UsageRecords:
    return UsageRecords(clients.dynamodb(), os.environ["LEDGER_TABLE"])


@cache
def teams() -> TeamRecords:
    return TeamRecords(clients.dynamodb(), os.environ["TEAMS_TABLE"])


@cache
def quotas() -> PlanQuotas:
    return PlanQuotas(clients.apigateway)


@cache
def run_retention() -> timedelta:
    """How long the record of a run is kept."""
    return timedelta(days=int(os.environ["RUN_RETENTION_DAYS"]))


@cache
def passage_index(model: str) -> "S3PassageIndex":
    """The index of a model's vectors; it brings NumPy, which most functions do without."""
    from handlers.aws.passage_index import S3PassageIndex  # noqa: PLC0415 - the docstring says why

    table, bucket = os.environ["RECORDS_TABLE"], os.environ["DATA_BUCKET"]
    return S3PassageIndex(clients.dynamodb(), clients.s3(), table, bucket, model)

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
from handlers.aws.objects import S3Objects
from handlers.aws.purging import PurgeFunction
from handlers.aws.run_records import RunRecords
from handlers.runs.run import RunKind

if TYPE_CHECKING:
    from handlers.aws.passage_index import S3PassageIndex

_VARIABLES = {RunKind.INGEST: "INGEST_STATE_MACHINE_ARN", RunKind.BATCH: "BATCH_STATE_MACHINE_ARN"}


@cache
def run_store() -> RunRecords:
    return RunRecords(clients.dynamodb(), os.environ["RECORDS_TABLE"])


@cache
def document_store() -> DocumentRecords:
    return DocumentRecords(clients.dynamodb(), os.environ["RECORDS_TABLE"])


@cache
def object_store() -> S3Objects:
    return S3Objects(clients.s3(), os.environ["DATA_BUCKET"])


@cache
def executions() -> StateMachines:
    arns = {kind: os.environ[name] for kind, name in _VARIABLES.items() if name in os.environ}
    return StateMachines(clients.stepfunctions, arns)


@cache
def purge() -> PurgeFunction:
    return PurgeFunction(clients.functions, os.environ["PURGE_FUNCTION"])


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

"""Documents and runs put where the stage's functions look for them, and what the steps and the authorizer are given.

The tenant is of the benchmark's own for steps, so that nobody lists what is half done.
"""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from handlers.aws.document_records import DocumentRecords
from handlers.aws.objects import S3Objects
from handlers.aws.run_records import RunRecords
from handlers.batches.parts import split, write_part
from handlers.batches.places import tasks
from handlers.documents import places
from handlers.documents.document import Document, DocumentStatus, MediaType
from handlers.runs.clock import utc_now
from handlers.runs.ids import new_id
from handlers.runs.run import Run, RunKind
from handlers.runs.starting import queued
from tests.bench.budgets import declare_team
from tests.bench.deployed_stage import DeployedStage

TENANT = "bench"
TEXT = "The Congress shall have power to lay and collect taxes, duties, imposts and excises. " * 24  # 2 kB
TASKS = [{"task": "embed", "texts": ["The parcel arrived broken."]}]
KEPT = timedelta(days=1)
Event = dict[str, Any]


class Prepared:
    def __init__(self, stage: DeployedStage) -> None:
        self._stage = stage
        variables = stage.functions["index_document"]
        table, dynamodb = variables["RECORDS_TABLE"], stage.client("dynamodb")
        declare_team(dynamodb, stage.functions["embed_passages"]["TEAMS_TABLE"], TENANT)
        self._documents = DocumentRecords(dynamodb, table, lambda *_: None)
        self._objects = S3Objects(stage.client("s3"), variables["DATA_BUCKET"])
        self.runs = RunRecords(dynamodb, table, lambda *_: None)
        self.steps: Mapping[str, Callable[[], Event]] = {
            "authorize": lambda: authorizer_event(stage.key),
            "split_document": self.ingest,
            "embed_passages": self.split,
            "index_document": self.embedded,
            "fail_run": lambda: self.embedded() | {"error": "States.Timeout", "cause": ""},
            "purge_index": self.deleted,
            "run_batch_part": self.batch,
            "collect_batch": self.ran,
        }

    def document(self, tenant: str = TENANT, status: DocumentStatus = DocumentStatus.READY) -> Document:
        now = utc_now()
        run = queued(tenant, RunKind.INGEST, now, KEPT, document_id=new_id(now))
        document = Document(tenant, str(run.document_id), run.run_id, "Taxes", (), MediaType.TEXT, status, now, now)
        self._documents.create(document, run)
        return document

    def run(self, tenant: str = TENANT) -> Run:
        run = queued(tenant, RunKind.BATCH, utc_now(), KEPT, total=len(TASKS))
        self.runs.create(run)
        return run

    def ingest(self) -> Event:
        document = self.document(status=DocumentStatus.INGESTING)
        self._objects.put(places.source(TENANT, document.document_id), TEXT.encode(), MediaType.TEXT)
        return {"tenant": TENANT, "runId": document.run_id, "documentId": document.document_id}

    def split(self) -> Event:
        event = self.ingest()
        self._stage.invoke("split_document", event)
        return event | {"part": 0}

    def embedded(self) -> Event:
        event = self.split()
        self._stage.invoke("embed_passages", event)
        return event

    def deleted(self) -> Event:
        """SQS's."""
        return {"Records": [{"messageId": "0", "body": json.dumps(self.embedded())}]}

    def batch(self) -> Event:
        run = self.run()
        for part in split(TASKS):
            self._objects.put(tasks(TENANT, run.run_id, part.number), write_part(part), "application/json")
        return {"tenant": TENANT, "runId": run.run_id, "part": 0}

    def ran(self) -> Event:
        event = self.batch()
        self._stage.invoke("run_batch_part", event)
        return event | {"parts": [{"part": 0}]}


def authorizer_event(token: str) -> Event:
    """API Gateway's to a REQUEST authorizer, as far as it is read."""
    return {
        "type": "REQUEST",
        "methodArn": "arn:aws:execute-api:us-east-1:123456789012:api/local/GET/usage",
        "headers": {"Authorization": f"Bearer {token}"},
        "requestContext": {"requestId": new_id(utc_now())},
    }

"""Records of runs in DynamoDB."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.aws import moves
from handlers.aws.changes import Request, transact, update
from handlers.aws.pages import filtered, list_request, read_page
from handlers.aws.run_items import PREFIX, run_item, run_key, run_of
from handlers.runs.pages import BadCursor, Page, Wanted
from handlers.runs.ports import RunMoved
from handlers.runs.run import Failure, Run, RunKind, RunStatus

FILTERS = ("kind", "status")


@dataclass(frozen=True, slots=True)
class RunRecords:
    """A `RunStore`. DynamoDB removes an item up to two days after it has expired, so that is looked at here too."""

    dynamodb: Any
    table: str
    moved: RunMoved

    def create(self, run: Run) -> None:
        self.dynamodb.put_item(TableName=self.table, Item=run_item(run))
        self.moved(run.kind, run.status)

    def get(self, tenant: str, run_id: str, now: datetime) -> Run | None:
        answer = self.dynamodb.get_item(TableName=self.table, Key=run_key(tenant, run_id), ConsistentRead=True)
        run = run_of(answer["Item"]) if "Item" in answer else None
        return None if run is None or run.expires_at <= now else run

    def page(self, wanted: Wanted, now: datetime) -> Page[Run] | BadCursor:
        request = list_request(self.table, wanted.tenant, PREFIX) | {"ConsistentRead": True}
        filtered(request, "expires", "{0} > {1}", int(now.timestamp()))
        for name, value in wanted.filters:
            if name not in FILTERS:
                raise LookupError(f"runs have no filter {name}")
            filtered(request, name, "{0} = {1}", value)
        return read_page(self.dynamodb, request, PREFIX, wanted, run_of)

    def start(self, tenant: str, run_id: str, total: int, part_size: int, now: datetime) -> bool:
        return update(self.dynamodb, moves.run_started(self.table, tenant, run_id, total, part_size, now))

    def record_part(self, tenant: str, run_id: str, part: int, now: datetime) -> bool:
        return update(self.dynamodb, moves.part_recorded(self.table, tenant, run_id, part, now))

    def succeed(self, tenant: str, run_id: str, output: Mapping[str, Any], now: datetime) -> bool:
        request = moves.run_succeeded(self.table, tenant, run_id, output, now)
        return self._ended(RunKind.BATCH, RunStatus.SUCCEEDED, request)

    def fail(self, run: Run, failure: Failure, now: datetime) -> bool:
        ended = moves.run_failed(self.table, run.tenant, run.run_id, failure, now)
        if run.document_id is None:
            return self._ended(run.kind, RunStatus.FAILED, ended)
        document = moves.document_failed(self.table, run.tenant, run.document_id, failure, now)
        return self._ended(run.kind, RunStatus.FAILED, ended, document)

    def cancel(self, run: Run, now: datetime) -> bool:
        ended = moves.run_cancelled(self.table, run.tenant, run.run_id, now)
        if run.document_id is None:
            return self._ended(run.kind, RunStatus.CANCELLED, ended)
        document = moves.document_cancelled(self.table, run.tenant, run.document_id, now)
        return self._ended(run.kind, RunStatus.CANCELLED, ended, document)

    def _ended(self, kind: RunKind, status: RunStatus, run: Request, *document: Request) -> bool:
        """A document that is gone, or no longer ingesting, is left as it is."""
        refused = transact(self.dynamodb, [{"Update": request} for request in (run, *document)])
        if list(refused) == [1]:
            refused = transact(self.dynamodb, [{"Update": run}])
        if not refused:
            self.moved(kind, status)
        return not refused

"""Records of documents in DynamoDB."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.aws import moves
from handlers.aws.changes import transact
from handlers.aws.document_items import PREFIX, document_item, document_key, document_of
from handlers.aws.pages import filtered, list_request, read_page
from handlers.aws.run_items import run_item
from handlers.documents.document import Document, DocumentStatus
from handlers.documents.facts import Facts
from handlers.runs.pages import BadCursor, Page, Wanted
from handlers.runs.ports import RunMoved
from handlers.runs.run import Run, RunKind, RunStatus

FILTERS: Mapping[str, tuple[str, str]] = {
    "status": ("status", "{0} = {1}"),
    "label": ("labels", "contains({0}, {1})"),
}
_KEYS = 100  # that one BatchGetItem takes
_ATTEMPTS = 5
_WAIT = 0.05  # seconds before keys are asked for again; then twice that, and so on


@dataclass(frozen=True, slots=True)
class DocumentRecords:
    """A `DocumentStore`."""

    dynamodb: Any
    table: str
    moved: RunMoved

    def create(self, document: Document, run: Run) -> None:
        items = (document_item(document), run_item(run))
        transact(self.dynamodb, [{"Put": {"TableName": self.table, "Item": item}} for item in items])
        self.moved(run.kind, run.status)

    def get(self, tenant: str, document_id: str) -> Document | None:
        key = document_key(tenant, document_id)
        answer = self.dynamodb.get_item(TableName=self.table, Key=key, ConsistentRead=True)
        return document_of(answer["Item"]) if "Item" in answer else None

    def page(self, wanted: Wanted) -> Page[Document] | BadCursor:
        request = list_request(self.table, wanted.tenant, PREFIX) | {"ConsistentRead": True}
        for name, value in wanted.filters:
            attribute_name, condition = FILTERS[name]
            filtered(request, attribute_name, condition, value)
        return read_page(self.dynamodb, request, PREFIX, wanted, document_of)

    def ready(self, tenant: str, document_ids: Collection[str]) -> Mapping[str, Document]:
        ids = sorted(set(document_ids))
        documents = (
            document
            for start in range(0, len(ids), _KEYS)
            for document in self._documents(tenant, ids[start : start + _KEYS])
        )
        return {each.document_id: each for each in documents if each.status is DocumentStatus.READY}

    def _documents(self, tenant: str, ids: Collection[str]) -> list[Document]:
        """What DynamoDB leaves unprocessed under load is asked for again."""
        keys = [document_key(tenant, document_id) for document_id in ids]
        found: list[Document] = []
        for attempt in range(_ATTEMPTS):
            answer = self.dynamodb.batch_get_item(RequestItems={self.table: {"Keys": keys, "ConsistentRead": True}})
            found += map(document_of, answer["Responses"].get(self.table, ()))
            keys = answer.get("UnprocessedKeys", {}).get(self.table, {}).get("Keys", [])
            if not keys:
                return found
            time.sleep(_WAIT * 2**attempt)
        raise TimeoutError(f"DynamoDB left {len(keys)} keys unprocessed, {_ATTEMPTS} times")

    def finish(self, document: Document, facts: Facts, now: datetime) -> bool:
        output = {"characters": facts.characters, "tokens": facts.tokens, "passages": facts.passages}
        ready = moves.document_ready(self.table, document.tenant, document.document_id, facts, now)
        succeeded = moves.run_succeeded(self.table, document.tenant, document.run_id, output, now)
        refused = transact(self.dynamodb, [{"Update": ready}, {"Update": succeeded}])
        if not refused:
            self.moved(RunKind.INGEST, RunStatus.SUCCEEDED)
        return not refused

    def delete(self, document: Document, now: datetime) -> bool:
        """The run is cancelled with it; one that has ended, or has expired, has nothing left to be cancelled."""
        key = document_key(document.tenant, document.document_id)
        gone = {"Delete": {"TableName": self.table, "Key": key, "ConditionExpression": "attribute_exists(pk)"}}
        run = {"Update": moves.run_cancelled(self.table, document.tenant, document.run_id, now)}
        both = [gone, run] if document.status is DocumentStatus.INGESTING else [gone]
        refused = transact(self.dynamodb, both)
        if list(refused) == [1]:
            return not transact(self.dynamodb, [gone])
        if not refused and len(both) > 1:
            self.moved(RunKind.INGEST, RunStatus.CANCELLED)
        return not refused

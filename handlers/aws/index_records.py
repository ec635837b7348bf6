"""What DynamoDB knows of an index: which object is the index now, and the changes that it does not have yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from handlers.aws.attributes import AttributeMap, attributes, values_of
from handlers.aws.changes import Request, transact


class ChangeKind(StrEnum):
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Pointer:
    """Version 0 has no object: nothing was indexed yet."""

    version: int
    key: str


@dataclass(frozen=True, slots=True)
class Change:
    """A document has at most one. `revision` tells it from others of its document; `key` is the segment's object."""

    kind: ChangeKind
    document_id: str
    revision: str
    passages: int = 0
    key: str = ""


def key_part(model: str) -> str:
    """A model's name, which may be an ARN, without what parts a key; two names never become one."""
    return quote(model, safe="").replace("%", "=")


@dataclass(frozen=True, slots=True)
class IndexRecords:
    """Of one model."""

    dynamodb: Any  # botocore makes its clients' classes at run time
    table: str
    model: str

    def pointer(self, tenant: str) -> Pointer:
        item = self._get(self._pointer_key(tenant))
        if not item:
            return Pointer(0, "")
        values = values_of(item)
        return Pointer(values["version"], values["object"])

    def put(self, tenant: str, change: Change) -> Change | None:
        """The document's change until now, which this one takes the place of."""
        item = self._change_key(tenant, change.document_id) | _item(change)
        answer = self.dynamodb.put_item(TableName=self.table, Item=item, ReturnValues="ALL_OLD")
        return _change(answer["Attributes"]) if "Attributes" in answer else None

    def has(self, tenant: str, change: Change) -> bool:
        item = self._get(self._change_key(tenant, change.document_id))
        return bool(item) and _change(item) == change

    def changes(self, tenant: str) -> list[Change]:
        """All that are written down, by document."""
        pages = self.dynamodb.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues=attributes({":pk": tenant, ":prefix": self._prefix()}),
            ConsistentRead=True,
        )
        return [_change(item) for page in pages for item in page["Items"]]

    def withdraw(self, tenant: str, change: Change) -> bool:
        """False if it was done, or replaced, meanwhile."""
        return not transact(self.dynamodb, [self._forgotten(tenant, change)])

    def commit(self, tenant: str, before: Pointer, after: Pointer, done: Sequence[Change]) -> bool:
        """Points to `after` and forgets the changes in it, all at once; False, and nothing, if one of these moved."""
        moved = [self._moved(tenant, before, after)] if before != after else []
        return not transact(self.dynamodb, [*moved, *(self._forgotten(tenant, change) for change in done)])

    def _moved(self, tenant: str, before: Pointer, after: Pointer) -> Request:
        item = self._pointer_key(tenant) | attributes({"version": after.version, "object": after.key})
        condition: Request = {"ConditionExpression": "attribute_not_exists(pk)"}
        if before.version:
            values = attributes({":before": before.version})
            condition = {"ConditionExpression": "version = :before", "ExpressionAttributeValues": values}
        return {"Put": {"TableName": self.table, "Item": item, **condition}}

    def _forgotten(self, tenant: str, change: Change) -> Request:
        deletion = {
            "TableName": self.table,
            "Key": self._change_key(tenant, change.document_id),
            "ConditionExpression": "revision = :revision",
            "ExpressionAttributeValues": attributes({":revision": change.revision}),
        }
        return {"Delete": deletion}

    def _get(self, key: Request) -> AttributeMap:
        item: AttributeMap = self.dynamodb.get_item(TableName=self.table, Key=key, ConsistentRead=True).get("Item", {})
        return item

    def _pointer_key(self, tenant: str) -> Request:
        return attributes({"pk": tenant, "sk": f"INDEX#{key_part(self.model)}"})

    def _change_key(self, tenant: str, document_id: str) -> Request:
        return attributes({"pk": tenant, "sk": self._prefix() + document_id})

    def _prefix(self) -> str:
        return f"CHANGE#{key_part(self.model)}#"


def _item(change: Change) -> Request:
    return attributes(
        {
            "kind": change.kind.value,
            "document_id": change.document_id,
            "revision": change.revision,
            "passages": change.passages,
            "object": change.key,
        }
    )


def _change(item: AttributeMap) -> Change:
    values = values_of(item)
    return Change(
        ChangeKind(values["kind"]), values["document_id"], values["revision"], values["passages"], values["object"]
    )

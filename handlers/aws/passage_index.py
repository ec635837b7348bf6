"""The index of passages on S3 and DynamoDB: an object for each version that never changes, and a record that points to
the one that is the index now.

Whoever changes an index writes down the change first. Then it publishes: it makes a new version of the present one and
of all changes that are written down, its own and others', and in one transaction points to that version and deletes
those changes, provided that neither the pointer nor any of them moved meanwhile. If they did, another has published,
as a rule this change too. So twenty who add at once need few versions, and one that dies leaves a change for the next:

    segment → change → (version → pointer moved and changes deleted) → old version and segments deleted

A segment is below work/, where objects expire; versions that nobody points to are deleted with the next publication.
"""

import random
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from handlers.aws.index_cache import IndexCache
from handlers.aws.index_objects import from_bytes, to_bytes
from handlers.aws.index_records import Change, ChangeKind, IndexRecords, Pointer, key_part
from handlers.aws.objects import S3Objects
from handlers.search.arrays import IndexArrays, arrays_of, nothing
from handlers.search.index import Full, Hit, IndexBusyError, IndexQuery, Segment
from handlers.search.merging import merge
from handlers.search.ranking import best_hits, searchable

MOST_PASSAGES = 100_000
MOST_CHANGES = 90  # a transaction has at most 100 items
ATTEMPTS = 12
FIRST_PAUSE = 0.05  # seconds
LONGEST_PAUSE = 2.0
CACHE_BYTES = 512 << 20


@dataclass(frozen=True, slots=True)
class S3PassageIndex:
    """Of one model. `dynamodb` and `s3` are botocore's clients; `pause` sleeps for so many seconds."""

    dynamodb: Any  # botocore makes its clients' classes at run time
    s3: Any
    table: str
    bucket: str
    model: str
    most_passages: int = MOST_PASSAGES
    cache: IndexCache = field(default_factory=lambda: IndexCache(CACHE_BYTES))
    pause: Callable[[float], None] = time.sleep

    def add(self, tenant: str, segment: Segment) -> Full | None:
        if len(segment.passages) > self.most_passages:
            return Full(self.most_passages)
        revision = secrets.token_hex(8)
        key = self._segments(tenant, segment.document_id) + revision
        change = Change(ChangeKind.ADD, segment.document_id, revision, len(segment.passages), key)
        self._objects.put(key, to_bytes(arrays_of(segment)))
        self._put(tenant, change)
        return self._publish(tenant, change)

    def remove(self, tenant: str, document_id: str) -> None:
        """Writes the change down; `publish` does it. What tries to add it that died have left goes too."""
        self._put(tenant, Change(ChangeKind.REMOVE, document_id, secrets.token_hex(8)))
        self._objects.delete_prefix(self._segments(tenant, document_id))

    def publish(self, tenant: str) -> None:
        """Does all that is written down."""
        self._publish(tenant, None)

    def search(self, tenant: str, query: IndexQuery) -> tuple[Hit, ...]:
        for _ in range(ATTEMPTS):
            pointer = self._records.pointer(tenant)
            if not pointer.version:
                return ()
            own = self.cache.get(pointer.key)
            if own is None:
                index = self._read(pointer.key)
                if index is None:  # another version took its place since the pointer was read
                    continue
                own = searchable(index)
                self.cache.put(pointer.key, own)
            return best_hits(own, query)
        raise IndexBusyError(tenant)

    @property
    def _records(self) -> IndexRecords:
        return IndexRecords(self.dynamodb, self.table, self.model)

    @property
    def _objects(self) -> S3Objects:
        return S3Objects(self.s3, self.bucket)

    def _put(self, tenant: str, change: Change) -> None:
        replaced = self._records.put(tenant, change)
        if replaced and replaced.key:
            self._objects.delete([replaced.key])

    def _publish(self, tenant: str, own: Change | None) -> Full | None:
        """Until `own` is no longer written down, or else nothing is that can be done."""
        for attempt in range(ATTEMPTS):
            if own and not self._records.has(tenant, own):
                return None
            began = time.monotonic()
            before = self._records.pointer(tenant)
            base = self._read(before.key) if before.version else nothing()
            if base is not None:
                chosen = _fitting(base, self._records.changes(tenant), own, self.most_passages)
                if not chosen:
                    return self._refuse(tenant, own) if own else None
                if self._commit(tenant, before, base, chosen):
                    continue
            # Whoever was faster takes about as long as this try did: to come back sooner would be for nothing.
            longest = min(LONGEST_PAUSE, max(FIRST_PAUSE, time.monotonic() - began) * 2**attempt)
            self.pause(random.uniform(0, longest))  # noqa: S311 - spreads writers, keeps no secret
        raise IndexBusyError(tenant)

    def _refuse(self, tenant: str, own: Change) -> Full | None:
        """None if it has been done, or another has taken its place, meanwhile."""
        if not self._records.withdraw(tenant, own):
            return None
        self._objects.delete([own.key])
        return Full(self.most_passages)

    def _commit(self, tenant: str, before: Pointer, base: IndexArrays, chosen: Sequence[Change]) -> bool:
        removed = [change.document_id for change in chosen if change.kind is ChangeKind.REMOVE]
        segments = {change: self._read(change.key) for change in chosen if change.kind is ChangeKind.ADD}
        missing = [change for change, segment in segments.items() if segment is None]
        if not all(self._records.has(tenant, change) for change in missing):
            return False
        # A segment that is not there has expired: whoever wrote its change down gave up long ago, and it is forgotten.
        added = [segment for segment in segments.values() if segment is not None]
        if not added and all(base.place(document_id) is None for document_id in removed):
            return self._records.commit(tenant, before, before, chosen)

        after = Pointer(before.version + 1, self._version_key(tenant, before.version + 1))
        self._objects.put(after.key, to_bytes(merge(base, added, removed)))
        if not self._records.commit(tenant, before, after, chosen):
            self._objects.delete([after.key])
            return False
        self._tidy(tenant, after, chosen)
        return True

    def _tidy(self, tenant: str, after: Pointer, done: Sequence[Change]) -> None:
        """Nobody can come to point to another of this number or less: that takes a pointer to the one before."""
        first_of_next = f"{self._versions(tenant)}{after.version + 1:09}"
        try:
            versions = self._objects.keys(self._versions(tenant))
            old = [key for key in versions if key < first_of_next and key != after.key]
            self._objects.delete([*old, *(change.key for change in done if change.key)])
        except (BotoCoreError, ClientError, OSError):
            # The index is published. Segments expire, and the next publication deletes the rest.
            return

    def _version_key(self, tenant: str, version: int) -> str:
        return f"{self._versions(tenant)}{version:09}-{secrets.token_hex(8)}"

    def _segments(self, tenant: str, document_id: str) -> str:
        return f"work/{tenant}/segments/{key_part(self.model)}/{document_id}/"

    def _versions(self, tenant: str) -> str:
        return f"index/{tenant}/{key_part(self.model)}/versions/"

    def _read(self, key: str) -> IndexArrays | None:
        content = self._objects.get(key)
        return None if content is None else from_bytes(content)


def _fitting(base: IndexArrays, pending: Sequence[Change], own: Change | None, most: int) -> list[Change]:
    """The changes for one transaction: what makes room first, then one's own, then others' as far as there is room."""
    order = sorted(pending, key=lambda change: (change.kind is ChangeKind.ADD, change != own))
    room = most - len(base)
    chosen: list[Change] = []
    for change in order:
        place = base.place(change.document_id)
        freed = 0 if place is None else int(base.bounds[place + 1] - base.bounds[place])
        if change.kind is ChangeKind.REMOVE or change.passages <= room + freed:
            chosen.append(change)
            room += freed - change.passages
    return chosen[:MOST_CHANGES]

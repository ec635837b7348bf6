"""What documents ask of whoever keeps their records and their bytes."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from handlers.documents.document import Document
from handlers.documents.facts import Facts
from handlers.runs.pages import BadCursor, Page, Wanted
from handlers.runs.run import Run

BYTES = "application/octet-stream"


class DocumentStore(Protocol):
    def create(self, document: Document, run: Run) -> None:
        """Both, or neither."""

    def get(self, tenant: str, document_id: str) -> Document | None: ...

    def page(self, wanted: Wanted) -> Page[Document] | BadCursor:
        """Filters: `status`, `label`."""

    def ready(self, tenant: str, document_ids: Collection[str]) -> Mapping[str, Document]:
        """Of these documents the ones that are ready now, by id: what has been deleted or is not there is left out."""

    def finish(self, document: Document, facts: Facts, now: datetime) -> bool:
        """Document ready and run succeeded, both or neither. False if the run has ended or either is gone."""

    def delete(self, document: Document, now: datetime) -> bool:
        """For good; a run that still takes it in is cancelled with it. False if another has deleted it before."""


class ObjectStore(Protocol):
    """Bytes by key."""

    def put(
        self, key: str, content: bytes, media_type: str = "application/octet-stream", *, fresh: bool = False
    ) -> bool:
        """With `fresh`, False if there is such an object already, which then stays as it is."""

    def get(self, key: str) -> bytes | None: ...

    def copy(self, source: str, target: str) -> bool:
        """False if there is no such source."""

    def describe(self, key: str) -> tuple[int, str] | None:
        """Size in bytes and media type; None if there is no such object."""

    def keys(self, prefix: str) -> Iterable[str]: ...

    def delete(self, keys: Iterable[str]) -> None:
        """Keys of no object are as good as deleted."""

    def delete_prefix(self, prefix: str) -> None: ...

    def link(self, key: str, seconds: int) -> str:
        """A URL that needs no key."""

    def upload_url(self, key: str, media_type: str, size: int, seconds: int) -> str:
        """A URL that takes by PUT exactly `size` bytes of this media type, and nothing else."""

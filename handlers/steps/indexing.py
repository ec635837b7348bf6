"""The index as the steps change it: what another writer holds up is tried again by the state machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from handlers.aws.adapters import passage_index
from handlers.aws.passage_index import S3PassageIndex
from handlers.models.choice import embedder_name
from handlers.models.settings import model_settings
from handlers.search.index import Full, IndexBusyError, Segment
from handlers.steps.errors import Busy


def add(tenant: str, segment: Segment) -> Full | None:
    with _tried_again():
        return _index().add(tenant, segment)


def withdraw(tenant: str, document_id: str) -> None:
    """Of a document that is not in the index, nothing is changed."""
    remove(tenant, document_id)
    publish(tenant)


def remove(tenant: str, document_id: str) -> None:
    """Once the index is published."""
    with _tried_again():
        _index().remove(tenant, document_id)


def publish(tenant: str) -> None:
    with _tried_again():
        _index().publish(tenant)


def _index() -> S3PassageIndex:
    """Of the model whose vectors the steps make; to change what they stand in takes no model, only its name."""
    return passage_index(embedder_name(model_settings(os.environ)))


@contextmanager
def _tried_again() -> Iterator[None]:
    try:
        yield
    except IndexBusyError as error:
        raise Busy("IndexBusyError") from error

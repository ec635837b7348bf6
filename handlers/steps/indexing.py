"""The index as the steps change it: what another writer holds up is tried again by the state machine."""

from collections.abc import Iterator
from contextlib import contextmanager

from handlers.aws.adapters import passage_index
from handlers.aws.passage_index import IndexBusyError, S3PassageIndex
from handlers.models.choice import chosen_models
from handlers.search.index import Full, Segment
from handlers.steps.errors import Busy


def add(tenant: str, segment: Segment) -> Full | None:
    with _tried_again():
        return _index().add(tenant, segment)


def withdraw(tenant: str, document_id: str) -> None:
    """Of a document that is not in the index, nothing is changed."""
    with _tried_again():
        _index().remove(tenant, document_id)
        _index().publish(tenant)


def _index() -> S3PassageIndex:
    """Of the model whose vectors the steps make."""
    return passage_index(chosen_models().embedder.name)


@contextmanager
def _tried_again() -> Iterator[None]:
    try:
        yield
    except IndexBusyError as error:
        raise Busy("IndexBusyError") from error

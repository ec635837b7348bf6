"""The mutants of a contract: for every operation and every response that it documents, in a stable order.

Answers of 5xx have none: a stage that is well gives none, so that a fault in them could not be met. Nor have 409 where
it tells of a race alone, and 422 where it is up to a model.
"""

import re
from collections.abc import Callable, Iterator

from contract import Document, Routes
from mutation.catalogue_answers import answers
from mutation.catalogue_callers import callers
from mutation.catalogue_effects import effects
from mutation.catalogue_headers import headers
from mutation.catalogue_inputs import inputs
from mutation.catalogue_lists import lists
from mutation.catalogue_methods import methods
from mutation.catalogue_problems import problems
from mutation.catalogue_requests import requests
from mutation.catalogue_statuses import statuses
from mutation.mutant import Mutant
from mutation.subject import Draft, Rotation, Subject

Family = Callable[[Subject, Rotation], Iterator[Draft]]

FAMILIES: tuple[Family, ...] = (
    answers,
    statuses,
    problems,
    headers,
    methods,
    requests,
    inputs,
    lists,
    effects,
    callers,
)

_NO_NAME = re.compile(r"[^\w.:\[\]-]+")


def mutants(document: Document) -> tuple[Mutant, ...]:
    """Of the client edition, or of the authored contract without its internal operations. Ids are stable as long as
    what they are about is.
    """
    rotation, routes = Rotation(), Routes.of(document)
    operations = {
        each.operation_id: each
        for each in document.operations()
        if each.operation_id and not each.method.startswith("x-") and not each.raw.get("x-internal")
    }
    return tuple(
        _mutant(subject, draft, routes)
        for operation in operations.values()
        for subject in (Subject(document, operation, operations),)
        for family in FAMILIES
        for draft in family(subject, rotation)
    )


def _mutant(subject: Subject, draft: Draft, routes: Routes) -> Mutant:
    parts = (subject.id, draft.response, draft.kind, draft.where)
    name = ".".join(_NO_NAME.sub("-", part) for part in parts if part)
    return Mutant(name, draft.kind, subject.id, draft.response, draft.said, draft.change, routes, draft.method)

"""Where an operation can be called without anything being there, and what its path has beside it."""

import uuid

from conformance.reading import path_parameters
from contract import Document, Operation

_METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options", "trace"})


def nobodys(document: Document, operation: Operation) -> dict[str, str]:
    """Path parameters that are as they should be and name nothing: ids that nobody has."""
    return {name: str(uuid.uuid4()) for name in path_parameters(document, operation)}


def leads_its_path(document: Document, operation: Operation) -> bool:
    """For what is probed once for each path."""
    return operation == next(each for each in document.operations() if each.path == operation.path)


def of_path(document: Document, path: str) -> tuple[Operation, ...]:
    return tuple(each for each in document.operations() if each.path == path and each.method in _METHODS)


def is_passed_on(document: Document, operation: Operation) -> bool:
    """Whether something behind the API has its own say: then 405 is documented, which is otherwise never an answer of
    a method that is.
    """
    return any("405" in each.raw["responses"] for each in of_path(document, operation.path))

"""The contract that a run goes by, as the stage served it."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemathesis import Case

from contract import Document, Operation


@dataclass(frozen=True, slots=True)
class _Contract:
    """With the schema, so that no other one gets its id while this lasts."""

    schema: object
    document: Document
    operations: Mapping[tuple[str, str], Operation]


_contracts: dict[int, _Contract] = {}
_LOCK = threading.Lock()


def document_of(case: Case[Any]) -> Document:
    return _contract_of(case).document


def operation_of(case: Case[Any]) -> Operation | None:
    """None for a path or a method that the contract does not have."""
    return _contract_of(case).operations.get((case.operation.method.lower(), case.operation.path))


def _contract_of(case: Case[Any]) -> _Contract:
    schema = case.operation.schema
    with _LOCK:
        if id(schema) not in _contracts:
            document = Document("openapi.json", schema.raw_schema)
            operations = {(each.method, each.path): each for each in document.operations()}
            _contracts[id(schema)] = _Contract(schema, document, operations)
        return _contracts[id(schema)]

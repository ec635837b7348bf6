"""Calls of the workflow's operations by their ids; every answer is checked against the contract."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from handlers import (
    answer_question,
    cancel_run,
    create_document,
    create_upload,
    delete_document,
    get_document,
    get_run,
    get_usage,
    list_documents,
    list_runs,
    search_passages,
)
from handlers.gateway.contract import contract
from tests.handlers.calls import assert_keeps_contract, assert_keeps_headers, operation_event

MODULES: Mapping[str, ModuleType] = {
    "createDocument": create_document,
    "listDocuments": list_documents,
    "getDocument": get_document,
    "deleteDocument": delete_document,
    "createUpload": create_upload,
    "searchPassages": search_passages,
    "answerQuestion": answer_question,
    "listRuns": list_runs,
    "getRun": get_run,
    "cancelRun": cancel_run,
    "getUsage": get_usage,
}


class Context:
    """Of Lambda's, what an operation reads."""

    def get_remaining_time_in_millis(self) -> int:
        return 25_000


@dataclass(frozen=True, slots=True)
class Called:
    """`document` is {} where the answer has no body."""

    status: int
    headers: Mapping[str, str]
    document: dict[str, Any]

    @property
    def problem(self) -> str:
        """The end of the problem's type."""
        return str(self.document["type"]).removeprefix("urn:ai-facade:problem:")


def call(operation_id: str, body: Any = None, **event: Any) -> Called:
    """`event` is as `operation_event` takes it."""
    response = MODULES[operation_id].handle(operation_event(body, **event), Context())
    path, method = _place(operation_id)
    if not response["body"]:
        assert_keeps_headers(response, path, method)
        return Called(response["statusCode"], response["headers"], {})
    assert_keeps_contract(response, path, method)
    return Called(response["statusCode"], response["headers"], json.loads(response["body"]))


def ingest(tenant: str = "tenant", **document: Any) -> dict[str, Any]:
    """The run that takes in a document."""
    created = call("createDocument", {"source": "text", "text": "A short text.", **document}, tenant=tenant)
    assert created.status == 202, created
    return created.document


def _place(operation_id: str) -> tuple[str, str]:
    for path, operations in contract()["paths"].items():
        for method, operation in operations.items():
            if isinstance(operation, Mapping) and operation.get("operationId") == operation_id:
                return path, method
    raise LookupError(operation_id)

"""The client edition of the contract, as it lies beside the code."""

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from handlers.gateway.schemas import resolve


@cache
def contract() -> Mapping[str, Any]:
    """`openapi.json` of the code archive. Lambda unpacks the archive at LAMBDA_TASK_ROOT."""
    document: Mapping[str, Any] = json.loads(Path(os.environ["LAMBDA_TASK_ROOT"], "openapi.json").read_bytes())
    return document


def request_schema(document: Mapping[str, Any], operation_id: str) -> Mapping[str, Any]:
    """The schema of an operation's JSON body, without its references followed."""
    _, operation = _operation(document, operation_id)
    schema: Mapping[str, Any] = operation["requestBody"]["content"]["application/json"]["schema"]
    return schema


def parameters_of(document: Mapping[str, Any], operation_id: str) -> list[Mapping[str, Any]]:
    """An operation's parameters, those of its path included, with their references followed."""
    path, operation = _operation(document, operation_id)
    parameters = [*path.get("parameters", ()), *operation.get("parameters", ())]
    return [resolve(parameter, document) for parameter in parameters]


def _operation(document: Mapping[str, Any], operation_id: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The operation, after the path item that it stands in."""
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, Mapping) and operation.get("operationId") == operation_id:
                return path, operation
    raise LookupError(f"openapi.json has no operation {operation_id}")

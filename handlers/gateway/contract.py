"""The client edition of the contract, as it lies beside the code."""

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any


@cache
def contract() -> Mapping[str, Any]:
    """`openapi.json` of the code archive. Lambda unpacks the archive at LAMBDA_TASK_ROOT."""
    document: Mapping[str, Any] = json.loads(Path(os.environ["LAMBDA_TASK_ROOT"], "openapi.json").read_bytes())
    return document


def request_schema(document: Mapping[str, Any], operation_id: str) -> Mapping[str, Any]:
    """The schema of an operation's JSON body, without its references followed."""
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, Mapping) and operation.get("operationId") == operation_id:
                schema: Mapping[str, Any] = operation["requestBody"]["content"]["application/json"]["schema"]
                return schema
    raise LookupError(f"openapi.json has no operation {operation_id}")

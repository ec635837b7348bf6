"""What every answer of a deprecated operation says of it: since when it is, and when it goes."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any


def deprecation_headers(document: Mapping[str, Any], operation_id: str) -> dict[str, str]:
    """`Deprecation` (RFC 9745) and `Sunset` (RFC 8594) of the days that the contract names, from midnight UTC on; none
    for an operation that stays.
    """
    operation = _operation(document, operation_id)
    if operation.get("deprecated") is not True:
        return {}
    headers = {}
    if since := operation.get("x-deprecated-since"):
        headers["Deprecation"] = f"@{int(_midnight(since).timestamp())}"
    if sunset := operation.get("x-sunset"):
        headers["Sunset"] = format_datetime(_midnight(sunset), usegmt=True)
    return headers


def _operation(document: Mapping[str, Any], operation_id: str) -> Mapping[str, Any]:
    """Empty for an internal operation, which the client edition does not have."""
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, Mapping) and operation.get("operationId") == operation_id:
                return operation
    return {}


def _midnight(day: str) -> datetime:
    return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)

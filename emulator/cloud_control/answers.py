"""Cloud Control's answers: progress events, resource descriptions and errors, as AWS writes them.

https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_ProgressEvent.html
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.cloud_control.requests import FAILED, IN_PROGRESS, SUCCESS, ResourceRequest
from emulator.cloud_control.resource_types import Failure, Properties
from emulator.http_messages import HttpAnswer

_EXCEPTIONS = {"NotFound": "ResourceNotFound", "ServiceInternalError": "ServiceInternalError"}
_HEADERS = (("Content-Type", "application/x-amz-json-1.0"),)

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """`code` is the exception's name."""

    code: str
    message: str
    status: int = 400


def rendered(result: Document | Refusal) -> HttpAnswer:
    if not isinstance(result, Refusal):
        return HttpAnswer(200, _HEADERS, json.dumps(result).encode())
    document = {"__type": f"com.amazon.cloudapiservice#{result.code}", "Message": result.message}
    return HttpAnswer(result.status, _HEADERS, json.dumps(document).encode())


def handler_failed(type_name: str, failure: Failure) -> Refusal:
    """What is answered at once, where nothing is in progress."""
    place = f"(HandlerErrorCode: {failure.code}, RequestToken: {uuid.uuid4()})"
    message = f"{type_name} Handler returned status FAILED: {failure.message} {place}"
    return Refusal(f"{_EXCEPTIONS.get(failure.code, failure.code)}Exception", message)


def begun(request: ResourceRequest, identifier: str | None) -> Document:
    """A request as AWS tells it at first, when an identifier is known only to who has given it."""
    return {"ProgressEvent": _event(request, IN_PROGRESS, identifier)}


def ended(request: ResourceRequest) -> Document:
    failure = request.failure
    event = _event(request, FAILED if failure else SUCCESS, request.identifier)
    if failure is not None:
        event |= {"StatusMessage": failure.message, "ErrorCode": failure.code}
    if request.model is not None:
        event["ResourceModel"] = json.dumps(request.model)
    return {"ProgressEvent": event}


def description(type_name: str, identifier: str, properties: Properties) -> Document:
    return {"TypeName": type_name, "ResourceDescription": described(identifier, properties)}


def described(identifier: str, properties: Properties) -> Document:
    return {"Identifier": identifier, "Properties": json.dumps(properties)}


def _event(request: ResourceRequest, status: str, identifier: str | None) -> dict[str, Any]:
    event = {
        "TypeName": request.type_name,
        "RequestToken": request.token,
        "Operation": request.operation,
        "OperationStatus": status,
        "EventTime": request.time,
    }
    return event if identifier is None else event | {"Identifier": identifier}

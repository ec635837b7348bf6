"""Calls of the service that a resource is of, on behalf of whoever asks Cloud Control."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from emulator.cloud_control.resource_types import Ask, Failure
from emulator.http_messages import HttpAnswer, HttpRequest
from emulator.service_models import service_model

Calling = Callable[[HttpRequest], HttpAnswer]

_DEFAULT_REGION = "us-east-1"
# By the end of the error's name in the service's own answer.
_CODES = {
    "QueueDoesNotExist": "NotFound",
    "NonExistentQueue": "NotFound",
    "QueueAlreadyExists": "AlreadyExists",
    "QueueNameExists": "AlreadyExists",
}


def calls_of(service: str, request: HttpRequest, call: Calling) -> Ask:
    """In the region that `request` is signed for; URLs that are answered have the host that it came to."""
    region = request.signed_for.region if request.signed_for else _DEFAULT_REGION
    model = service_model(service)
    prefix = model.metadata["targetPrefix"] if model else service

    def ask(operation: str, given: Mapping[str, Any]) -> Mapping[str, Any] | Failure:
        headers = (
            ("Host", request.header.get("host", "")),
            ("Content-Type", "application/x-amz-json-1.0"),
            ("Authorization", f"AWS4-HMAC-SHA256 Credential=cloudcontrol/20250101/{region}/{service}/aws4_request"),
            ("X-Amz-Target", f"{prefix}.{operation}"),
        )
        body = json.dumps(given).encode()
        answer = call(HttpRequest("POST", "/", "", headers, body, request.client_ip, request.server, request.protocol))
        said = json.loads(answer.body or b"{}")
        return said if answer.status < 300 else _failure(answer.status, said)

    return ask


def _failure(status: int, said: Mapping[str, Any]) -> Failure:
    name = str(said.get("__type", "")).rpartition("#")[2].rpartition(".")[2]
    message = str(said.get("message") or said.get("Message") or name)
    return Failure(_CODES.get(name, "InvalidRequest" if status < 500 else "ServiceInternalError"), message)

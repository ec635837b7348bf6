"""A name for each execution that is started without one, as Step Functions gives it.

moto 5.2 calls all of them None: whoever starts a second one, an integration or an SDK, is told that it exists already.
"""

import json
from dataclasses import replace
from uuid import uuid4

from emulator.http_messages import HttpRequest

_STARTING = frozenset({"AWSStepFunctions.StartExecution", "AWSStepFunctions.StartSyncExecution"})


def with_execution_name(request: HttpRequest) -> HttpRequest:
    if request.header.get("x-amz-target") not in _STARTING:
        return request
    try:
        order = json.loads(request.body)
    except (ValueError, RecursionError):
        return request
    if not isinstance(order, dict) or order.get("name"):
        return request
    return replace(request, body=json.dumps({**order, "name": str(uuid4())}).encode())

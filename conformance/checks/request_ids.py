"""Every answer has an id of its own, by which it can be asked about."""

import threading
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

HEADER = "x-amzn-requestid"
_seen: dict[str, int] = {}
_LOCK = threading.Lock()


@schemathesis.check
def request_id(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """An id in the header, which no other answer has had; a problem document says the same one."""
    said = response.headers.get(HEADER, [])
    assert len(said) == 1, f"The answer has {len(said)} headers {HEADER}; it should have one."
    with _LOCK:
        first = _seen.setdefault(said[0], id(response))
    assert first == id(response), f"The request id {said[0]} was another answer's before."

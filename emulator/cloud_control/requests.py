"""Resource operation requests: what has become of each, by its token, and which client tokens were used for what.

https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-operations-manage-requests.html
"""

import hashlib
import json
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from emulator.cloud_control.resource_types import Failure, Properties

_KEPT = 1_000  # the newest; AWS keeps them for seven days

CREATE, UPDATE, DELETE = "CREATE", "UPDATE", "DELETE"
IN_PROGRESS, SUCCESS, FAILED = "IN_PROGRESS", "SUCCESS", "FAILED"

Refused = TypeVar("Refused")


@dataclass(frozen=True, slots=True)
class ResourceRequest:
    """As it has ended. `identifier` is None for a resource that could not be made."""

    operation: str
    type_name: str
    identifier: str | None
    time: float
    failure: Failure | None = None
    model: Properties | None = None  # of what is there then
    token: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True, slots=True)
class ClientTokenConflict:
    """The token was used for something else."""


class ResourceRequests:
    """One at a time: a resource is made once, and a client's token used once."""

    def __init__(self) -> None:
        self._requests: OrderedDict[str, ResourceRequest] = OrderedDict()
        self._client_tokens: OrderedDict[str, tuple[bytes, str]] = OrderedDict()
        self._lock = Lock()

    def find(self, token: str) -> ResourceRequest | None:
        return self._requests.get(token)

    def once(
        self, client_token: str | None, asked: Mapping[str, Any], handle: Callable[[], ResourceRequest | Refused]
    ) -> ResourceRequest | Refused | ClientTokenConflict:
        """What the client's token has led to before, if it has been used. What is refused is no request."""
        digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).digest()
        with self._lock:
            used = self._client_tokens.get(client_token) if client_token else None
            if used is not None and used[1] in self._requests:
                return self._requests[used[1]] if used[0] == digest else ClientTokenConflict()
            done = handle()
            if not isinstance(done, ResourceRequest):
                return done
            _keep(self._requests, done.token, done)
            if client_token:
                _keep(self._client_tokens, client_token, (digest, done.token))
            return done


def _keep(kept: OrderedDict[str, Any], key: str, value: Any) -> None:
    kept[key] = value
    while len(kept) > _KEPT:
        kept.popitem(last=False)

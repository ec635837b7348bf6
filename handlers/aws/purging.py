"""The function that removes what is left of runs and documents, invoked without waiting for it."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PurgeFunction:
    """A `Purge`. Lambda keeps the event and tries again by itself when the function fails."""

    functions: Callable[[], Any]  # a client is made when something is to go
    name: str

    def request(self, tenant: str, *, run_id: str | None = None, document_id: str | None = None) -> None:
        order = {"tenant": tenant, "runId": run_id, "documentId": document_id}
        try:
            self.functions().invoke(FunctionName=self.name, InvocationType="Event", Payload=json.dumps(order).encode())
        except (BotoCoreError, ClientError) as error:
            _log.warning("purge not requested: %s", type(error).__name__)

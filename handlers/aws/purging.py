"""The queue of what is to be removed of runs and documents; handlers/steps/purge_index.py takes from it."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PurgeQueue:
    """A `Purge`. SQS keeps a message until it is done; one that fails again and again is left for the operator."""

    queues: Callable[[], Any]  # a client is made when something is to go
    url: str

    def request(self, tenant: str, *, run_id: str | None = None, document_id: str | None = None) -> None:
        order = {"tenant": tenant, "runId": run_id, "documentId": document_id}
        try:
            self.queues().send_message(QueueUrl=self.url, MessageBody=json.dumps(order))
        except (BotoCoreError, ClientError) as error:
            _log.warning("purge not requested: %s", type(error).__name__)

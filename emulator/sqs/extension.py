"""Puts what this package has into moto's classes: moto has no setting for any of it."""

from functools import cache

from emulator.sqs.mappings import mend_mappings
from emulator.sqs.moto_queues import mend_queues
from emulator.sqs.operations import add_operations
from emulator.sqs.queue_metrics import count_messages


@cache
def extend_sqs() -> None:
    mend_queues()
    mend_mappings()
    add_operations()
    count_messages()

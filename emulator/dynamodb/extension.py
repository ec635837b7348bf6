"""Puts what this package has into moto's classes: moto has no setting for any of it."""

from functools import cache

from emulator.dynamodb.answers import answer_briefly
from emulator.dynamodb.empty_updates import take_empty_updates
from emulator.dynamodb.expressions import parse_once
from emulator.dynamodb.items import share_what_stays
from emulator.dynamodb.order import deliver_streams_later
from emulator.dynamodb.queries import look_into_partitions
from emulator.dynamodb.transactions import write_without_copies


@cache
def extend_dynamodb() -> None:
    deliver_streams_later()
    write_without_copies()
    look_into_partitions()
    parse_once()
    share_what_stays()
    answer_briefly()
    take_empty_updates()

"""Identifiers that sort by the time they were made: UUIDs of version 7 (RFC 9562), which Python has from 3.14 on."""

import secrets
import uuid
from datetime import datetime

_VERSION = 7 << 76
_VARIANT = 2 << 62
_RANDOM_A = 12  # bits
_RANDOM_B = 62


def new_id(now: datetime) -> str:
    milliseconds = int(now.timestamp() * 1000)
    number = milliseconds << 80 | _VERSION | secrets.randbits(_RANDOM_A) << 64 | _VARIANT | secrets.randbits(_RANDOM_B)
    return str(uuid.UUID(int=number))

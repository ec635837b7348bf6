"""Links that need no key, as answers have them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from handlers.gateway.times import rfc3339

VALID_SECONDS = 900


def link_document(url: str, made_at: datetime) -> Mapping[str, str]:
    return {"url": url, "expiresAt": rfc3339(expiry(made_at))}


def expiry(made_at: datetime) -> datetime:
    return made_at + timedelta(seconds=VALID_SECONDS)

"""How much a call can use that botocore sends again: each try may be billed, and only the last one tells."""

from dataclasses import dataclass
from typing import Any

from handlers.tasks.results import Usage


@dataclass(frozen=True, slots=True)
class Tries:
    """At most `count` tries, of at most `tokens` each."""

    count: int
    tokens: int

    @property
    def bound(self) -> int:
        return self.count * self.tokens

    def untold(self, answer: Any) -> int:
        """What the tries before this answer, or this `ClientError`'s response, may have used."""
        earlier: int = answer.get("ResponseMetadata", {}).get("RetryAttempts", 0)
        return earlier * self.tokens

    def nothing_after(self, answer: Any) -> Usage:
        """Of a call whose last try has used nothing."""
        return Usage(0, 0, self.untold(answer))

    def never_sent(self) -> Usage:
        """Of a call whose last try has not reached the service; nobody knows how far the ones before it came."""
        return Usage(0, 0, (self.count - 1) * self.tokens)


def tries_of(client: Any) -> int:
    count: int = client.meta.config.retries["total_max_attempts"]
    return count


def bytes_of(text: str) -> int:
    """A token stands for a byte at least, so a text has no more tokens than bytes."""
    return len(text.encode())

"""An issuer's keys as a process knows them: fetched when they are needed, and again when they may have changed."""

from collections.abc import Callable, Mapping
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from handlers.authorization.key_sets import read_keys

FRESH_SECONDS = 3600.0
LAST_SECONDS = 86400.0
PAUSE_SECONDS = 10.0


class KeysUnavailableError(Exception):
    """Nobody can tell now whose a token is."""


class Keys(Protocol):
    def find(self, kid: str, now: float) -> RSAPublicKey | None:
        """`now` is in seconds since the epoch. Raises KeysUnavailableError."""


class PublishedKeys:
    """Fetched anew for a `kid` that is not known, for a key may be new, and after FRESH_SECONDS, for one may be gone.

    Between two fetches are at least PAUSE_SECONDS, whatever the first came to: made-up kids make no flood of them.
    If there is no answer, the keys of the last one serve on, for LAST_SECONDS from when they came.
    """

    def __init__(self, fetch: Callable[[], bytes]) -> None:
        """`fetch` gets the key set's text, or raises KeysUnavailableError."""
        self._fetch = fetch
        self._keys: Mapping[str, RSAPublicKey] = {}
        self._fetched = self._tried = float("-inf")

    def find(self, kid: str, now: float) -> RSAPublicKey | None:
        is_due = kid not in self._keys or now - self._fetched > FRESH_SECONDS
        if is_due and now - self._tried >= PAUSE_SECONDS:
            self._renew(now)
        if now - self._fetched > LAST_SECONDS:
            raise KeysUnavailableError("there are no keys")
        key = self._keys.get(kid)
        if key is None and self._tried > self._fetched:
            raise KeysUnavailableError("the key may be a new one")
        return key

    def _renew(self, now: float) -> None:
        self._tried = now
        try:
            self._keys = read_keys(self._fetch())
        except (KeysUnavailableError, ValueError, RecursionError):
            return
        self._fetched = now

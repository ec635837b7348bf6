"""A user pool's access token, verified.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWS
from jwt.exceptions import InvalidSignatureError, PyJWTError

from handlers.authorization.key_sets import ALGORITHM
from handlers.authorization.keys import Keys
from handlers.authorization.refusals import Refusal

LEEWAY_SECONDS = 5
# The longest that a user pool can be set to.
LONGEST_SECONDS = 24 * 3600

_JWS = PyJWS(algorithms=[ALGORITHM])
# Each would have the token itself say how to verify it, or change what is verified.
_FORBIDDEN_HEADERS = frozenset({"b64", "crit", "jku", "jwk", "x5c", "x5u"})
_CLIENT_ID = re.compile(r"[\w+]{1,128}", re.ASCII)


@dataclass(frozen=True, slots=True)
class AccessToken:
    client_id: str
    scopes: tuple[str, ...]


def verify(token: str, issuer: str, keys: Keys, now: float) -> AccessToken | Refusal:
    """`now` is in seconds since the epoch. Raises KeysUnavailableError where the keys cannot be had."""
    key = _key_of(token, keys, now)
    if isinstance(key, Refusal):
        return key
    try:
        claims = json.loads(_JWS.decode(token, key, algorithms=[ALGORITHM]))
    except InvalidSignatureError:
        return Refusal.WRONG_SIGNATURE
    except (PyJWTError, ValueError, RecursionError):
        return Refusal.MALFORMED
    return _accept(claims, issuer, now) if isinstance(claims, dict) else Refusal.MALFORMED


def _key_of(token: str, keys: Keys, now: float) -> RSAPublicKey | Refusal:
    """One of the issuer's own: of what the header says, only the key's name counts."""
    try:
        header = _JWS.get_unverified_header(token)
    except (PyJWTError, ValueError, RecursionError):
        return Refusal.MALFORMED
    if not _FORBIDDEN_HEADERS.isdisjoint(header):
        return Refusal.FORBIDDEN_HEADER
    if header.get("alg") != ALGORITHM:
        return Refusal.WRONG_ALGORITHM
    kid = header.get("kid")
    key = keys.find(kid, now) if isinstance(kid, str) else None
    return key or Refusal.UNKNOWN_KEY


def _accept(claims: Mapping[str, Any], issuer: str, now: float) -> AccessToken | Refusal:
    rules = (
        (claims.get("iss") == issuer, Refusal.WRONG_ISSUER),
        (claims.get("token_use") == "access", Refusal.WRONG_USE),
        (_is_in_force(claims, now), Refusal.NOT_IN_FORCE),
        (isinstance(claims.get("sub"), str), Refusal.WRONG_SUBJECT),
        (_is_client_id(claims.get("client_id")), Refusal.WRONG_CLIENT),
        (isinstance(claims.get("scope"), str), Refusal.WRONG_SCOPE),
    )
    broken = next((refusal for is_kept, refusal in rules if not is_kept), None)
    return broken or AccessToken(claims["client_id"], tuple(dict.fromkeys(claims["scope"].split())))


def _is_in_force(claims: Mapping[str, Any], now: float) -> bool:
    """`exp` must be there; `nbf` and `iat` may be. All are numbers; NaN is within no bounds."""
    latest = now + LEEWAY_SECONDS
    bounds = {"exp": (now - LEEWAY_SECONDS, latest + LONGEST_SECONDS), "nbf": (0, latest), "iat": (0, latest)}
    times = {name: claims[name] for name in bounds if name in claims}
    return "exp" in times and all(
        isinstance(time, int | float) and not isinstance(time, bool) and bounds[name][0] <= time <= bounds[name][1]
        for name, time in times.items()
    )


def _is_client_id(value: Any) -> bool:
    return isinstance(value, str) and _CLIENT_ID.fullmatch(value) is not None

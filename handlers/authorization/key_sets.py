"""A JSON Web Key Set, read: the RSA keys of it that may sign tokens.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

ALGORITHM = "RS256"

_ASKED = {"kty": "RSA", "use": "sig", "alg": ALGORITHM}
_MODULUS_BITS = range(2048, 8192 + 1)
# FIPS 186-5 has no smaller ones, and a long one would make each check slow.
_EXPONENTS = range(65537, 1 << 32)


def read_keys(body: bytes) -> dict[str, RSAPublicKey]:
    """By `kid`. Keys of other kinds are left out. Raises ValueError for what is no key set, or has no key to use."""
    document = json.loads(body)
    listed = document.get("keys") if isinstance(document, dict) else None
    keys = dict(filter(None, map(_key, listed if isinstance(listed, list) else ())))
    if not keys:
        raise ValueError("the key set has no key that signs tokens")
    return keys


def _key(entry: Any) -> tuple[str, RSAPublicKey] | None:
    if not isinstance(entry, dict) or any(entry.get(name) != value for name, value in _ASKED.items()):
        return None
    kid, modulus, exponent = entry.get("kid"), _number(entry, "n"), _number(entry, "e")
    if not isinstance(kid, str) or modulus.bit_length() not in _MODULUS_BITS or exponent not in _EXPONENTS:
        return None
    try:
        return kid, RSAPublicNumbers(exponent, modulus).public_key()
    except ValueError:
        return None


def _number(entry: Mapping[str, Any], name: str) -> int:
    """0, which no key has, where there is none."""
    text = entry.get(name)
    try:
        return int.from_bytes(urlsafe_b64decode(f"{text}==")) if isinstance(text, str) else 0
    except ValueError:
        return 0

"""What a token may do: which scopes an operation takes, and which a token says it has."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from contract import Document, Operation

Scopes = frozenset[str]


def taken(document: Document, operation: Operation) -> tuple[Scopes, ...]:
    """Alternatives, each with all the scopes that it takes; none for an operation that needs no token."""
    required = operation.raw.get("security", document.root.get("security", ()))
    return tuple(frozenset(scope for scopes in each.values() for scope in scopes) for each in required)


def is_secured(document: Document, operation: Operation) -> bool:
    return all(taken(document, operation)) and bool(taken(document, operation))


def is_open(document: Document, operation: Operation) -> bool:
    return not taken(document, operation)


def allows(token: str, document: Document, operation: Operation) -> bool:
    alternatives = taken(document, operation)
    return not alternatives or any(each <= held(token) for each in alternatives)


def held(token: str) -> Scopes:
    """As the payload says it; whether it is signed is for the stage to find out. None for a token that is no JWT."""
    try:
        claims = _decoded(token.split(".")[1])
    except (IndexError, ValueError):
        return frozenset()
    return frozenset(str(claims.get("scope", "")).split())


def forgeries(token: str) -> dict[str, str]:
    """By what was done to them, tokens that are made of a good one; none of what is no JWT."""
    try:
        header, payload, signature = token.split(".")
        claims = _decoded(payload)
    except ValueError:
        return {}
    longer = _encoded({**claims, "exp": int(claims.get("exp", 0)) + 60})
    return {
        "a character of its header changed": f"{_altered(header)}.{payload}.{signature}",
        "a character of its payload changed": f"{header}.{_altered(payload)}.{signature}",
        "another half of a signature": f"{header}.{payload}.{_halved(signature)}",
        "a later expiry than was signed": f"{header}.{longer}.{signature}",
        "`alg: none` and no signature": f"{_encoded({'alg': 'none', 'typ': 'JWT'})}.{payload}.",
        "its signature left out": f"{header}.{payload}.",
    }


def _altered(part: str) -> str:
    """In the middle: the last character may hold bits that nobody reads."""
    middle = len(part) // 2
    return f"{part[:middle]}{'A' if part[middle] != 'A' else 'B'}{part[middle + 1 :]}"


def _halved(signature: str) -> str:
    """As long as it was; who reads of it in a report cannot tell the token."""
    return signature[: len(signature) // 2].ljust(len(signature), "A")


def _decoded(part: str) -> dict[str, Any]:
    claims = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    if not isinstance(claims, dict):
        raise ValueError("Not an object.")
    return claims


def _encoded(claims: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")

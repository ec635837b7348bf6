"""Tokens, good and bad, and the key sets that go with them; made without the code under test."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from handlers.authorization.access import Row
from handlers.authorization.authorizing import Authority
from handlers.authorization.keys import PublishedKeys
from handlers.usage.teams import Client, Team

POOL = "eu-central-1_Q1w2E3r4T"
ISSUER = f"https://cognito-idp.eu-central-1.amazonaws.com/{POOL}"
KNOWN = Client(client_id="1h57kf5cpq17m0eml12EXAMPLE", team="search-team", usage_key="usage-key-of-search-team")
KID = "key-1"
STAGE_ARN = "arn:aws:execute-api:eu-central-1:123456789012:abc123/prod"
REQUEST_ID = "0c7f7f0e-5f0e-4b57-8f7c-3b0d3a1f1d11"
ROWS = (
    Row("GET/documents", frozenset({"facade/read"})),
    Row("GET/documents/*", frozenset({"facade/read"})),
    Row("DELETE/documents/*", frozenset({"facade/write"})),
)


@cache
def private_key(name: str) -> RSAPrivateKey:
    """The same for the same name, in this process."""
    return generate_private_key(65537, 2048)


def public_pem() -> bytes:
    return private_key(KID).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def public_jwk(name: str = KID, **changes: Any) -> dict[str, Any]:
    numbers = private_key(name).public_key().public_numbers()
    return {
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": name,
        "n": encoded(numbers.n.to_bytes(256)),
        "e": encoded(numbers.e.to_bytes(3)),
        **changes,
    }


def key_set(*names: str) -> bytes:
    return json.dumps({"keys": [public_jwk(name) for name in names]}).encode()


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def claims(**changes: Any) -> dict[str, Any]:
    """Of a token that is good now; a claim that is changed to `...` is left out."""
    now = int(time.time())
    made = {
        "sub": KNOWN.client_id,
        "token_use": "access",
        "scope": "facade/read",
        "auth_time": now,
        "iss": ISSUER,
        "exp": now + 3600,
        "iat": now,
        "version": 2,
        "jti": "8d6c1fd0-6b0e-4c4b-9fd1-5d6c0fd6d6f5",
        "client_id": KNOWN.client_id,
    }
    return {name: value for name, value in {**made, **changes}.items() if value is not ...}


def token(payload: Any = None, header: Mapping[str, Any] | None = None, signer: str = KID, **changes: Any) -> str:
    """`payload` in place of claims: bytes as they are, all else as JSON. `header` changes the header as claims do."""
    made = {name: value for name, value in {"kid": KID, "alg": "RS256", **(header or {})}.items() if value is not ...}
    said = claims(**changes) if payload is None else payload
    text = said if isinstance(said, bytes) else json.dumps(said).encode()
    content = f"{encoded(json.dumps(made).encode())}.{encoded(text)}"
    return f"{content}.{encoded(_signature(content.encode(), made.get('alg'), signer))}"


def hmac_token(secret: bytes) -> str:
    content = f"{encoded(json.dumps({'kid': KID, 'alg': 'HS256'}).encode())}.{encoded(json.dumps(claims()).encode())}"
    return f"{content}.{encoded(hmac.digest(secret, content.encode(), hashlib.sha256))}"


def _signature(content: bytes, algorithm: Any, signer: str) -> bytes:
    """RS256 where the algorithm is none of those below."""
    digest: HashAlgorithm = SHA384() if algorithm == "RS384" else SHA256()
    padding = PSS(MGF1(digest), digest.digest_size) if algorithm == "PS256" else PKCS1v15()
    return private_key(signer).sign(content, padding, digest)


def event(*authorization: str, api_keys: tuple[str, ...] = ()) -> dict[str, Any]:
    """A REQUEST authorizer's, as API Gateway sends it: of a header that came twice `headers` has the last value."""
    given = {"Authorization": list(authorization), "x-api-key": list(api_keys), "Accept": ["*/*"]}
    several = {name: values for name, values in given.items() if values}
    return {
        "type": "REQUEST",
        "methodArn": f"{STAGE_ARN}/GET/documents",
        "resource": "/documents",
        "path": "/documents",
        "httpMethod": "GET",
        "headers": {name: values[-1] for name, values in several.items()},
        "multiValueHeaders": several,
        "requestContext": {"requestId": REQUEST_ID, "stage": "prod"},
    }


@dataclass(frozen=True, slots=True)
class OneClient:
    known: Client = KNOWN

    def team(self, name: str) -> Team | None:
        raise AssertionError("an authorizer asks for clients")

    def client(self, client_id: str) -> Client | None:
        return self.known if client_id == self.known.client_id else None


def authority() -> Authority:
    """Whose pool has two keys."""
    return Authority(ISSUER, PublishedKeys(lambda: key_set(KID, "key-2")), OneClient(), ROWS)

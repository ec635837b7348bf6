"""Whom the authorizer refuses, each for the reason that the log shall have."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from handlers.authorization.authorizing import authorize
from handlers.authorization.refusals import Refusal
from tests.handlers.authorization.signed import (
    KID,
    authority,
    claims,
    encoded,
    event,
    hmac_token,
    public_jwk,
    public_pem,
    token,
)

NOW = int(time.time())
DAY = 24 * 3600

# Bearer tokens; made when their test runs, for the clock goes on.
TOKENS: Mapping[str, tuple[Callable[[], str], Refusal]] = {
    "signed by a key of nobody": (lambda: token(signer="stranger"), Refusal.WRONG_SIGNATURE),
    "kid of another key of the pool": (lambda: token(header={"kid": "key-2"}), Refusal.WRONG_SIGNATURE),
    "claims changed after signing": (lambda: _spliced(token(), claims(scope="facade/write")), Refusal.WRONG_SIGNATURE),
    "signature of another token": (lambda: _with_signature(token(), token(jti="x")), Refusal.WRONG_SIGNATURE),
    "signature cut short": (lambda: token()[:-6], Refusal.WRONG_SIGNATURE),
    "no signature": (lambda: token().rpartition(".")[0] + ".", Refusal.MALFORMED),
    "alg none with no signature": (lambda: _unsigned("none"), Refusal.MALFORMED),
    "alg none with a signature": (lambda: token(header={"alg": "none"}), Refusal.WRONG_ALGORITHM),
    "alg None": (lambda: token(header={"alg": "None"}), Refusal.WRONG_ALGORITHM),
    "alg rs256": (lambda: token(header={"alg": "rs256"}), Refusal.WRONG_ALGORITHM),
    "alg missing": (lambda: token(header={"alg": ...}), Refusal.WRONG_ALGORITHM),
    "alg null": (lambda: token(header={"alg": None}), Refusal.WRONG_ALGORITHM),
    "alg a list": (lambda: token(header={"alg": ["RS256"]}), Refusal.WRONG_ALGORITHM),
    "HS256 with the public key as PEM": (lambda: hmac_token(public_pem()), Refusal.WRONG_ALGORITHM),
    "HS256 with the public key as JWK": (
        lambda: hmac_token(json.dumps(public_jwk()).encode()),
        Refusal.WRONG_ALGORITHM,
    ),
    "HS256 with the modulus": (lambda: hmac_token(public_jwk()["n"].encode()), Refusal.WRONG_ALGORITHM),
    "HS256 with no secret": (lambda: hmac_token(b""), Refusal.WRONG_ALGORITHM),
    "RS384": (lambda: token(header={"alg": "RS384"}), Refusal.WRONG_ALGORITHM),
    "PS256": (lambda: token(header={"alg": "PS256"}), Refusal.WRONG_ALGORITHM),
    "kid missing": (lambda: token(header={"kid": ...}), Refusal.UNKNOWN_KEY),
    "kid unknown": (lambda: token(header={"kid": "key-3"}), Refusal.UNKNOWN_KEY),
    "kid empty": (lambda: token(header={"kid": ""}), Refusal.UNKNOWN_KEY),
    "kid a path": (lambda: token(header={"kid": "../../../../dev/null"}), Refusal.UNKNOWN_KEY),
    "kid a URL": (lambda: token(header={"kid": "https://attacker.example/jwks.json"}), Refusal.UNKNOWN_KEY),
    "kid a number": (lambda: token(header={"kid": 1}), Refusal.MALFORMED),
    "kid a list": (lambda: token(header={"kid": [KID]}), Refusal.MALFORMED),
    "crit": (lambda: token(header={"crit": ["exp"], "exp": 1}), Refusal.MALFORMED),
    "crit empty": (lambda: token(header={"crit": []}), Refusal.MALFORMED),
    "crit of what the library knows": (
        lambda: token(header={"crit": ["b64"], "b64": True}),
        Refusal.FORBIDDEN_HEADER,
    ),
    "b64 true": (lambda: token(header={"b64": True}), Refusal.FORBIDDEN_HEADER),
    "b64 false": (lambda: token(header={"b64": False, "crit": ["b64"]}), Refusal.MALFORMED),
    "jku": (lambda: token(header={"jku": "https://attacker.example/"}, signer="stranger"), Refusal.FORBIDDEN_HEADER),
    "x5u": (lambda: token(header={"x5u": "https://attacker.example/"}, signer="stranger"), Refusal.FORBIDDEN_HEADER),
    "x5c": (lambda: token(header={"x5c": ["MIIB"]}, signer="stranger"), Refusal.FORBIDDEN_HEADER),
    "embedded jwk": (
        lambda: token(header={"jwk": public_jwk("stranger")}, signer="stranger"),
        Refusal.FORBIDDEN_HEADER,
    ),
    "of another pool": (
        lambda: token(iss="https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_other"),
        Refusal.WRONG_ISSUER,
    ),
    "iss with a slash more": (lambda: token(iss=claims()["iss"] + "/"), Refusal.WRONG_ISSUER),
    "iss missing": (lambda: token(iss=...), Refusal.WRONG_ISSUER),
    "iss a list": (lambda: token(iss=[claims()["iss"]]), Refusal.WRONG_ISSUER),
    "an id token": (lambda: token(token_use="id", aud="client"), Refusal.WRONG_USE),
    "token_use missing": (lambda: token(token_use=...), Refusal.WRONG_USE),
    "expired": (lambda: token(exp=NOW - 60), Refusal.NOT_IN_FORCE),
    "exp missing": (lambda: token(exp=...), Refusal.NOT_IN_FORCE),
    "exp null": (lambda: token(exp=None), Refusal.NOT_IN_FORCE),
    "exp a text": (lambda: token(exp=str(NOW + 600)), Refusal.NOT_IN_FORCE),
    "exp true": (lambda: token(exp=True), Refusal.NOT_IN_FORCE),
    "exp NaN": (lambda: token(exp=float("nan")), Refusal.NOT_IN_FORCE),
    "exp Infinity": (lambda: token(exp=float("inf")), Refusal.NOT_IN_FORCE),
    "exp huge": (lambda: token(exp=10**400), Refusal.NOT_IN_FORCE),
    "exp a day too far": (lambda: token(exp=NOW + 2 * DAY), Refusal.NOT_IN_FORCE),
    "not yet valid": (lambda: token(nbf=NOW + DAY), Refusal.NOT_IN_FORCE),
    "nbf a text": (lambda: token(nbf=str(NOW)), Refusal.NOT_IN_FORCE),
    "nbf NaN": (lambda: token(nbf=float("nan")), Refusal.NOT_IN_FORCE),
    "iat in the future": (lambda: token(iat=NOW + DAY), Refusal.NOT_IN_FORCE),
    "iat minus Infinity": (lambda: token(iat=float("-inf")), Refusal.NOT_IN_FORCE),
    "sub missing": (lambda: token(sub=...), Refusal.WRONG_SUBJECT),
    "sub a number": (lambda: token(sub=1), Refusal.WRONG_SUBJECT),
    "client_id missing": (lambda: token(client_id=...), Refusal.WRONG_CLIENT),
    "client_id a list": (lambda: token(client_id=["a"]), Refusal.WRONG_CLIENT),
    "client_id empty": (lambda: token(client_id=""), Refusal.WRONG_CLIENT),
    "client_id with NUL": (lambda: token(client_id="a\0"), Refusal.WRONG_CLIENT),
    "client_id half a surrogate pair": (lambda: token(client_id="\ud800"), Refusal.WRONG_CLIENT),
    "another client": (lambda: token(client_id="7someotherclient"), Refusal.UNKNOWN_CLIENT),
    "scope missing": (lambda: token(scope=...), Refusal.WRONG_SCOPE),
    "scope a list": (lambda: token(scope=["facade/read"]), Refusal.WRONG_SCOPE),
    "payload a list": (lambda: token(payload=[claims()]), Refusal.MALFORMED),
    "payload a text": (lambda: token(payload="claims"), Refusal.MALFORMED),
    "payload no JSON": (lambda: token(payload=b"{claims}"), Refusal.MALFORMED),
    "payload no UTF-8": (lambda: token(payload=b'{"iss": "\xff"}'), Refusal.MALFORMED),
    "payload deep": (lambda: token(payload=b"[" * 4000), Refusal.MALFORMED),
    "payload compressed": (lambda: token(payload=b"\x78\x9c", header={"zip": "DEF"}), Refusal.MALFORMED),
    "header no JSON": (lambda: _headed(b"{alg}"), Refusal.MALFORMED),
    "header a list": (lambda: _headed(b'["RS256"]'), Refusal.MALFORMED),
    "header deep": (lambda: _headed(b"[" * 4000), Refusal.MALFORMED),
    "header no UTF-8": (lambda: _headed(b"\xff\xfe"), Refusal.MALFORMED),
    "encrypted, of five parts": (lambda: ".".join(["e30"] * 5), Refusal.MALFORMED),
    "of two parts": (lambda: token().rpartition(".")[0], Refusal.MALFORMED),
    "of no dots": (lambda: "c2VjcmV0", Refusal.MALFORMED),
    "bad base64": (lambda: token().replace(".", ".!", 1), Refusal.MALFORMED),
    "base64 of an impossible length": (lambda: f"{token()}AAA", Refusal.MALFORMED),
    "padded": (lambda: token() + "==", Refusal.MALFORMED),
    "with unicode": (lambda: token() + "é", Refusal.MALFORMED),
    "with digits that are not ASCII": (lambda: token() + "٣", Refusal.MALFORMED),
    "with NUL": (lambda: token() + "\0", Refusal.MALFORMED),
    "with a line more": (lambda: token() + "\n", Refusal.NOT_BEARER),
    "of 100 kB": (lambda: "a" * 100_000, Refusal.TOO_LONG),
    "of 100 kB and well signed": (lambda: token(jti="j" * 100_000), Refusal.TOO_LONG),
}

# Values of Authorization headers.
HEADERS: Mapping[str, tuple[Callable[[], tuple[str, ...]], Refusal]] = {
    "none": (tuple, Refusal.NO_TOKEN),
    "empty": (lambda: ("",), Refusal.NOT_BEARER),
    "Bearer alone": (lambda: ("Bearer",), Refusal.NOT_BEARER),
    "Bearer and a space": (lambda: ("Bearer ",), Refusal.NOT_BEARER),
    "Basic": (lambda: ("Basic dXNlcjpwYXNz",), Refusal.NOT_BEARER),
    "a token without scheme": (lambda: (token(),), Refusal.NOT_BEARER),
    "a token after a comma": (lambda: (f"Bearer {token()}, Bearer {token()}",), Refusal.NOT_BEARER),
    "the scheme twice": (lambda: (f"Bearer Bearer {token()}",), Refusal.NOT_BEARER),
    "no space": (lambda: (f"Bearer{token()}",), Refusal.NOT_BEARER),
    "two, both good": (lambda: (f"Bearer {token()}", f"Bearer {token()}"), Refusal.SEVERAL_TOKENS),
    "two, the last good": (lambda: ("Basic dXNlcjpwYXNz", f"Bearer {token()}"), Refusal.SEVERAL_TOKENS),
}


@pytest.mark.parametrize("name", TOKENS)
def test_a_bad_token_is_refused(name: str) -> None:
    make, reason = TOKENS[name]

    decided = authorize(event(f"Bearer {make()}"), authority(), time.time())

    assert decided is reason


@pytest.mark.parametrize("name", HEADERS)
def test_a_bad_authorization_header_is_refused(name: str) -> None:
    make, reason = HEADERS[name]

    decided = authorize(event(*make()), authority(), time.time())

    assert decided is reason


@pytest.mark.parametrize(
    ("api_keys", "reason"),
    [
        (("team-key",), Refusal.MALFORMED),
        (("",), Refusal.MALFORMED),
        (("a.b.c", "a.b.c"), Refusal.SEVERAL_TOKENS),
        (("a" * 100_000,), Refusal.TOO_LONG),
        ((f"Bearer {token()}",), Refusal.MALFORMED),
    ],
    ids=["no token", "empty", "two", "100 kB", "with a scheme"],
)
def test_an_api_key_that_is_no_token_is_refused(api_keys: tuple[str, ...], reason: Refusal) -> None:
    decided = authorize(event(api_keys=api_keys), authority(), time.time())

    assert decided is reason


def test_beside_an_authorization_header_no_api_key_is_a_token() -> None:
    decided = authorize(event("Basic dXNlcjpwYXNz", api_keys=(token(),)), authority(), time.time())

    assert decided is Refusal.NOT_BEARER


def test_two_authorization_headers_of_different_case_are_refused() -> None:
    received = event(f"Bearer {token()}")
    received["multiValueHeaders"]["AUTHORIZATION"] = [f"Bearer {token()}"]

    assert authorize(received, authority(), time.time()) is Refusal.SEVERAL_TOKENS


def _spliced(good: str, other: Mapping[str, Any]) -> str:
    header, _, signature = good.split(".")
    return f"{header}.{encoded(json.dumps(other).encode())}.{signature}"


def _with_signature(good: str, other: str) -> str:
    return f"{good.rpartition('.')[0]}.{other.rpartition('.')[2]}"


def _unsigned(algorithm: str) -> str:
    return f"{encoded(json.dumps({'alg': algorithm}).encode())}.{encoded(json.dumps(claims()).encode())}."


def _headed(header: bytes) -> str:
    _, payload, signature = token().split(".")
    return f"{encoded(header)}.{payload}.{signature}"

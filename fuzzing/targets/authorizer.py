"""Handlers: who calls. Whatever is sent, nobody is taken for a client who has not the issuer's word for it."""

import json
import time
from functools import partial

from fuzzing.target import Check, Target, Targets
from handlers.authorization.authorizing import Grant, authorize, result_of
from handlers.authorization.key_sets import read_keys
from handlers.authorization.refusals import Refusal
from tests.handlers.authorization.signed import KNOWN, authority, claims, event, key_set, token


def _open_tokens() -> Check:
    good = token()
    known, now = authority(), time.time()

    def check(data: bytes) -> None:
        """Headers, one a line; `GOOD` stands for a token that is good, which an input cannot have in it."""
        lines = [line.partition(":") for line in data.decode("latin-1").replace("GOOD", good).split("\n")]
        asked = event(
            *(value for name, _, value in lines if name == "Authorization"),
            api_keys=tuple(value for name, _, value in lines if name == "x-api-key"),
        )
        decided = authorize(asked, known, now)
        if isinstance(decided, Grant):
            assert good.rpartition(".")[0] in data.decode("latin-1").replace("GOOD", good), "a token nobody signed"
        else:
            assert isinstance(decided, Refusal)

    return check


def _open_claims() -> Check:
    known = authority()

    def check(data: bytes) -> None:
        """Whatever the issuer may have signed."""
        decided = authorize(event(f"Bearer {token(data)}"), known, time.time())
        if isinstance(decided, Grant):
            assert decided.client == KNOWN
            json.dumps(result_of(decided, known.rows)).encode()

    return check


def _check_key_set(data: bytes) -> None:
    try:
        keys = read_keys(data)
    except (ValueError, RecursionError):
        return
    assert keys
    assert all(isinstance(kid, str) and key.key_size >= 2048 for kid, key in keys.items())


TARGETS: Targets = {
    "bearer-tokens": Target(
        "a grant for a token that was signed, a refusal for any other",
        _open_tokens,
        (
            b"Authorization:Bearer GOOD",
            b"x-api-key:GOOD",
            b"Authorization:bearer  GOOD\nx-api-key:a.b.c",
            b"Authorization:Bearer eyJhbGciOiJub25lIn0.e30.",
            b"Authorization:Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6ImtleS0xIn0.e30.AAAA",
        ),
        (
            *b"""
            Authorization: x-api-key: GOOD . eyJ =
            """.split(),
            b"Bearer ",
            b"\n",
        ),
    ),
    "claims": Target(
        "a grant to the client that the claims name, or a refusal",
        _open_claims,
        (json.dumps(claims()).encode(), b'{"exp": 1e400}', b"[]", json.dumps(claims(nbf=0.5)).encode()),
        (
            *b"""
            "exp" "nbf" "scope" "client_id" "token_use" NaN Infinity 1e400 true null
            """.split(),
        ),
    ),
    "key-sets": Target(
        "keys that are long enough, or ValueError",
        lambda: _check_key_set,
        (partial(key_set, "key-1")(), b'{"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256"}]}', b"{}"),
        (b'"keys"', b'"kid"', b'"n"', b'"e"', b'"AQAB"', b'"kty"', b'"RSA"'),
    ),
}

"""Which tokens are a user pool's: moto's own, read with its key."""

import pytest
from joserfc import jwk, jwt
from moto.cognitoidp.models import CognitoIdpUserPool, cognitoidp_backends

from emulator.cognito.moto_pools import MotoUserPools

ACCOUNT = "210987654321"


@pytest.fixture
def pool() -> CognitoIdpUserPool:
    return cognitoidp_backends[ACCOUNT]["eu-west-1"].create_user_pool("people", {})


def signed(pool: CognitoIdpUserPool, **claims: object) -> str:
    return jwt.encode({"alg": "RS256", "kid": "dummy"}, claims, pool.json_web_key)


def issuer(pool: CognitoIdpUserPool) -> str:
    return f"https://cognito-idp.eu-west-1.amazonaws.com/{pool.id}"


def test_a_token_of_the_pool_is_read_even_when_it_has_expired(pool: CognitoIdpUserPool) -> None:
    token = signed(pool, iss=issuer(pool), sub="ada", exp=1)

    assert MotoUserPools().read_token(pool.arn, token) == {"iss": issuer(pool), "sub": "ada", "exp": 1}


def test_a_token_of_another_pool_is_not_this_ones(pool: CognitoIdpUserPool) -> None:
    other = cognitoidp_backends[ACCOUNT]["eu-west-1"].create_user_pool("others", {})

    assert MotoUserPools().read_token(pool.arn, signed(other, iss=issuer(other))) is None


def test_a_token_of_another_key_is_nobodys(pool: CognitoIdpUserPool) -> None:
    forged = jwt.encode({"alg": "RS256"}, {"iss": issuer(pool)}, jwk.RSAKey.generate_key(2048))

    assert MotoUserPools().read_token(pool.arn, forged) is None


@pytest.mark.parametrize("token", ["", "a.b.c", "..", "é.é.é", "eyJhbGciOiJub25lIn0.e30.", "[" * 9_000])
def test_what_is_no_token_is_nobodys(pool: CognitoIdpUserPool, token: str) -> None:
    assert MotoUserPools().read_token(pool.arn, token) is None


@pytest.mark.parametrize(
    "arn",
    ["", "pool", f"arn:aws:cognito-idp:nowhere:{ACCOUNT}:userpool/x", "arn:aws:cognito-idp:eu-west-1:1:userpool/x"],
)
def test_a_pool_that_there_is_not_has_no_tokens(pool: CognitoIdpUserPool, arn: str) -> None:
    assert MotoUserPools().read_token(arn, signed(pool, iss=issuer(pool))) is None

"""Keys that rotate, endpoints that fail, and senders who make keys up."""

import json
from typing import Any

import pytest

from handlers.authorization.key_sets import read_keys
from handlers.authorization.keys import KeysUnavailableError, PublishedKeys
from tests.handlers.authorization.signed import encoded, key_set, private_key, public_jwk

HOUR = 3600.0
DAY = 24 * HOUR
START = 1_800_000_000.0


class Pool:
    """Publishes `keys`, or nothing while it is None. Counts how often it is asked."""

    def __init__(self, *names: str) -> None:
        self.body: bytes | None = key_set(*names)
        self.fetches = 0

    def fetch(self) -> bytes:
        self.fetches += 1
        if self.body is None:
            raise KeysUnavailableError("out of reach")
        return self.body


def test_keys_are_fetched_once_for_an_hour() -> None:
    pool = Pool("a", "b")
    keys = PublishedKeys(pool.fetch)

    found = [keys.find(kid, START + passed) for passed in (0, 1, HOUR) for kid in ("a", "b")]

    assert None not in found
    assert pool.fetches == 1


def test_a_found_key_is_the_one_that_is_published() -> None:
    found = PublishedKeys(Pool("a", "b").fetch).find("b", START)

    assert found is not None
    assert found.public_numbers() == private_key("b").public_key().public_numbers()


def test_a_new_key_is_found_and_the_old_one_is_dropped() -> None:
    pool = Pool("a")
    keys = PublishedKeys(pool.fetch)
    keys.find("a", START)
    pool.body = key_set("b")

    assert keys.find("b", START + 10) is not None
    assert keys.find("a", START + 11) is None


def test_a_key_that_is_published_no_more_is_dropped_after_an_hour() -> None:
    pool = Pool("a", "b")
    keys = PublishedKeys(pool.fetch)
    keys.find("a", START)
    pool.body = key_set("b")

    assert keys.find("a", START + HOUR) is not None
    assert keys.find("a", START + HOUR + 1) is None


def test_a_flood_of_made_up_keys_makes_a_fetch_every_ten_seconds() -> None:
    pool = Pool("a")
    keys = PublishedKeys(pool.fetch)

    found = [keys.find(f"made-up-{number}", START + number / 100) for number in range(3000)]

    assert set(found) == {None}
    assert pool.fetches == 3


def test_without_any_keys_nobody_is_judged_and_the_next_fetch_waits() -> None:
    pool = Pool("a")
    keys, pool.body = PublishedKeys(pool.fetch), None

    for passed in range(20):
        with pytest.raises(KeysUnavailableError):
            keys.find("a", START + passed)

    assert pool.fetches == 2


def test_keys_are_found_once_the_outage_is_over() -> None:
    pool = Pool("a")
    keys, pool.body = PublishedKeys(pool.fetch), None
    with pytest.raises(KeysUnavailableError):
        keys.find("a", START)
    pool.body = key_set("a")

    assert keys.find("a", START + 10) is not None


def test_old_keys_serve_on_through_an_outage_of_a_day_and_no_longer() -> None:
    pool = Pool("a")
    keys = PublishedKeys(pool.fetch)
    keys.find("a", START)
    pool.body = None

    assert keys.find("a", START + HOUR + 1) is not None
    assert keys.find("a", START + DAY) is not None
    with pytest.raises(KeysUnavailableError):
        keys.find("a", START + DAY + 1)


def test_of_a_key_that_may_be_new_nobody_can_tell_in_an_outage() -> None:
    pool = Pool("a")
    keys = PublishedKeys(pool.fetch)
    keys.find("a", START)
    pool.body = None

    with pytest.raises(KeysUnavailableError):
        keys.find("b", START + 60)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"keys": {}}', b'{"keys": []}', b"[" * 60_000, b"\xff"])
def test_an_answer_that_is_no_key_set_leaves_the_old_keys(body: bytes) -> None:
    pool = Pool("a")
    keys = PublishedKeys(pool.fetch)
    keys.find("a", START)
    pool.body = body

    assert keys.find("a", START + HOUR + 1) is not None


WEAK = public_jwk("weak", n=encoded((1 << 1023 | 1).to_bytes(128)))


@pytest.mark.parametrize(
    "entry",
    [
        public_jwk("bad", kty="EC"),
        public_jwk("bad", use="enc"),
        public_jwk("bad", alg="RS512"),
        public_jwk("bad", alg="HS256"),
        public_jwk("bad", kid=1),
        public_jwk("bad", kid=None),
        public_jwk("bad", e=encoded(b"\x01")),
        public_jwk("bad", e=encoded(b"\x03")),
        public_jwk("bad", e=encoded(b"\x01\x00\x02")),
        public_jwk("bad", e=encoded(b"\x01" * 9)),
        public_jwk("bad", n=None),
        public_jwk("bad", n="é"),
        public_jwk("bad", n="A"),
        public_jwk("bad", n=encoded(b"\xff" * 2048)),
        WEAK,
        {"kty": "oct", "kid": "bad", "use": "sig", "alg": "HS256", "k": "c2VjcmV0"},
        "bad",
        None,
    ],
)
def test_only_rsa_keys_that_may_sign_are_read(entry: Any) -> None:
    keys = read_keys(json.dumps({"keys": [entry, public_jwk("good")]}).encode())

    assert list(keys) == ["good"]

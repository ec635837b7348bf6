"""Whom moto's IAM and STS know by an access key, and with which policies."""

import json
from datetime import UTC, datetime

import pytest
from moto.iam.models import IAMBackend, iam_backends
from moto.sts.models import sts_backends

from emulator.iam_principals import MotoAccessKeys

ACCOUNT = "210987654321"
KEYS = MotoAccessKeys(ACCOUNT)
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


def policy(sid: str) -> str:
    statement = {"Sid": sid, "Effect": "Allow", "Action": "*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture
def iam() -> IAMBackend:
    backend: IAMBackend = iam_backends[ACCOUNT]["aws"]
    backend.reset()
    return iam_backends[ACCOUNT]["aws"]


def test_the_pair_test_and_test_is_the_accounts_root() -> None:
    key = KEYS.find("test")

    assert key is not None
    assert (key.secret, key.principal.arn, key.principal.kind) == ("test", f"arn:aws:iam::{ACCOUNT}:root", "Account")


def test_a_user_has_policies_of_its_own_and_of_its_groups(iam: IAMBackend) -> None:
    iam.create_user("us-east-1", "ada")
    made = iam.create_access_key("ada")
    iam.put_user_policy("ada", "own", policy("own"))
    attached = iam.create_policy("", "/", policy("attached"), "attached", [])
    iam.attach_user_policy(attached.arn, "ada")
    iam.create_group("people")
    iam.put_group_policy("people", "ofgroup", policy("of group"))
    iam.add_user_to_group("people", "ada")

    key = KEYS.find(made.access_key_id)

    assert key is not None
    assert (key.secret, key.session_token) == (made.secret_access_key, None)
    assert key.principal.arn == f"arn:aws:iam::{ACCOUNT}:user/ada"
    assert key.principal.policies == (policy("own"), policy("attached"), policy("of group"))


@pytest.mark.parametrize("key_id", ["AKIANOBODYS", ""])
def test_a_key_that_there_is_not_is_nobodys(iam: IAMBackend, key_id: str) -> None:
    assert KEYS.find(key_id) is None


def test_a_key_that_is_not_active_is_nobodys(iam: IAMBackend) -> None:
    iam.create_user("us-east-1", "ada")
    made = iam.create_access_key("ada")
    iam.update_access_key("ada", made.access_key_id, "Inactive")

    assert KEYS.find(made.access_key_id) is None


def test_a_session_has_the_policies_of_its_role_within_its_limits(iam: IAMBackend) -> None:
    boundary = iam.create_policy("", "/", policy("boundary"), "boundary", [])
    role = iam.create_role("walker", TRUST, "/", boundary.arn, "", [], "3600")
    iam.put_role_policy("walker", "own", policy("own"))
    session = sts_backends[ACCOUNT]["aws"].assume_role("us-east-1", "walk", role.arn, policy("session"), 900, "")

    key = KEYS.find(session.access_key_id)

    assert key is not None
    assert (key.session_token, key.principal.kind) == (session.session_token, "AssumedRole")
    assert key.expires is not None
    assert datetime.fromtimestamp(key.expires, UTC).replace(tzinfo=None) == session.expiration
    assert key.principal.arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/walker/walk"
    assert key.principal.names == {role.arn}
    assert key.principal.policies == (policy("own"),)
    assert key.principal.limits == (policy("session"), policy("boundary"))

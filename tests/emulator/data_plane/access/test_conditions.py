"""Conditions of policies, operator by operator."""

from collections.abc import Mapping, Sequence

import pytest

from emulator.data_plane.access.conditions import PolicyError, parse_conditions

CIRCUMSTANCES: Mapping[str, Sequence[str]] = {
    "aws:sourceip": ("192.0.2.7",),
    "aws:username": ("Ada",),
    "aws:currenttime": ("2025-11-22T20:00:00+00:00",),
    "aws:epochtime": ("1763841600",),
    "aws:securetransport": ("true",),
    "aws:principalarn": ("arn:aws:iam::123456789012:user/Ada",),
    "aws:tagkeys": ("team", "cost"),
}


def holds(operator: str, key: str, values: object) -> bool:
    conditions = parse_conditions({operator: {key: values}})
    return all(condition.holds(lambda name: CIRCUMSTANCES.get(name, ())) for condition in conditions)


@pytest.mark.parametrize(
    ("operator", "key", "values", "expected"),
    [
        ("StringEquals", "aws:username", "Ada", True),
        ("StringEquals", "aws:username", "ada", False),
        ("StringEquals", "aws:username", ["Bob", "Ada"], True),
        ("StringNotEquals", "aws:username", ["Bob", "Ada"], False),
        ("StringNotEquals", "aws:username", "Bob", True),
        ("StringEqualsIgnoreCase", "aws:username", "ADA", True),
        ("StringNotEqualsIgnoreCase", "aws:username", "ADA", False),
        ("StringLike", "aws:UserName", "A?a", True),
        ("StringNotLike", "aws:UserName", "A*", False),
        ("IpAddress", "aws:SourceIp", "192.0.2.0/24", True),
        ("IpAddress", "aws:SourceIp", ["198.51.100.0/24", "192.0.2.7"], True),
        ("IpAddress", "aws:SourceIp", "2001:db8::/32", False),
        ("NotIpAddress", "aws:SourceIp", "192.0.2.0/24", False),
        ("NotIpAddress", "aws:SourceIp", "198.51.100.0/24", True),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*", True),
        ("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/*", False),
        ("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/*", True),
        ("Bool", "aws:SecureTransport", "true", True),
        ("Bool", "aws:SecureTransport", False, False),
        ("NumericLessThan", "aws:EpochTime", 1763841601, True),
        ("NumericGreaterThanEquals", "aws:EpochTime", "1763841600", True),
        ("NumericNotEquals", "aws:EpochTime", 5, True),
        ("NumericEquals", "aws:username", 5, False),
        ("DateLessThan", "aws:CurrentTime", "2025-11-23T00:00:00Z", True),
        ("DateGreaterThan", "aws:CurrentTime", "2025-11-23", False),
        ("DateEquals", "aws:CurrentTime", "1763841600", True),
        ("Null", "aws:TokenIssueTime", "true", True),
        ("Null", "aws:username", "true", False),
        ("Null", "aws:username", "false", True),
        ("StringEquals", "aws:SourceVpce", "vpce-1", False),
        ("StringNotEquals", "aws:SourceVpce", "vpce-1", True),
        ("StringEqualsIfExists", "aws:SourceVpce", "vpce-1", True),
        ("StringEqualsIfExists", "aws:username", "Bob", False),
        ("ForAnyValue:StringEquals", "aws:TagKeys", ["team", "owner"], True),
        ("ForAnyValue:StringEquals", "aws:SourceVpce", "vpce-1", False),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["team", "owner"], False),
        ("ForAllValues:StringLike", "aws:TagKeys", ["t*", "c*"], True),
        ("ForAllValues:StringEquals", "aws:SourceVpce", "vpce-1", True),
    ],
)
def test_operators_compare_as_documented(operator: str, key: str, values: object, expected: bool) -> None:
    assert holds(operator, key, values) is expected


@pytest.mark.parametrize(
    "block",
    [
        "text",
        {"StringEquals": "text"},
        {"Resembles": {"aws:username": "Ada"}},
        {"ForSomeValues:StringEquals": {"aws:username": "Ada"}},
        {"IpAddress": {"aws:SourceIp": "here"}},
        {"NumericEquals": {"aws:EpochTime": "now"}},
        {"Bool": {"aws:SecureTransport": "perhaps"}},
        {"StringEquals": {"aws:username": {"is": "Ada"}}},
    ],
)
def test_what_is_no_condition_is_told(block: object) -> None:
    with pytest.raises(PolicyError):
        parse_conditions(block)

from typing import Any

import pytest

from emulator.functions.permissions import lets_in

ARN = "arn:aws:lambda:us-east-1:123456789012:function:greet"
SOURCE = "arn:aws:execute-api:us-east-1:123456789012:abc123/dev/GET/pets/*"
ACCOUNT = "123456789012"


def statement(**changes: Any) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Action": "lambda:InvokeFunction",
        "Principal": {"Service": "apigateway.amazonaws.com"},
        "Resource": ARN,
        **changes,
    }


def source(pattern: str) -> dict[str, Any]:
    return {"ArnLike": {"AWS:SourceArn": pattern}}


def test_without_a_statement_nobody_is_let_in() -> None:
    assert not lets_in([], ARN, SOURCE, ACCOUNT)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"Action": "lambda:*"},
        {"Principal": "*"},
        {"Principal": {"AWS": "*"}},
        {"Condition": source("arn:aws:execute-api:us-east-1:123456789012:abc123/*/*/*")},
        {"Condition": source("arn:aws:execute-api:us-east-1:123456789012:abc123/dev/GET/pets/*")},
        {"Condition": source("arn:aws:execute-api:us-east-1:123456789012:*")},
        {"Condition": {"StringEquals": {"AWS:SourceAccount": ACCOUNT}}},
    ],
)
def test_a_statement_lets_in(changes: dict[str, Any]) -> None:
    assert lets_in([statement(**changes)], ARN, SOURCE, ACCOUNT)


@pytest.mark.parametrize(
    "changes",
    [
        {"Effect": "Deny"},
        {"Action": "lambda:GetFunction"},
        {"Principal": {"Service": "s3.amazonaws.com"}},
        {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
        {"Resource": f"{ARN}:live"},
        {"Condition": source("arn:aws:execute-api:us-east-1:123456789012:other/*")},
        {"Condition": source("arn:aws:execute-api:us-east-1:123456789012:abc123/dev/POST/pets/*")},
        {"Condition": source("arn:aws:execute-api:eu-west-1:123456789012:abc123/*")},
        {"Condition": {"StringEquals": {"AWS:SourceAccount": "210987654321"}}},
        {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}},
        {"Condition": {"NumericEquals": {"AWS:SourceAccount": ACCOUNT}}},
    ],
)
def test_a_statement_lets_nobody_in(changes: dict[str, Any]) -> None:
    assert not lets_in([statement(**changes)], ARN, SOURCE, ACCOUNT)


def test_one_statement_that_lets_in_is_enough() -> None:
    assert lets_in([statement(Action="lambda:GetFunction"), statement()], ARN, SOURCE, ACCOUNT)

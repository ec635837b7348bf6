"""From a REQUEST authorizer's event to what its sender may do, and that as API Gateway reads it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.authorization.access import Row, access_of
from handlers.authorization.bearer import token_of
from handlers.authorization.keys import Keys
from handlers.authorization.refusals import Refusal
from handlers.authorization.tokens import verify
from handlers.usage.teams import Client, Teams

_ACTION = "execute-api:Invoke"


@dataclass(frozen=True, slots=True)
class Authority:
    """`issuer` is whose tokens count; `rows` say what they open."""

    issuer: str
    keys: Keys
    teams: Teams
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """`scopes` are the token's; `stage_arn` is of the stage that the request was sent to."""

    client: Client
    scopes: tuple[str, ...]
    stage_arn: str


def authorize(event: Mapping[str, Any], authority: Authority, now: float) -> Grant | Refusal:
    """`now` is in seconds since the epoch. Raises what the ports raise: nobody is let in then."""
    token = token_of(event)
    if isinstance(token, Refusal):
        return token
    verified = verify(token, authority.issuer, authority.keys, now)
    if isinstance(verified, Refusal):
        return verified
    client = authority.teams.client(verified.client_id)
    if client is None:
        return Refusal.UNKNOWN_CLIENT
    return Grant(client, verified.scopes, "/".join(event["methodArn"].split("/", 2)[:2]))


def result_of(grant: Grant, rows: tuple[Row, ...]) -> dict[str, Any]:
    """It holds for all operations, not for the one that was asked for: API Gateway remembers it by the token alone."""
    access = access_of(rows, frozenset(grant.scopes))
    statements = [
        _statement(effect, grant.stage_arn, resources)
        for effect, resources in (("Allow", access.allowed), ("Deny", access.denied))
        if resources
    ]
    return {
        "principalId": grant.client.client_id,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": statements or [_statement("Deny", grant.stage_arn, ("*",))],
        },
        "context": {
            "tenant": grant.client.team,
            "client": grant.client.client_id,
            "scope": " ".join(grant.scopes),
        },
        "usageIdentifierKey": grant.client.usage_key,
    }


def _statement(effect: str, stage_arn: str, resources: tuple[str, ...]) -> dict[str, Any]:
    return {"Effect": effect, "Action": _ACTION, "Resource": [f"{stage_arn}/{resource}" for resource in resources]}

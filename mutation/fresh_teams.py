"""Teams of a trial's own, like those that the stage has: what one trial makes, uses up or exhausts, no other one meets.

They are made as a deployment makes them (infrastructure/usage.py, infrastructure/identity.py), and deleted after use;
what they have stored expires.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import requests

from commands.aws_clients import client
from commands.callers import chosen_teams, narrow_scope
from commands.error import CommandError
from commands.schemathesis_run import NARROW, TEAM
from commands.stage_outputs import read_output, read_teams
from infrastructure.settings import PROJECT

SECONDS = 10
_OF_CLIENT = (
    "UserPoolId",
    "AccessTokenValidity",
    "TokenValidityUnits",
    "AllowedOAuthFlows",
    "AllowedOAuthScopes",
    "AllowedOAuthFlowsUserPoolClient",
    "EnableTokenRevocation",
)


@dataclass(frozen=True, slots=True)
class _Aws:
    stage: str
    cognito: Any
    gateway: Any
    dynamodb: Any

    @property
    def table(self) -> str:
        return f"{PROJECT}-{self.stage}-teams"


@contextmanager
def fresh_teams(stage: str) -> Iterator[Mapping[str, str]]:
    """A token of each, by the variable that it belongs in; they last an hour."""
    aws = _Aws(stage, client(stage, "cognito-idp"), client(stage, "apigateway"), client(stage, "dynamodb"))
    teams = read_teams(stage)
    endpoint = str(read_output(stage, "token_endpoint"))
    pool = str(read_output(stage, "user_pool_id"))
    chosen = chosen_teams(teams, str(read_output(stage, "default_team")))
    with ExitStack() as made:
        made_like = {name: _make(aws, pool, teams[team].client_id, made) for name, team in chosen.items()}
        narrow = {NARROW: _token(endpoint, made_like[TEAM], scope)} if (scope := narrow_scope(teams, chosen)) else {}
        yield {name: _token(endpoint, credentials) for name, credentials in made_like.items()} | narrow


def _make(aws: _Aws, pool: str, client_id: str, made: ExitStack) -> tuple[str, str]:
    """The id and the secret of the fresh team's client."""
    like = aws.cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client_id)["UserPoolClient"]
    who = _row(aws, f"client#{client_id}")
    about = _row(aws, f"team#{who['team']['S']}")
    name = f"{who['team']['S'][:20]}-{uuid.uuid4().hex[:8]}"
    fresh = aws.cognito.create_user_pool_client(
        ClientName=name, GenerateSecret=True, **{key: like[key] for key in _OF_CLIENT if key in like}
    )["UserPoolClient"]
    made.callback(aws.cognito.delete_user_pool_client, UserPoolId=pool, ClientId=fresh["ClientId"])
    key = aws.gateway.create_api_key(name=name, value=f"{PROJECT}-{aws.stage}-{name}-usage", enabled=True)
    made.callback(aws.gateway.delete_api_key, apiKey=key["id"])
    plan = about["usage_plan_id"]["S"]
    aws.gateway.create_usage_plan_key(usagePlanId=plan, keyId=key["id"], keyType="API_KEY")
    rows: tuple[Mapping[str, Any], ...] = (
        {
            **about,
            "id": {"S": f"team#{name}"},
            "api_key_id": {"S": key["id"]},
            "client_id": {"S": fresh["ClientId"]},
        },
        {
            **who,
            "id": {"S": f"client#{fresh['ClientId']}"},
            "team": {"S": name},
            "usage_key": {"S": key["value"]},
        },
    )
    for row in rows:
        aws.dynamodb.put_item(TableName=aws.table, Item=row)
        made.callback(aws.dynamodb.delete_item, TableName=aws.table, Key={"id": row["id"]})
    return fresh["ClientId"], fresh["ClientSecret"]


def _row(aws: _Aws, row_id: str) -> Mapping[str, Any]:
    row: Mapping[str, Any] = aws.dynamodb.get_item(TableName=aws.table, Key={"id": {"S": row_id}})["Item"]
    return row


def _token(endpoint: str, credentials: tuple[str, str], scope: str = "") -> str:
    asked = {"grant_type": "client_credentials", **({"scope": scope} if scope else {})}
    try:
        answer = requests.post(endpoint, data=asked, auth=credentials, timeout=SECONDS)
        answer.raise_for_status()
        return str(answer.json()["access_token"])
    except (requests.RequestException, ValueError, KeyError) as error:
        raise CommandError(f"Cognito gave no token for a fresh team: {type(error).__name__}.") from None

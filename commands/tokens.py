"""Tokens of a stage's teams, asked of Cognito with the operator's own credentials; no output and no file of ours holds
a secret.
"""

import requests
from botocore.exceptions import BotoCoreError, ClientError

from commands.aws_clients import client, said_by_aws
from commands.error import CommandError
from commands.stage_outputs import Team, read_output, read_teams

SECONDS = 10


def read_key(stage: str) -> str:
    """A token of the default team."""
    return read_token(stage, str(read_output(stage, "default_team")))


def read_token(stage: str, team: str, scope: str = "") -> str:
    """With the scope that is asked for, else with all that the team has; it lasts an hour."""
    teams = read_teams(stage)
    if team not in teams:
        raise CommandError(f"Name a team, as in: make token TEAM={next(iter(teams))}; there are {', '.join(teams)}.")
    client_id = teams[team].client_id
    try:
        answer = requests.post(
            str(read_output(stage, "token_endpoint")),
            data={"grant_type": "client_credentials", **({"scope": scope} if scope else {})},
            auth=(client_id, _secret(stage, client_id)),
            timeout=SECONDS,
        )
        answer.raise_for_status()
        return str(answer.json()["access_token"])
    except (requests.RequestException, ValueError, KeyError) as error:
        raise CommandError(f"Cognito gave no token for the team {team}: {type(error).__name__}.") from None


def _secret(stage: str, client_id: str) -> str:
    pool_id = str(read_output(stage, "user_pool_id"))
    try:
        described = client(stage, "cognito-idp").describe_user_pool_client(UserPoolId=pool_id, ClientId=client_id)
    except (BotoCoreError, ClientError) as error:
        raise CommandError(said_by_aws(error)) from None
    return str(described["UserPoolClient"]["ClientSecret"])


def show_teams(stage: str) -> None:
    """A line a team: what it may use, and the client id with which it asks for tokens."""
    rows = [("TEAM", "PLAN", "TOKENS A MONTH", "CLIENT ID", "SCOPES"), *map(_row, read_teams(stage).items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _row(entry: tuple[str, Team]) -> tuple[str, ...]:
    name, team = entry
    return name, team.plan, f"{team.monthly_tokens:,}", team.client_id, " ".join(team.scopes)

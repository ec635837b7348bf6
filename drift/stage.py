"""Read what a stage serves: its API as API Gateway exports it, its document, and the contract that it names."""

import json
from collections.abc import Callable
from typing import Any

import requests
from botocore.exceptions import BotoCoreError, ClientError

from commands.aws_clients import client, said_by_aws
from commands.error import CommandError
from drift.comparison import Served
from drift.wanted import Account, api_name

LIMIT_SECONDS = 30
_MOST_APIS = 500  # a page of GetRestApis


def read_account(stage: str) -> Account:
    """Whose credentials these are, as Terraform asks when it deploys."""
    caller = _asked(client(stage, "sts").get_caller_identity)
    return Account(partition=str(caller["Arn"]).split(":")[1], id=str(caller["Account"]))


def read_served(stage: str, url: str) -> Served:
    """Raises CommandError, with a sentence, for what cannot be read."""
    health = _json(f"{url}/health").get("contract")
    return Served(
        exported=read_export(client(stage, "apigateway"), api_name(stage), stage),
        document=_json(f"{url}/openapi.json"),
        digest=health if isinstance(health, str) else None,
    )


def read_export(gateway: Any, name: str, stage: str) -> dict[str, Any]:
    """Of the API of that name. An export is of what is deployed, not of what was changed since."""
    found = _asked(gateway.get_rest_apis, limit=_MOST_APIS)["items"]
    ids = [each["id"] for each in found if each["name"] == name]
    if len(ids) != 1:
        raise CommandError(f"There are {len(ids)} APIs called {name}; a stage has one.")
    kind = {"exportType": "oas30", "parameters": {"extensions": "apigateway"}, "accepts": "application/json"}
    exported = _asked(gateway.get_export, restApiId=ids[0], stageName=stage, **kind)
    return dict(json.loads(exported["body"].read()))


def _asked(call: Callable[..., Any], **given: Any) -> Any:  # botocore's answers have no type of their own
    try:
        return call(**given)
    except (BotoCoreError, ClientError) as error:
        raise CommandError(said_by_aws(error)) from None


def _json(url: str) -> dict[str, Any]:
    try:
        answer = requests.get(url, timeout=LIMIT_SECONDS)
        answer.raise_for_status()
        return dict(answer.json())
    except (requests.RequestException, ValueError, TypeError) as error:
        raise CommandError(f"The stage does not answer GET {url} with a JSON object: {error}") from None

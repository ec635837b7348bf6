"""What this checkout says that a stage serves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contract import (
    AUTHORIZATION,
    INVOKE_ARN,
    SCHEME,
    Document,
    client_edition,
    digest,
    function_ids,
    gateway_body,
    placeholders,
)
from drift.difference import LEFT_OPEN
from infrastructure.settings import PROJECT
from infrastructure.stage_settings import StageSettings

_ENDPOINT = "x-amazon-apigateway-endpoint-configuration"


@dataclass(frozen=True, slots=True)
class Account:
    """Where a stage is: the `aws` of ARNs, and the twelve digits in them."""

    partition: str
    id: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """`body` is what API Gateway imports, `document` what client teams get, `digest` what names the contract."""

    body: Mapping[str, Any] = field(repr=False)
    document: Mapping[str, Any] = field(repr=False)
    digest: str


def wanted_of(contract: Document, stage: StageSettings, account: Account, url: str, token_url: str) -> Wanted:
    """Raises ContractError where the contract does not compile. Nothing of it is read from the stage's own API."""
    values = _values(contract, stage, account)
    body = gateway_body(contract, values, authorizer_cache=stage.caches_authorizer)
    info = {"title": api_name(stage.name), "description": body["info"]["title"], "version": body["info"]["version"]}
    closed = {_ENDPOINT: {"disableExecuteApiEndpoint": True}} if stage.domain else {}
    return Wanted(
        body={**body, "info": info, **closed},
        document=client_edition(contract, url, token_url),
        digest=digest(contract),
    )


def api_name(stage: str) -> str:
    """As infrastructure/gateway.py names the API, and as names of functions begin (infrastructure/naming.py)."""
    return f"{PROJECT}-{stage}"


def _values(contract: Document, stage: StageSettings, account: Account) -> dict[str, str]:
    """Of each placeholder. What is sent as `Authorization` a variable of Terraform says, which is secret."""
    arns = {f"{name}{INVOKE_ARN}": _invoke_arn(name, stage, account) for name in function_ids(contract)}
    schemes = {name: stage.model_server.scheme for name in placeholders(contract) if name.endswith(SCHEME)}
    sent = {name: LEFT_OPEN for name in placeholders(contract) if name.endswith(AUTHORIZATION)}
    return arns | schemes | sent


def _invoke_arn(function: str, stage: StageSettings, account: Account) -> str:
    where = f"{stage.region}:{account.id}:function:{api_name(stage.name)}-{function}"
    arn = f"arn:{account.partition}:lambda:{where}"
    return f"arn:{account.partition}:apigateway:{stage.region}:lambda:path/2015-03-31/functions/{arn}/invocations"

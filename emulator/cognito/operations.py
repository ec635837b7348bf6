"""Operations that moto 5.2 does not have, or not whole, and Terraform's AWS provider needs of user pools."""

from collections.abc import Callable, Mapping
from typing import Any

from moto.cognitoidp.exceptions import ResourceNotFoundError
from moto.cognitoidp.models import CognitoIdpUserPool
from moto.cognitoidp.responses import CognitoIdpResponse
from moto.core.responses import ActionResult, EmptyResult

_TAGS = "UserPoolTags"


def add_operations() -> None:
    for name, operation in _OPERATIONS.items():
        setattr(CognitoIdpResponse, name, operation)


def _update_resource_server(response: CognitoIdpResponse) -> ActionResult:
    """Name and scopes are replaced, whether they are given or not."""
    asked = response.parameters
    server = response.backend.describe_resource_server(asked["UserPoolId"], asked["Identifier"])
    server.name = asked["Name"]
    server.scopes = asked.get("Scopes") or []
    return ActionResult({"ResourceServer": server.to_json()})


def _delete_resource_server(response: CognitoIdpResponse) -> ActionResult:
    asked = response.parameters
    response.backend.describe_resource_server(asked["UserPoolId"], asked["Identifier"])
    del response.backend.describe_user_pool(asked["UserPoolId"]).resource_servers[asked["Identifier"]]
    return EmptyResult()


def _describe_domain(response: CognitoIdpResponse) -> ActionResult:
    """moto makes up an account at each call, and does not tell a certificate: a plan would never be without changes."""
    domain = response.backend.describe_user_pool_domain(response.parameters["Domain"])
    if domain is None:
        return ActionResult({"DomainDescription": {}})
    told = {**domain.to_json(), "AWSAccountId": response.current_account}
    if domain.custom_domain_config:
        told["CustomDomainConfig"] = domain.custom_domain_config
    return ActionResult({"DomainDescription": told})


def _tag_resource(response: CognitoIdpResponse) -> ActionResult:
    pool = _tagged_pool(response)
    pool.extended_config[_TAGS] = {**_tags_of(pool), **response.parameters["Tags"]}
    return EmptyResult()


def _untag_resource(response: CognitoIdpResponse) -> ActionResult:
    pool, removed = _tagged_pool(response), set(response.parameters["TagKeys"])
    pool.extended_config[_TAGS] = {key: value for key, value in _tags_of(pool).items() if key not in removed}
    return EmptyResult()


def _list_tags(response: CognitoIdpResponse) -> ActionResult:
    return ActionResult({"Tags": _tags_of(_tagged_pool(response))})


_OPERATIONS: Mapping[str, Callable[[CognitoIdpResponse], ActionResult]] = {
    "update_resource_server": _update_resource_server,
    "delete_resource_server": _delete_resource_server,
    "describe_user_pool_domain": _describe_domain,
    "tag_resource": _tag_resource,
    "untag_resource": _untag_resource,
    "list_tags_for_resource": _list_tags,
}


def _tagged_pool(response: CognitoIdpResponse) -> CognitoIdpUserPool:
    arn = response.parameters["ResourceArn"]
    pool = response.backend.user_pools.get(arn.rpartition("/")[2])
    if pool is None or pool.arn != arn:
        raise ResourceNotFoundError(f"User pool {arn} does not exist.")
    return pool


def _tags_of(pool: CognitoIdpUserPool) -> dict[str, Any]:
    return pool.extended_config.get(_TAGS) or {}

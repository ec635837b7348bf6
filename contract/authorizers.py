"""Security schemes with an authorizer: how API Gateway imports them, and which scopes the contract asks for.

A scheme says to clients what it is, OAuth 2.0 for instance, and what it takes to call. API Gateway's import knows
schemes of type `apiKey` alone; all else is for the authorizer to find out.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from contract.document import Document, Json
from contract.placeholders import INVOKE_ARN, PLACEHOLDER
from contract.shape import ANY_METHOD

AUTHORIZER = "x-amazon-apigateway-authorizer"
KEY_SOURCE = "x-amazon-apigateway-api-key-source"

_PARAMETER = re.compile(r"\{[^}]*\}")
_AUTH_TYPE = "x-amazon-apigateway-authtype"
_TOKEN = {"type": "apiKey", "in": "header", "name": "Authorization"}
# What makes a usage plan count a method's requests. Of whom, an authorizer says where it is the source of keys.
_USAGE_KEY = "UsageKey"
_KEY = {"type": "apiKey", "in": "header", "name": "x-api-key"}


def authorizer_functions(document: Document) -> tuple[str, ...]:
    """The ids of the functions that authorize, each once, in the order of the file."""
    uris = (scheme[AUTHORIZER].get("authorizerUri", "") for scheme in _authorized(document).values())
    named = (name for uri in uris for name in PLACEHOLDER.findall(uri) if name.endswith(INVOKE_ARN))
    return tuple(dict.fromkeys(name.removesuffix(INVOKE_ARN) for name in named))


def scopes(document: Document) -> dict[str, str]:
    """Every OAuth 2.0 scope that the contract knows, with its description."""
    flows = [flow for scheme in _schemes(document).values() for flow in scheme.get("flows", {}).values()]
    return {name: said for flow in flows for name, said in flow.get("scopes", {}).items()}


def access_table(document: Document) -> list[dict[str, Any]]:
    """What an authorizer goes by: of each operation that asks for scopes its method and its path as a policy names them
    (`*` for any method, and for a path parameter), and the scopes, all of which it takes.
    """
    rows = []
    for operation in document.operations():
        for each in operation.raw.get("security", document.root.get("security", ())):
            asked = [scope for name in each if name in _authorized(document) for scope in each[name]]
            if asked:
                method = "*" if operation.method == ANY_METHOD else operation.method.upper()
                rows.append({"method": method, "path": _PARAMETER.sub("*", operation.path), "scopes": asked})
    return rows


def gateway_schemes(document: Document, *, cached: bool) -> dict[str, Any]:
    """`cached`: as the contract has it. Otherwise an authorizer is asked each time, and no header that is missing keeps
    a request from it: API Gateway insists on the identity sources, which are what a decision is remembered by.
    """
    schemes = {name: _imported(scheme, cached=cached) for name, scheme in _schemes(document).items()}
    return {**schemes, _USAGE_KEY: _KEY} if _counts_by_authorizer(document) else schemes


def gateway_security(document: Document, security: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Scopes are the authorizer's to check: API Gateway knows them of Cognito's alone."""
    authorized = _authorized(document)
    counted = _counts_by_authorizer(document)
    return [
        {
            **{name: [] if name in authorized else asked for name, asked in each.items()},
            **({_USAGE_KEY: []} if counted and not authorized.keys().isdisjoint(each) else {}),
        }
        for each in security
    ]


def _imported(scheme: Json, *, cached: bool) -> Json:
    if AUTHORIZER not in scheme:
        return scheme
    authorizer = dict(scheme[AUTHORIZER])
    if not cached:
        authorizer.pop("identitySource", None)
        authorizer["authorizerResultTtlInSeconds"] = 0
    return {**_TOKEN, _AUTH_TYPE: scheme.get(_AUTH_TYPE, "custom"), AUTHORIZER: authorizer}


def _counts_by_authorizer(document: Document) -> bool:
    return document.root.get(KEY_SOURCE) == "AUTHORIZER"


def _authorized(document: Document) -> dict[str, Json]:
    return {name: scheme for name, scheme in _schemes(document).items() if AUTHORIZER in scheme}


def _schemes(document: Document) -> Mapping[str, Json]:
    schemes: Mapping[str, Json] = document.root.get("components", {}).get("securitySchemes", {})
    return schemes

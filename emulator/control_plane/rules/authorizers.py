"""What an authorizer must have."""

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.store import Document

_TYPES = frozenset({"TOKEN", "REQUEST", "COGNITO_USER_POOLS"})
_AUTH_TYPES = {"COGNITO_USER_POOLS": "cognito_user_pools"}
_LONGEST_TTL_SECONDS = 3600


def with_auth_type(authorizer: Document) -> Document:
    return {"authType": _AUTH_TYPES.get(authorizer["type"], "custom"), **authorizer}


def refuse_authorizer(authorizer: Document) -> Refusal | None:
    if authorizer["type"] not in _TYPES:
        return bad_request(f"Invalid authorizer type '{authorizer['type']}' specified")
    is_cognito = authorizer["type"] == "COGNITO_USER_POOLS"
    if is_cognito and not authorizer.get("providerARNs"):
        return bad_request("Invalid Cognito user pool ARNs: providerARNs must name at least one user pool")
    if not is_cognito and not authorizer.get("authorizerUri"):
        return bad_request("Invalid Authorizer URI: authorizerUri must name a Lambda function")
    if not 0 <= authorizer.get("authorizerResultTtlInSeconds", 0) <= _LONGEST_TTL_SECONDS:
        return bad_request(f"Authorizer result TTL must be between 0 and {_LONGEST_TTL_SECONDS} seconds")
    return None

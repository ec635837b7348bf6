"""How a caller is refused, in AWS's words, as gateway responses."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256

from emulator.data_plane.refusals import GatewayResponseType, Refusal

MISSING_TOKEN = Refusal(GatewayResponseType.MISSING_AUTHENTICATION_TOKEN, "Missing Authentication Token")
_SHOWN_OF_ACCOUNT = 4
_UNALLOWED = " because no identity-based policy allows the execute-api:Invoke action"


def unauthorized(message: str = "Unauthorized", **facts: str) -> Refusal:
    """An authorizer has not recognised the caller."""
    return _refused(GatewayResponseType.UNAUTHORIZED, message, "401", {"error": message, **facts})


def authorizer_misconfigured(reason: str, **facts: str) -> Refusal:
    """The authorizer itself is at fault; AWS tells the client nothing of it, not even in a message."""
    return _refused(GatewayResponseType.AUTHORIZER_CONFIGURATION_ERROR, None, "500", {"error": reason, **facts})


def authorizer_failed(reason: str, **facts: str) -> Refusal:
    """The authorizer has not answered."""
    return _refused(GatewayResponseType.AUTHORIZER_FAILURE, None, "500", {"error": reason, **facts})


def _refused(kind: GatewayResponseType, message: str | None, status: str, facts: Mapping[str, str]) -> Refusal:
    """`facts` are variables of `$context.authorizer`; its error is what the logs are told, too."""
    reason = facts["error"] if message is None else ""
    return Refusal(
        kind,
        message,
        reason=f"Execution failed due to configuration error: {reason}" if reason else "",
        variables={f"authorizer.{name}": value for name, value in {"status": status, **facts}.items()},
    )


def denied_by_authorizer(*, explicitly: bool, variables: Mapping[str, str]) -> Refusal:
    """`variables` are the authorizer's: a gateway response may show what it has put into its context."""
    message = "User is not authorized to access this resource"
    return _denied(f"{message} with an explicit deny" if explicitly else message, variables)


def denied_to_anonymous(method_arn: str, *, explicitly: bool) -> Refusal:
    """By a resource policy."""
    message = f"User: anonymous is not authorized to perform: execute-api:Invoke on resource: {_masked(method_arn)}"
    return _denied(f"{message} with an explicit deny" if explicitly else message, {})


def denied_to_principal(principal_arn: str, method_arn: str, *, explicitly: bool) -> Refusal:
    why = " with an explicit deny" if explicitly else _UNALLOWED
    message = f"User: {principal_arn} is not authorized to perform: execute-api:Invoke on resource: "
    return _denied(f"{message}{_masked(method_arn)}{why}", {"authenticate.status": "200"})


def _denied(message: str, variables: Mapping[str, str]) -> Refusal:
    known = {**variables, "authorize.error": message, "authorize.status": "403"}
    return Refusal(GatewayResponseType.ACCESS_DENIED, message, variables=known)


def _masked(method_arn: str) -> str:
    """AWS shows the end of the account id alone."""
    parts = method_arn.split(":", 5)
    parts[4] = "*" * (len(parts[4]) - _SHOWN_OF_ACCOUNT) + parts[4][-_SHOWN_OF_ACCOUNT:]
    return ":".join(parts)


def invalid_signature(message: str, error_type: str = "InvalidSignatureException") -> Refusal:
    return _not_authenticated(GatewayResponseType.INVALID_SIGNATURE, message, error_type)


def incomplete_signature(message: str) -> Refusal:
    return invalid_signature(message, "IncompleteSignatureException")


def malformed_authorization(header: str) -> Refusal:
    """The header may hold a secret, so that AWS shows a hash of it."""
    return incomplete_signature(
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with "
        f"Base64): '{_hash(header)}'."
    )


def incomplete_authorization(missing: str, header: str) -> Refusal:
    """`missing` are sentences."""
    hashed = f"(Hashed with SHA-256 and encoded with Base64) Authorization={_hash(header)}"
    return incomplete_signature(f"{missing} {hashed}")


def unknown_access_key() -> Refusal:
    return invalid_signature("The security token included in the request is invalid.", "UnrecognizedClientException")


def expired_credentials() -> Refusal:
    message = "The security token included in the request is expired"
    return _not_authenticated(GatewayResponseType.EXPIRED_TOKEN, message, "")


def _not_authenticated(kind: GatewayResponseType, message: str, error_type: str) -> Refusal:
    variables = {"authenticate.error": message, "authenticate.status": "403"}
    return Refusal(kind, message, error_type=error_type, variables=variables)


def _hash(text: str) -> str:
    return b64encode(sha256(text.encode("latin-1", "replace")).digest()).decode("ascii")

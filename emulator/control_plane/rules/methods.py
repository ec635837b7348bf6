"""What a method may be, and what it may name."""

from emulator.control_plane.refusal import Refusal, bad_request, not_found
from emulator.control_plane.store import Definition, Document

HTTP_METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY")
# Authorization types that an authorizer decides, and the types of authorizer that can.
_AUTHORIZER_TYPES = {
    "CUSTOM": frozenset({"TOKEN", "REQUEST"}),
    "COGNITO_USER_POOLS": frozenset({"COGNITO_USER_POOLS"}),
}
_AUTHORIZATION_TYPES = ("NONE", "AWS_IAM", *_AUTHORIZER_TYPES)


def refuse_method(method: Document, definition: Definition) -> Refusal | None:
    """Why the method cannot be: what it names must be in the API."""
    authorization = method["authorizationType"]
    if authorization not in _AUTHORIZATION_TYPES:
        valid = ", ".join(_AUTHORIZATION_TYPES)
        return bad_request(f"Invalid authorizationType specified. Valid options are {valid}")
    authorizer = definition.authorizers.get(method.get("authorizerId", ""), {})
    if authorization in _AUTHORIZER_TYPES and authorizer.get("type") not in _AUTHORIZER_TYPES[authorization]:
        return bad_request(
            "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS "
            "requires a valid authorizer."
        )
    if method.get("requestValidatorId") and method["requestValidatorId"] not in definition.validators:
        return bad_request("Invalid Request Validator identifier specified")
    return refuse_models(method.get("requestModels", {}), definition)


def refuse_models(names: dict[str, str], definition: Definition) -> Refusal | None:
    unknown = next((name for name in names.values() if name not in definition.models), None)
    return None if unknown is None else not_found(f"Invalid model identifier specified: {unknown}")

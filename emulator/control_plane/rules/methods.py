"""What a method may be, and what it may name."""

import re

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.store import Definition, Document

HTTP_METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY")
# Authorization types that an authorizer decides, and the types of authorizer that can.
AUTHORIZER_TYPES = {
    "CUSTOM": frozenset({"TOKEN", "REQUEST"}),
    "COGNITO_USER_POOLS": frozenset({"COGNITO_USER_POOLS"}),
}
_PARAMETER = re.compile(
    r"method\.request\.(?:multivalue)?(?:header|querystring|path)\.(?P<name>[a-zA-Z0-9._$-]+(?:\[\])?)"
)
_AUTHORIZATION_TYPES = ("NONE", "AWS_IAM", *AUTHORIZER_TYPES)


def refuse_method(method: Document, definition: Definition) -> Refusal | None:
    """Why the method cannot be: what it names must be in the API."""
    authorization = method["authorizationType"]
    if authorization not in _AUTHORIZATION_TYPES:
        valid = ", ".join(_AUTHORIZATION_TYPES)
        return bad_request(f"Invalid authorizationType specified. Valid options are {valid}")
    authorizer = definition.authorizers.get(method.get("authorizerId", ""), {})
    if authorization in AUTHORIZER_TYPES and authorizer.get("type") not in AUTHORIZER_TYPES[authorization]:
        return bad_request(
            "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS "
            "requires a valid authorizer."
        )
    if method.get("requestValidatorId") and method["requestValidatorId"] not in definition.validators:
        return bad_request("Invalid Request Validator identifier specified")
    return refuse_parameters(method.get("requestParameters", {})) or refuse_models(
        method.get("requestModels", {}), definition
    )


def refuse_parameters(parameters: dict[str, bool]) -> Refusal | None:
    """They are of the form "method.request.{location}.{name}", no name twice."""
    matches = {parameter: _PARAMETER.fullmatch(parameter) for parameter in parameters}
    for parameter, match in matches.items():
        if match is None:
            return bad_request(
                "Invalid mapping expression specified: Validation Result: warnings : [], errors : "
                f"[Invalid mapping expression specified: {parameter}]"
            )
    names = [match["name"] for match in matches.values() if match is not None]
    if len(names) != len(set(names)):
        return bad_request("Parameter names must be unique across querystring, header and path")
    return None


def refuse_models(names: dict[str, str], definition: Definition) -> Refusal | None:
    unknown = next((name for name in names.values() if name not in definition.models), None)
    return None if unknown is None else bad_request(f"Invalid model identifier specified: {unknown}")

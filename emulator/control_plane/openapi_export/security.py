"""Who may call, as security schemes and requirements."""

from emulator.control_plane.openapi_export.flavors import Flavor
from emulator.control_plane.store import Document
from emulator.snapshot import Snapshot, Wire

_API_KEY, _IAM = "api_key", "sigv4"
_AUTH_TYPE = "x-amazon-apigateway-authtype"
_HEADER = "method.request.header."
_MEMBERS = (
    "providerARNs",
    "authorizerUri",
    "authorizerCredentials",
    "authorizerResultTtlInSeconds",
    "identityValidationExpression",
)


def exported_requirements(method: Wire, snapshot: Snapshot) -> list[Document]:
    requirements: list[Document] = []
    authorizer = snapshot.authorizers.get(method.get("authorizerId", ""))
    if authorizer is not None:
        requirements.append({authorizer["name"]: list(method.get("authorizationScopes", []))})
    elif method["authorizationType"] == "AWS_IAM":
        requirements.append({_IAM: []})
    if method.get("apiKeyRequired"):
        requirements.append({_API_KEY: []})
    return requirements


def exported_schemes(snapshot: Snapshot, flavor: Flavor, *, with_authorizers: bool) -> Document:  # noqa: ARG001  both versions write an API key alike
    """The schemes that methods require."""
    required = {
        name
        for resource in snapshot.resources
        for method in resource["resourceMethods"].values()
        for requirement in exported_requirements(method, snapshot)
        for name in requirement
    }
    schemes: Document = {}
    for authorizer in snapshot.authorizers.values():
        if authorizer["name"] in required:
            schemes[authorizer["name"]] = _scheme(authorizer, with_authorizers)
    if _IAM in required:
        schemes[_IAM] = _api_key("Authorization") | ({_AUTH_TYPE: "awsSigv4"} if with_authorizers else {})
    if _API_KEY in required:
        schemes[_API_KEY] = _api_key("x-api-key")
    return schemes


def _scheme(authorizer: Wire, with_authorizer: bool) -> Document:
    source = authorizer.get("identitySource", "")
    is_header = source.startswith(_HEADER) and "," not in source and authorizer["type"] != "REQUEST"
    scheme = _api_key(source.removeprefix(_HEADER) if is_header else "Unused")
    if not with_authorizer:
        return scheme
    extension: Document = {"type": authorizer["type"].lower()}
    extension |= {member: authorizer[member] for member in _MEMBERS if member in authorizer}
    if authorizer["type"] == "REQUEST" and source:
        extension["identitySource"] = source
    return scheme | {_AUTH_TYPE: authorizer["authType"], "x-amazon-apigateway-authorizer": extension}


def _api_key(header: str) -> Document:
    return {"type": "apiKey", "name": header, "in": "header"}

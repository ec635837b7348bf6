"""Security schemes and requirements: authorizers, API keys and IAM."""

from typing import Any

from emulator.control_plane.openapi_import.document import AUTHORIZER
from emulator.control_plane.openapi_import.findings import Findings
from emulator.control_plane.openapi_import.specification import Specification
from emulator.control_plane.rules.authorizers import refuse_authorizer, with_auth_type
from emulator.control_plane.store import Definition, Document, new_id

_AUTH_TYPE = "x-amazon-apigateway-authtype"
_IAM = "awsSigv4"
# Members that the extension and the authorizer have in common.
_MEMBERS = ("authorizerUri", "authorizerCredentials", "identityValidationExpression", "identitySource", "providerARNs")


def import_authorizers(
    specification: Specification, draft: Definition, former: Definition, findings: Findings
) -> dict[str, Document]:
    """The authorizers by the names of their security schemes; they are put into the draft."""
    ids = {authorizer["name"]: authorizer_id for authorizer_id, authorizer in former.authorizers.items()}
    made: dict[str, Document] = {}
    for name, scheme in specification.security_schemes.items():
        extension = scheme.get(AUTHORIZER)
        if not isinstance(extension, dict):
            _judge_without_authorizer(name, scheme, findings)
            continue
        authorizer = with_auth_type(_authorizer(name, scheme, extension)) | {"id": ids.get(name) or new_id()}
        refusal = refuse_authorizer(authorizer)
        if refusal is None:
            made[name] = draft.authorizers[authorizer["id"]] = authorizer
        else:
            reason = f"Unable to create authorizer from security definition: '{name}'. {refusal.message}"
            findings.errors.append(reason)
    return made


class MethodSecurity:
    """What the security requirements of an operation, or of the document, make of a method."""

    def __init__(self, specification: Specification, authorizers: dict[str, Document], findings: Findings) -> None:
        self._specification = specification
        self._authorizers = authorizers
        self._findings = findings

    def members(self, operation: Document) -> Document:
        """The members of a Method that say who may call it."""
        authorization: Document = {}
        key_required = False
        declared = operation if "security" in operation else self._specification.document
        requirements: list[Document] = declared.get("security") or []
        named = [(name, scopes) for requirement in requirements for name, scopes in requirement.items()]
        for name, scopes in named:
            scheme = self._specification.security_schemes.get(name)
            if scheme is None:
                self._findings.warnings.append(f"Security definition '{name}' not found. Ignoring.")
            elif name in self._authorizers:
                authorization = authorization or _by_authorizer(self._authorizers[name], scopes)
            elif scheme.get(_AUTH_TYPE) == _IAM:
                authorization = authorization or {"authorizationType": "AWS_IAM"}
            else:
                key_required = key_required or _is_api_key(scheme)
        return {"authorizationType": _extension_type(operation), "apiKeyRequired": key_required} | authorization


def _judge_without_authorizer(name: str, scheme: Document, findings: Findings) -> None:
    if scheme.get(_AUTH_TYPE, _IAM) != _IAM:
        findings.errors.append(
            f"Unable to create authorizer from security definition: '{name}'. Extension {AUTHORIZER} is required. "
            f"Any methods with security: '{name}' will not be created. If this security definition is not a custom "
            f"authorizer, remove the {_AUTH_TYPE} extension and it will be ignored."
        )
    elif scheme.get("type") != "apiKey":
        findings.warnings.append(f"Unsupported security definition type '{scheme.get('type')}' for '{name}'. Ignoring.")


def _authorizer(name: str, scheme: Document, extension: Document) -> Document:
    kind = str(extension.get("type")).upper()
    authorizer: Document = {"name": name, "type": kind}
    if kind != "REQUEST" and scheme.get("in") == "header":
        authorizer["identitySource"] = f"method.request.header.{scheme.get('name')}"
    if _AUTH_TYPE in scheme:
        authorizer["authType"] = str(scheme[_AUTH_TYPE])
    ttl = extension.get("authorizerResultTtlInSeconds")
    if isinstance(ttl, int | str) and str(ttl).isdecimal():
        authorizer["authorizerResultTtlInSeconds"] = int(ttl)
    return authorizer | {member: extension[member] for member in _MEMBERS if extension.get(member) is not None}


def _by_authorizer(authorizer: Document, scopes: Any) -> Document:
    if authorizer["type"] != "COGNITO_USER_POOLS":
        return {"authorizationType": "CUSTOM", "authorizerId": authorizer["id"]}
    members = {"authorizationType": "COGNITO_USER_POOLS", "authorizerId": authorizer["id"]}
    return {**members, "authorizationScopes": list(scopes)} if scopes else members


def _is_api_key(scheme: Document) -> bool:
    return (
        scheme.get("type") == "apiKey"
        and scheme.get("in") == "header"
        and str(scheme.get("name")).lower() == "x-api-key"
    )


def _extension_type(operation: Document) -> str:
    extension = operation.get("x-amazon-apigateway-auth")
    return str(extension.get("type", "NONE")).upper() if isinstance(extension, dict) else "NONE"

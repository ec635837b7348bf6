"""The integration extension of an operation."""

from typing import Any

from emulator.control_plane.rules.integrations import without_empty_templates
from emulator.control_plane.store import Document

_TYPES = frozenset({"HTTP", "HTTP_PROXY", "AWS", "AWS_PROXY", "MOCK"})
_TEXTS = ("httpMethod", "uri", "credentials", "connectionId", "cacheNamespace", "integrationTarget")
_ENUMERATIONS = ("type", "connectionType", "passthroughBehavior", "contentHandling", "responseTransferMode")
_MAPS = ("requestParameters", "requestTemplates", "responseParameters", "responseTemplates")
_DEFAULT_PATTERN = "default"


def read_integration(extension: Any) -> Document | None:
    """The extension in the shape of an Integration, as yet without defaults; None when it is malformed."""
    if not isinstance(extension, dict):
        return None
    integration, responses = _members(extension), _responses(extension.get("responses") or {})
    timeout = str(extension.get("timeoutInMillis", 0))
    if integration is None or responses is None or integration.get("type") not in _TYPES or not timeout.isdecimal():
        return None
    if "timeoutInMillis" in extension:
        integration["timeoutInMillis"] = int(timeout)
    if isinstance(extension.get("cacheKeyParameters"), list):
        integration["cacheKeyParameters"] = [str(parameter) for parameter in extension["cacheKeyParameters"]]
    if isinstance(extension.get("tlsConfig"), dict):
        skips = extension["tlsConfig"].get("insecureSkipVerification") is True
        integration["tlsConfig"] = {"insecureSkipVerification": skips}
    return {**integration, "integrationResponses": responses} if responses else integration


def _responses(sent: Any) -> dict[str, Document] | None:
    """By status code, which is how AWS keeps them: of two patterns with one status the later stays."""
    by_status: dict[str, Document] = {}
    if not isinstance(sent, dict):
        return None
    for pattern, extension in sent.items():
        members = _members(extension) if isinstance(extension, dict) else None
        if members is None or "statusCode" not in extension:
            return None
        response = {"statusCode": str(extension["statusCode"]), **members}
        if pattern != _DEFAULT_PATTERN:
            response["selectionPattern"] = pattern
        by_status[response["statusCode"]] = without_empty_templates(response)
    return by_status


def _members(sent: Document) -> Document | None:
    """The members that integrations and their responses have in common; None when one is not what it should be."""
    members: Document = {name: str(sent[name]) for name in _TEXTS if sent.get(name) is not None}
    members |= {name: str(sent[name]).upper() for name in _ENUMERATIONS if sent.get(name) is not None}
    for name in _MAPS:
        entries = sent.get(name)
        if not entries:
            continue
        if not isinstance(entries, dict):
            return None
        members[name] = {key: "" if value is None else str(value) for key, value in entries.items()}
    if "httpMethod" in members:
        members["httpMethod"] = members["httpMethod"].upper()
    return members

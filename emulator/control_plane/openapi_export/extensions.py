"""Integrations and settings of an API as API Gateway's extensions of OpenAPI."""

import json
from collections.abc import Mapping

from emulator.control_plane.store import Document
from emulator.snapshot import Snapshot, Wire

_DEFAULT_TIMEOUT = 29_000
_MEMBERS = (
    "httpMethod",
    "uri",
    "credentials",
    "connectionId",
    "contentHandling",
    "requestParameters",
    "requestTemplates",
    "cacheKeyParameters",
    "tlsConfig",
    "responseTransferMode",
    "integrationTarget",
)


def exported_integration(integration: Wire, resource_id: str) -> Document:
    """Without what it has by default."""
    exported: Document = {"type": integration["type"].lower()}
    exported |= {member: integration[member] for member in _MEMBERS if integration.get(member)}
    responses = integration.get("integrationResponses", {})
    if responses:
        exported["responses"] = {
            response.get("selectionPattern") or "default": _response(response) for response in responses.values()
        }
    exported["passthroughBehavior"] = integration["passthroughBehavior"].lower()
    if integration.get("connectionType", "INTERNET") != "INTERNET":
        exported["connectionType"] = integration["connectionType"]
    if integration["timeoutInMillis"] != _DEFAULT_TIMEOUT:
        exported["timeoutInMillis"] = integration["timeoutInMillis"]
    if integration.get("cacheNamespace", resource_id) != resource_id:
        exported["cacheNamespace"] = integration["cacheNamespace"]
    return exported


def _response(response: Wire) -> Document:
    members = ("statusCode", "responseParameters", "responseTemplates", "contentHandling")
    return {member: response[member] for member in members if response.get(member)}


def root_extensions(snapshot: Snapshot) -> Document:
    api = snapshot.api
    found: Mapping[str, object] = {
        "request-validators": {each["name"]: _validator(each) for each in snapshot.validators.values()},
        "gateway-responses": {kind: _gateway_response(each) for kind, each in snapshot.gateway_responses.items()},
        "binary-media-types": list(api.get("binaryMediaTypes", [])),
        "minimum-compression-size": api.get("minimumCompressionSize"),
        "api-key-source": None if api["apiKeySource"] == "HEADER" else api["apiKeySource"],
        "policy": json.loads(api["policy"]) if api.get("policy") else None,
        "endpoint-configuration": _endpoint(api),
    }
    return {f"x-amazon-apigateway-{name}": value for name, value in found.items() if value not in (None, {}, [])}


def _validator(validator: Wire) -> Document:
    return {member: validator[member] for member in ("validateRequestParameters", "validateRequestBody")}


def _gateway_response(response: Wire) -> Document:
    status = response.get("statusCode")
    exported: Document = {} if status is None else {"statusCode": int(status)}
    members = ("responseParameters", "responseTemplates")
    return exported | {member: response[member] for member in members if response.get(member)}


def _endpoint(api: Wire) -> Document:
    disabled = {"disableExecuteApiEndpoint": True} if api.get("disableExecuteApiEndpoint") else {}
    endpoints = api["endpointConfiguration"].get("vpcEndpointIds")
    return disabled | ({"vpcEndpointIds": list(endpoints)} if endpoints else {})

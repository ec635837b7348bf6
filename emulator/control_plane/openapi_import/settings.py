"""What a document says of the API as a whole."""

import json

from emulator.control_plane.openapi_import.findings import Findings
from emulator.control_plane.rules.gateway_responses import DEFAULT_STATUSES, gateway_response
from emulator.control_plane.store import Definition, Document, new_id

_BINARY_MEDIA_TYPES = "x-amazon-apigateway-binary-media-types"
_KEY_SOURCE = "x-amazon-apigateway-api-key-source"
_COMPRESSION_SIZE = "x-amazon-apigateway-minimum-compression-size"


def apply_settings(document: Document, draft: Definition, mode: str) -> None:
    api, info = draft.api, document.get("info", {})
    api["name"] = str(info.get("title", api.get("name", "")))
    for member in ("description", "version"):
        if info.get(member):
            api[member] = str(info[member])
    if _KEY_SOURCE in document:
        api["apiKeySource"] = document[_KEY_SOURCE].upper()
    if _COMPRESSION_SIZE in document:
        api["minimumCompressionSize"] = int(document[_COMPRESSION_SIZE])
    if document.get("x-amazon-apigateway-policy"):
        api["policy"] = json.dumps(document["x-amazon-apigateway-policy"], separators=(",", ":"))
    endpoint = document.get("x-amazon-apigateway-endpoint-configuration", {})
    if "disableExecuteApiEndpoint" in endpoint:
        api["disableExecuteApiEndpoint"] = endpoint["disableExecuteApiEndpoint"] is True
    if endpoint.get("vpcEndpointIds"):
        api["endpointConfiguration"] = {**api["endpointConfiguration"], "vpcEndpointIds": endpoint["vpcEndpointIds"]}
    _apply_binary_media_types(document, api, mode)


def import_validators(document: Document, draft: Definition, former: Definition) -> None:
    ids = {validator["name"]: key for key, validator in former.validators.items()}
    for name, sent in document.get("x-amazon-apigateway-request-validators", {}).items():
        validator_id = ids.get(name) or new_id()
        draft.validators[validator_id] = {
            "id": validator_id,
            "name": name,
            "validateRequestBody": sent.get("validateRequestBody") is True,
            "validateRequestParameters": sent.get("validateRequestParameters") is True,
        }


def import_gateway_responses(document: Document, draft: Definition, findings: Findings) -> None:
    for kind, sent in document.get("x-amazon-apigateway-gateway-responses", {}).items():
        if kind not in DEFAULT_STATUSES:
            findings.errors.append(f"Unable to put gateway response '{kind}': Invalid gateway response type specified")
            continue
        members = {
            "statusCode": None if sent.get("statusCode") is None else str(sent["statusCode"]),
            "responseParameters": {key: str(value) for key, value in (sent.get("responseParameters") or {}).items()},
            "responseTemplates": {key: str(value) for key, value in (sent.get("responseTemplates") or {}).items()},
        }
        draft.gateway_responses[kind] = gateway_response(kind, members)


def _apply_binary_media_types(document: Document, api: Document, mode: str) -> None:
    sent = [str(media_type) for media_type in document.get(_BINARY_MEDIA_TYPES, [])]
    kept = api.get("binaryMediaTypes", []) if mode == "merge" else []
    media_types = list(dict.fromkeys([*kept, *sent]))
    if media_types:
        api["binaryMediaTypes"] = media_types
    else:
        api.pop("binaryMediaTypes", None)

"""What an API's own settings may be, and the patches that the shape of an API alone cannot judge."""

from emulator.control_plane.patch_table import Patch
from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.rules.policies import refuse_policy
from emulator.control_plane.store import Document

_GREATEST_COMPRESSION_SIZE = 10 * 1024 * 1024
_KEY_SOURCES = frozenset({"HEADER", "AUTHORIZER"})
_ENDPOINT_TYPES = ("REGIONAL", "EDGE", "PRIVATE")
_IP_ADDRESS_TYPES = ("ipv4", "dualstack")
_NOT_DUALSTACK = "Only dualstack ipAddressType is supported for Private APIs."
_COMPRESSION_SIZE = f"Invalid minimum compression size, must be between 0 and {_GREATEST_COMPRESSION_SIZE}"


def refuse_settings(api: Document) -> Refusal | None:
    if not api["name"].strip():
        return bad_request("API name must not be empty")
    if api.get("description") == "":
        return bad_request("Description cannot be an empty string")
    if not 0 <= api.get("minimumCompressionSize", 0) <= _GREATEST_COMPRESSION_SIZE:
        return bad_request(_COMPRESSION_SIZE)
    if api["apiKeySource"] not in _KEY_SOURCES:
        return bad_request("Invalid API key source, must be HEADER or AUTHORIZER")
    if api.get("policy"):
        return refuse_policy(api["policy"]) or _refuse_endpoints(api["endpointConfiguration"])
    return _refuse_endpoints(api["endpointConfiguration"])


def with_endpoint_defaults(sent: Document) -> Document:
    """A private API is reached over both kinds of addresses, others over IPv4, unless told otherwise."""
    types = sent.get("types", ["EDGE"])
    return {"types": types, "ipAddressType": _default_ip_address_type(types), **sent}


def change_compression_size(api: Document, patch: Patch) -> Refusal | None:
    """Without a value there is no compression."""
    if not patch.value:
        api.pop("minimumCompressionSize", None)
        return None
    if not (patch.value.isascii() and patch.value.isdecimal() and len(patch.value) < 10):
        return bad_request(_COMPRESSION_SIZE)
    api["minimumCompressionSize"] = int(patch.value)
    return None


def change_endpoint_type(api: Document, patch: Patch) -> Refusal | None:
    """The path names the type that is replaced, or its index; the new type brings its addresses."""
    endpoint = api["endpointConfiguration"]
    named = patch.value or patch.names.get("type", "")
    if patch.op == "remove":
        endpoint["types"] = [kind for kind in endpoint["types"] if kind != named]
        return None
    if named not in _ENDPOINT_TYPES:
        return bad_request(f"Invalid EndpointTypes specified. Valid options are {','.join(_ENDPOINT_TYPES)}")
    kept = endpoint["types"] if patch.op == "add" else []
    endpoint["types"] = [*(kind for kind in kept if kind != named), named]
    endpoint["ipAddressType"] = _default_ip_address_type(endpoint["types"])
    return None


def change_ip_address_type(api: Document, patch: Patch) -> Refusal | None:
    if patch.value not in _IP_ADDRESS_TYPES:
        return bad_request(f"ipAddressType must be either {' or '.join(_IP_ADDRESS_TYPES)}.")
    api["endpointConfiguration"]["ipAddressType"] = patch.value
    return None


def _default_ip_address_type(types: list[str]) -> str:
    return "dualstack" if "PRIVATE" in types else "ipv4"


def _refuse_endpoints(endpoint: Document) -> Refusal | None:
    types = endpoint["types"]
    if not types:
        return bad_request("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.")
    if len(types) > 1:
        return bad_request("Cannot create an api with multiple Endpoint Types.")
    if "PRIVATE" in types and endpoint["ipAddressType"] != "dualstack":
        return bad_request(_NOT_DUALSTACK)
    return None

"""How AWS refuses a patch operation: one of several ways, by the kind of resource."""

from collections.abc import Sequence

from emulator.control_plane.patch_table import ANY_OP, Patch, PatchPath
from emulator.control_plane.refusal import Refusal, bad_request, not_found
from emulator.control_plane.store import Document

_METHOD_SETTINGS = (
    "metrics/enabled, {at}/logging/dataTrace, {at}/logging/loglevel, {at}/throttling/burstLimit{gap}{at}/throttling/"
    "rateLimit{gap}{at}/caching/ttlInSeconds, {at}/caching/enabled, {at}/caching/dataEncrypted, "
    "{at}/caching/requireAuthorizationForCacheControl, {at}/caching/unauthorizedCacheControlHeaderStrategy"
)
# Word by word, with the commas that AWS forgot.
_STAGE_PATHS = (
    "/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, "
    "/accessLogSettings/destinationArn, /accessLogSettings/format, "
    "/{resourcePath}/{httpMethod}/" + _METHOD_SETTINGS.format(at="/{resourcePath}/{httpMethod}", gap="") + ", "
    "/*/*/" + _METHOD_SETTINGS.format(at="/*/*", gap=" ") + ", /variables/{variable_name}, /tracingEnabled"
)


def listing(paths: Sequence[PatchPath], operation: Document, known: Sequence[PatchPath]) -> Refusal:  # noqa: ARG001  one shape for all ways
    """Lists what the operation can change, if anything."""
    choices = [allowed.pattern for allowed in paths if operation.get("op", "null") in allowed.ops]
    return _listed(
        operation, f"Must be one of: [{', '.join(choices)}]" if choices else "Please choose supported operations"
    )


def listing_api_key(paths: Sequence[PatchPath], operation: Document, known: Sequence[PatchPath]) -> Refusal:  # noqa: ARG001  as above
    """AWS lists all paths of a key, labels among them, whatever the operation."""
    return _listed(operation, "Must be one of: [/customerId, /description, /enabled, /labels, /name, /stages]")


def naming_path(paths: Sequence[PatchPath], operation: Document, known: Sequence[PatchPath]) -> Refusal:  # noqa: ARG001  as above
    return bad_request(f"Invalid patch path {operation.get('path', 'null')}")


def naming_path_or_operations(paths: Sequence[PatchPath], operation: Document, known: Sequence[PatchPath]) -> Refusal:
    """Of a path that there is, lists the operations."""
    if not known:
        return naming_path(paths, operation, known)
    if known[0].ops == ANY_OP:
        return bad_request("Invalid patch operation specified. Must be 'add'|'remove'|'replace'")
    return bad_request(f"Invalid patch operation specified. Must be one of: [{', '.join(sorted(known[0].ops))}]")


def of_a_stage(paths: Sequence[PatchPath], operation: Document, known: Sequence[PatchPath]) -> Refusal:  # noqa: ARG001  as above
    """A stage takes any path that it does not know for a method's setting."""
    path = operation.get("path", "null")
    match operation.get("op", "null"):
        case "remove":
            return no_method_setting(path)
        case "add":
            return bad_request(f"Invalid add operation with path: {path}")
        case "copy":
            return bad_request(
                f"Invalid copy operation with path: {path} and from {operation.get('from', 'null')}. Valid copy:path "
                "are [/deploymentId, /variables] and valid copy:from are "
                "[/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]"
            )
    return bad_request(f"Invalid method setting path: {path}. Must be one of: [{_STAGE_PATHS}]")


def no_method_setting(path: str) -> Refusal:
    setting = path.removeprefix("/")
    return bad_request(f"Cannot remove method setting {setting} because there is no method setting for this method ")


def absent_parameter(patch: Patch) -> Refusal:  # noqa: ARG001  an answer to the patch
    return not_found("Invalid parameter name specified")


def absent_content_type(patch: Patch) -> Refusal:  # noqa: ARG001  as above
    return not_found("Content-Type specified was not found")


def _listed(operation: Document, choices: str) -> Refusal:
    path, name = operation.get("path", "null"), operation.get("op", "null")
    return bad_request(f"Invalid patch path  '{path}' specified for op '{name}'. {choices}")

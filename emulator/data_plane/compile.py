"""Compiling: from what a deployment froze to what answers calls, so that a call parses, resolves and builds nothing."""

from collections.abc import Mapping

from emulator.data_plane.access.compilation import compile_authorizer, compile_resource_policy
from emulator.data_plane.access.policies import Policy
from emulator.data_plane.calls import CompiledApi, CompiledMethod
from emulator.data_plane.errors import CompileError
from emulator.data_plane.gateway_responses import compile_gateway_responses
from emulator.data_plane.integrations import compile_integration
from emulator.data_plane.media_types import media_type
from emulator.data_plane.models import BodyValidator, compile_model
from emulator.data_plane.parameters import required_parameters
from emulator.data_plane.routes import build_routes
from emulator.data_plane.streaming import idle_seconds
from emulator.snapshot import Snapshot, Wire

__all__ = ["CompileError", "compile_api"]


def compile_api(snapshot: Snapshot) -> CompiledApi:
    """Raises CompileError, with a sentence, for a definition that no deployment can be made of."""
    api = snapshot.api
    threshold = api.get("minimumCompressionSize")
    policy = compile_resource_policy(api)
    return CompiledApi(
        api_id=api["id"],
        name=api.get("name", ""),
        routes=build_routes(
            (resource["path"], _compile_methods(resource, snapshot, policy)) for resource in snapshot.resources
        ),
        gateway_responses=compile_gateway_responses(snapshot.gateway_responses),
        api_key_source=api.get("apiKeySource") or "HEADER",
        binary_types=tuple(media_type(binary) for binary in api.get("binaryMediaTypes") or ()),
        minimum_compression_size=None if threshold is None else int(threshold),
        stream_idle_seconds=idle_seconds(((api.get("endpointConfiguration") or {}).get("types") or ["EDGE"])[0]),
    )


def _compile_methods(resource: Wire, snapshot: Snapshot, policy: Policy | None) -> Mapping[str, CompiledMethod]:
    methods: Mapping[str, Wire] = resource.get("resourceMethods") or {}
    return {name: _compile_method(name, method, resource, snapshot, policy) for name, method in methods.items()}


def _compile_method(
    name: str, method: Wire, resource: Wire, snapshot: Snapshot, policy: Policy | None
) -> CompiledMethod:
    validator = snapshot.validators.get(method.get("requestValidatorId") or "") or {}
    checks_parameters = bool(validator.get("validateRequestParameters"))
    checks_body = bool(validator.get("validateRequestBody"))
    return CompiledMethod(
        http_method=name,
        resource_id=resource["id"],
        resource_path=resource["path"],
        authorization_type=method.get("authorizationType") or "NONE",
        authorizer=compile_authorizer(method, snapshot.authorizers, policy),
        api_key_required=bool(method.get("apiKeyRequired")),
        parameters=required_parameters(method.get("requestParameters") or {}) if checks_parameters else (),
        body_validators=_compile_validators(method, snapshot) if checks_body else {},
        integration=compile_integration(method.get("methodIntegration"), f"{name} {resource['path']}"),
    )


def _compile_validators(method: Wire, snapshot: Snapshot) -> Mapping[str, BodyValidator]:
    models: Mapping[str, str] = method.get("requestModels") or {}
    return {media_type(key): compile_model(name, snapshot.models, snapshot.api["id"]) for key, name in models.items()}

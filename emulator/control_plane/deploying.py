"""From a definition to what a stage serves: freeze, check, compile, and swap the stage whole."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.store import Definition, Document, RestApi
from emulator.data_plane.calls import CompiledApi
from emulator.data_plane.compile import CompileError
from emulator.data_plane.stages import DeployedStage, DeployedStages
from emulator.snapshot import MethodSettings, Snapshot, StageSettings, Throttle

CompileApi = Callable[[Snapshot], CompiledApi]

ALL_METHODS = "*/*"
# What a method's settings are before anyone changes them.
DEFAULT_METHOD_SETTING: Mapping[str, Any] = {
    "metricsEnabled": False,
    "dataTraceEnabled": False,
    "throttlingBurstLimit": 5000,
    "throttlingRateLimit": 10000.0,
    "cachingEnabled": False,
    "cacheTtlInSeconds": 300,
    "cacheDataEncrypted": False,
    "requireAuthorizationForCacheControl": True,
    "unauthorizedCacheControlHeaderStrategy": "SUCCEED_WITH_RESPONSE_HEADER",
}


def compile_definition(definition: Definition, compile_api: CompileApi) -> CompiledApi | Refusal:
    methods = [method for resource in definition.resources.values() for method in resource["resourceMethods"].values()]
    if not methods:
        return bad_request("The REST API doesn't contain any methods")
    if any("methodIntegration" not in method for method in methods):
        return bad_request("No integration defined for method")
    try:
        return compile_api(definition.freeze())
    except CompileError as error:
        return bad_request(str(error))


class Publisher:
    """Keeps the data plane's stages the same as the control plane's."""

    def __init__(self, stages: DeployedStages) -> None:
        self._stages = stages

    def publish(self, api: RestApi, stage: Document) -> None:
        compiled = api.deployments[stage["deploymentId"]].compiled
        self._stages.put(DeployedStage(api=compiled, settings=stage_settings(api.api_id, stage)))

    def withdraw(self, api: RestApi, stage_name: str) -> None:
        self._stages.remove(api.api_id, stage_name)


def stage_settings(api_id: str, stage: Document) -> StageSettings:
    access_log = stage.get("accessLogSettings", {})
    return StageSettings(
        api_id=api_id,
        stage_name=stage["stageName"],
        deployment_id=stage["deploymentId"],
        variables=dict(stage.get("variables", {})),
        method_settings=_method_settings(stage.get("methodSettings", {})),
        access_log_format=access_log.get("format"),
        access_log_destination_arn=access_log.get("destinationArn"),
        tracing=stage.get("tracingEnabled", False),
    )


def _method_settings(settings: Mapping[str, Document]) -> dict[str, MethodSettings]:
    everywhere = settings.get(ALL_METHODS, {})
    return {_method_key(key): _method_setting({**everywhere, **own}) for key, own in settings.items()}


def _method_key(key: str) -> str:
    """ "pets/GET", "/pets/GET" and "~1pets/GET" are "/pets/GET"; "~1/GET", the root's, is "//GET"."""
    if key == ALL_METHODS:
        return key
    path, _, method = key.rpartition("/")
    return f"/{re.sub('^/', '', path.replace('~1', '/'))}/{method}"


def _method_setting(setting: Document) -> MethodSettings:
    merged = {**DEFAULT_METHOD_SETTING, **setting}
    return MethodSettings(
        throttle=_throttle(merged["throttlingRateLimit"], merged["throttlingBurstLimit"]),
        logging_level=merged.get("loggingLevel", "OFF"),
        data_trace=merged["dataTraceEnabled"],
        metrics=merged["metricsEnabled"],
    )


def _throttle(rate: float, burst: int) -> Throttle | None:
    """-1 leaves a limit to the account, whose limits are the defaults."""
    if rate < 0 and burst < 0:
        return None
    return Throttle(
        rate=DEFAULT_METHOD_SETTING["throttlingRateLimit"] if rate < 0 else rate,
        burst=DEFAULT_METHOD_SETTING["throttlingBurstLimit"] if burst < 0 else burst,
    )

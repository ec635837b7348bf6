"""From a definition to what a stage serves: freeze, check, compile, and swap the stage whole."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.rules.domain_names import ROOT
from emulator.control_plane.store import Definition, Deployment, Document, DomainName, RestApi
from emulator.data_plane.calls import CompiledApi
from emulator.data_plane.compile import CompileError
from emulator.data_plane.custom_domains import BasePathMapping
from emulator.data_plane.stages import Canary, DeployedStage, DeployedStages
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


def deploy(definition: Definition, wire: Document, compile_api: CompileApi) -> Deployment | Refusal:
    """What the definition is now, frozen and compiled."""
    methods = [method for resource in definition.resources.values() for method in resource["resourceMethods"].values()]
    if not methods:
        return bad_request("The REST API doesn't contain any methods")
    if any("methodIntegration" not in method for method in methods):
        return bad_request("No integration defined for method")
    try:
        snapshot = definition.freeze()
        return Deployment(wire, snapshot, compile_api(snapshot))
    except CompileError as error:
        return bad_request(str(error))


class Publisher:
    """Keeps the data plane's stages the same as the control plane's."""

    def __init__(self, stages: DeployedStages) -> None:
        self._stages = stages

    def publish(self, api: RestApi, stage: Document) -> None:
        canary = stage.get("canarySettings")
        main = DeployedStage(
            api=api.deployments[stage["deploymentId"]].compiled,
            settings=_settings(api, stage, is_canary=None if canary is None else False),
        )
        self._stages.put(main if canary is None else replace(main, canary=_canary(api, stage, canary)))

    def publish_domain(self, domain: DomainName) -> None:
        mappings = [
            BasePathMapping(
                base_path="" if mapping["basePath"] == ROOT else mapping["basePath"],
                api_id=mapping["restApiId"],
                stage=mapping.get("stage") or None,
            )
            for mapping in domain.mappings.values()
        ]
        self._stages.domains.put(domain.wire["domainName"], mappings)

    def withdraw_domain(self, domain: DomainName) -> None:
        self._stages.domains.remove(domain.wire["domainName"])

    def forget_authorizations(self, api_id: str, stage_name: str) -> None:
        self._stages.forget_authorizations(api_id, stage_name)

    def withdraw(self, api: RestApi, stage_name: str) -> None:
        self._stages.remove(api.api_id, stage_name)


def _canary(api: RestApi, stage: Document, canary: Document) -> Canary:
    """The stage as its canary has it: another deployment, and variables of its own over the stage's."""
    variables = {**stage.get("variables", {}), **canary.get("stageVariableOverrides", {})}
    served = {**stage, "deploymentId": canary["deploymentId"], "variables": variables}
    return Canary(
        percent=canary["percentTraffic"],
        api=api.deployments[canary["deploymentId"]].compiled,
        settings=_settings(api, served, is_canary=True),
    )


def _settings(api: RestApi, stage: Document, is_canary: bool | None) -> StageSettings:
    access_log = stage.get("accessLogSettings", {})
    deployed = api.deployments[stage["deploymentId"]].snapshot.api
    return StageSettings(
        api_id=api.api_id,
        stage_name=stage["stageName"],
        deployment_id=stage["deploymentId"],
        variables=dict(stage.get("variables", {})),
        method_settings=_method_settings(stage.get("methodSettings", {})),
        access_log_format=access_log.get("format"),
        access_log_destination_arn=access_log.get("destinationArn"),
        tracing=stage.get("tracingEnabled", False),
        is_canary=is_canary,
        endpoint_disabled=deployed.get("disableExecuteApiEndpoint", False),
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

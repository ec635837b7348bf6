"""Stages: a deployment under a name, with settings that change without a deployment."""

import re

from emulator.control_plane.deploying import Publisher
from emulator.control_plane.operations.canary import with_canary_defaults
from emulator.control_plane.operations.patch_paths import STAGE
from emulator.control_plane.operations.tags import without_empty_tags
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, bad_request, conflict, not_found
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, RestApi, Store

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
_VARIABLE_VALUE = re.compile(r"[A-Za-z0-9\-._~:/?#&=,]*")
_DEFAULT_CACHE_SIZE = "0.5"
_NO_DEPLOYMENT = "Deployment id does not exist"


class Stages:
    def __init__(self, store: Store, service: Service, publisher: Publisher) -> None:
        self._store = store
        self._shape = service.shape("Stage")
        self._publisher = publisher

    def create_stage(self, asked: Document) -> Document | Refusal:
        api = self._store.api(asked)
        if asked["stageName"] in api.stages:
            return conflict("Stage already exists")
        stage = {name: value for name, value in asked.items() if name != "restApiId"}
        return self.put_stage(api, stage) or without_empty_tags(api.stages[asked["stageName"]])

    def get_stage(self, asked: Document) -> Document:
        return without_empty_tags(self._store.api(asked).stages[asked["stageName"]])

    def get_stages(self, asked: Document) -> Document:
        deployment_id = asked.get("deploymentId")
        stages = map(without_empty_tags, self._store.api(asked).stages.values())
        return {"item": [stage for stage in stages if deployment_id in {None, stage["deploymentId"]}]}

    def update_stage(self, asked: Document) -> Document | Refusal:
        api = self._store.api(asked)
        stage = api.stages[asked["stageName"]]
        changed = patched(stage, self._shape, asked.get("patchOperations", []), STAGE)
        if isinstance(changed, Refusal):
            return changed
        changed.setdefault("methodSettings", {})
        if changed["deploymentId"] not in api.deployments:
            return bad_request(_NO_DEPLOYMENT)
        return self._keep(api, changed) or without_empty_tags(changed)

    def delete_stage(self, asked: Document) -> None:
        api = self._store.api(asked)
        del api.stages[asked["stageName"]]
        self._publisher.withdraw(api, asked["stageName"])
        self._store.leave_plans(api.api_id, asked["stageName"])

    def put_stage(self, api: RestApi, sent: Document) -> Refusal | None:
        """Makes the stage, or gives an old one what was sent."""
        if not _NAME.fullmatch(sent["stageName"]):
            return bad_request("Stage name only allows a-zA-Z0-9_-")
        created = {
            "createdDate": self._store.epoch(),
            "cacheClusterEnabled": False,
            "tracingEnabled": False,
            "methodSettings": {},
            "tags": {},
        }
        stage = {**api.stages.get(sent["stageName"], created), **sent}
        if "canarySettings" in stage:
            stage["canarySettings"] = with_canary_defaults(stage["canarySettings"], stage["deploymentId"])
        return self._keep(api, stage)

    def put_canary(self, api: RestApi, asked: Document, deployment_id: str) -> Refusal | None:
        """Gives the stage a canary of the deployment; the stage itself stays where it is."""
        canary = with_canary_defaults({**asked["canarySettings"], "deploymentId": deployment_id}, deployment_id)
        return self._keep(api, {**api.stages[asked["stageName"]], "canarySettings": canary})

    def _keep(self, api: RestApi, stage: Document) -> Refusal | None:
        refusal = _refuse_stage(api, stage)
        if refusal is not None:
            return refusal
        is_cached = stage["cacheClusterEnabled"]
        stage["cacheClusterStatus"] = "AVAILABLE" if is_cached else "NOT_AVAILABLE"
        if is_cached:
            stage.setdefault("cacheClusterSize", _DEFAULT_CACHE_SIZE)
        stage["lastUpdatedDate"] = self._store.epoch()
        api.stages[stage["stageName"]] = stage
        self._publisher.publish(api, stage)
        return None


def _refuse_stage(api: RestApi, stage: Document) -> Refusal | None:
    if stage["deploymentId"] not in api.deployments:
        return not_found("Invalid Deployment identifier specified")
    canary = stage.get("canarySettings", {})
    if canary and canary["deploymentId"] not in api.deployments:
        return bad_request(_NO_DEPLOYMENT)
    if canary and not 0 <= canary["percentTraffic"] <= 100:
        return bad_request("Canary percentTraffic must be between 0.0 and 100.0")
    for name, value in (*stage.get("variables", {}).items(), *canary.get("stageVariableOverrides", {}).items()):
        if not re.fullmatch(r"\w+", name, re.ASCII):
            return bad_request(f"Stage variable name '{name}' only allows a-zA-Z0-9_")
        if not _VARIABLE_VALUE.fullmatch(value):
            return bad_request(f"Stage variable value of '{name}' only allows {_VARIABLE_VALUE.pattern[1:-2]}")
    return None

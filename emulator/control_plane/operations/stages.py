"""Stages: a deployment under a name, with settings that change without a deployment."""

from emulator.control_plane.deploying import Publisher
from emulator.control_plane.operations.canary import with_canary_defaults
from emulator.control_plane.operations.patch_paths import STAGE
from emulator.control_plane.operations.tags import without_empty_tags
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, bad_request, conflict
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.rules.stages import NO_DEPLOYMENT, refuse_logging, refuse_stage
from emulator.control_plane.store import Document, RestApi, Store

_DEFAULT_CACHE_SIZE = "0.5"


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
            return bad_request(NO_DEPLOYMENT)
        return self._keep(api, changed) or without_empty_tags(changed)

    def delete_stage(self, asked: Document) -> None:
        api = self._store.api(asked)
        del api.stages[asked["stageName"]]
        self._publisher.withdraw(api, asked["stageName"])
        self._store.leave_plans(api.api_id, asked["stageName"])

    def put_stage(self, api: RestApi, sent: Document) -> Refusal | None:
        """Makes the stage, or gives an old one what was sent."""
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
        before = api.stages.get(stage["stageName"], {})
        refusal = refuse_stage(api, stage) or refuse_logging(self._store.account, before, stage)
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

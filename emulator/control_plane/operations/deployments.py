"""Deployments: what an API was when it was deployed."""

from emulator.control_plane.deploying import CompileApi, deploy
from emulator.control_plane.operations.patch_paths import DEPLOYMENT
from emulator.control_plane.operations.stages import Stages
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Definition, Deployment, Document, RestApi, Store, new_id

# Members of CreateDeployment that the stage it makes takes as they are.
_STAGE_MEMBERS = ("stageName", "variables", "cacheClusterEnabled", "cacheClusterSize", "tracingEnabled")


class Deployments:
    def __init__(self, store: Store, service: Service, compile_api: CompileApi, stages: Stages) -> None:
        self._store = store
        self._shape = service.shape("Deployment")
        self._compile_api = compile_api
        self._stages = stages

    def create_deployment(self, asked: Document) -> Document | Refusal:
        api = self._store.api(asked)
        refusal = _refuse_canary(asked, api)
        if refusal is not None:
            return refusal
        wire: Document = {"id": new_id(), "createdDate": self._store.epoch(), "apiSummary": _summary(api.definition)}
        if "description" in asked:
            wire["description"] = asked["description"]
        deployment = deploy(api.definition, wire, self._compile_api)
        if isinstance(deployment, Refusal):
            return deployment
        api.deployments[wire["id"]] = deployment
        refusal = self._move_stage(asked, wire["id"])
        if refusal is not None:
            del api.deployments[wire["id"]]
            return refusal
        return _shown(api.deployments[wire["id"]], with_summary=False)

    def get_deployment(self, asked: Document) -> Document:
        deployment = self._store.api(asked).deployments[asked["deploymentId"]]
        return _shown(deployment, with_summary="apisummary" in asked.get("embed", []))

    def get_deployments(self, asked: Document) -> Document | Refusal:
        deployments = self._store.api(asked).deployments.values()
        return page([_shown(deployment, with_summary=False) for deployment in deployments], asked)

    def update_deployment(self, asked: Document) -> Document | Refusal:
        deployment = self._store.api(asked).deployments[asked["deploymentId"]]
        changed = patched(deployment.wire, self._shape, asked.get("patchOperations", []), DEPLOYMENT)
        if isinstance(changed, Refusal):
            return changed
        deployment.wire = changed
        return _shown(deployment, with_summary=False)

    def delete_deployment(self, asked: Document) -> Refusal | None:
        api = self._store.api(asked)
        if any(asked["deploymentId"] in _served_by(stage) for stage in api.stages.values()):
            return bad_request("Active stages pointing to this deployment must be moved or deleted")
        del api.deployments[asked["deploymentId"]]
        return None

    def _move_stage(self, asked: Document, deployment_id: str) -> Refusal | None:
        """Points the stage that CreateDeployment names, new or old, to the deployment."""
        if not asked.get("stageName"):
            return None
        if "canarySettings" in asked:
            return self._stages.put_canary(self._store.api(asked), asked, deployment_id)
        stage = {name: asked[name] for name in _STAGE_MEMBERS if name in asked} | {"deploymentId": deployment_id}
        if "stageDescription" in asked:
            stage["description"] = asked["stageDescription"]
        return self._stages.put_stage(self._store.api(asked), stage)


def _refuse_canary(asked: Document, api: RestApi) -> Refusal | None:
    """A canary is made in a stage that there is."""
    if "canarySettings" not in asked:
        return None
    if not asked.get("stageName"):
        return bad_request(
            "Invalid deployment content specified.Non null and non empty stageName must be provided for canary "
            f"deployment. Provided value is {asked.get('stageName', 'null')}"
        )
    if asked["stageName"] not in api.stages:
        return bad_request(
            f"Invalid deployment content specified.Stage {asked['stageName']} must already be created before making a "
            "canary release deployment"
        )
    return None


def _served_by(stage: Document) -> set[str]:
    return {stage["deploymentId"], stage.get("canarySettings", {}).get("deploymentId", stage["deploymentId"])}


def _summary(definition: Definition) -> Document:
    return {
        resource["path"]: {
            name: {"authorizationType": method["authorizationType"], "apiKeyRequired": method["apiKeyRequired"]}
            for name, method in resource["resourceMethods"].items()
        }
        for resource in definition.resources.values()
        if resource["resourceMethods"]
    }


def _shown(deployment: Deployment, with_summary: bool) -> Document:
    if with_summary:
        return deployment.wire
    return {name: value for name, value in deployment.wire.items() if name != "apiSummary"}

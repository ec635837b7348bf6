"""REST APIs themselves, and their import."""

import json
from collections.abc import Mapping
from copy import deepcopy

from emulator.control_plane.deploying import Publisher
from emulator.control_plane.openapi_import.importer import Imported, import_document
from emulator.control_plane.operations.patch_paths import REST_API
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.rules.default_models import default_models
from emulator.control_plane.rules.models import model_uri
from emulator.control_plane.rules.rest_apis import refuse_settings
from emulator.control_plane.store import LONG_ID, Definition, Document, RestApi, Store, new_id

_SETTINGS = (
    "name",
    "description",
    "version",
    "binaryMediaTypes",
    "minimumCompressionSize",
    "policy",
    "securityPolicy",
    "tags",
)


class RestApis:
    def __init__(self, store: Store, service: Service, publisher: Publisher) -> None:
        self._store = store
        self._shape = service.shape("RestApi")
        self._publisher = publisher

    def create_rest_api(self, asked: Document) -> Document | Refusal:
        clone = self._store.apis.get(asked.get("cloneFrom", ""))
        if clone is None and "cloneFrom" in asked:
            return bad_request("Invalid REST API identifier specified for cloneFrom")
        definition = self._new_definition(asked)
        refusal = refuse_settings(definition.api)
        if refusal is not None:
            return refusal
        if clone is None:
            definition.models = default_models()
        else:
            definition = _cloned(clone.definition, definition.api)
        self._store.apis[definition.api["id"]] = RestApi(definition)
        return on_the_wire(definition.api)

    def get_rest_api(self, asked: Document) -> Document:
        return on_the_wire(self._store.api(asked).definition.api)

    def get_rest_apis(self, asked: Document) -> Document | Refusal:
        return page([on_the_wire(api.definition.api) for api in self._store.apis.values()], asked)

    def update_rest_api(self, asked: Document) -> Document | Refusal:
        definition = self._store.api(asked).definition
        changed = patched(definition.api, self._shape, asked.get("patchOperations", []), REST_API)
        if isinstance(changed, Refusal):
            return changed
        refusal = refuse_settings(changed)
        if refusal is not None:
            return refusal
        definition.api = changed
        return on_the_wire(changed)

    def delete_rest_api(self, asked: Document) -> None:
        api = self._store.apis.pop(asked["restApiId"])
        for stage_name in api.stages:
            self._publisher.withdraw(api, stage_name)
            self._store.leave_plans(api.api_id, stage_name)

    def import_rest_api(self, asked: Document) -> Document | Refusal:
        definition = self._new_definition(
            {"name": "", "endpointConfiguration": _endpoints(asked.get("parameters", {}))}
        )
        imported = self._import(asked, definition, mode="overwrite")
        if isinstance(imported, Refusal):
            return imported
        self._store.apis[definition.api["id"]] = RestApi(imported.definition)
        return on_the_wire(imported.definition.api, imported.warnings)

    def put_rest_api(self, asked: Document) -> Document | Refusal:
        api = self._store.api(asked)
        imported = self._import(asked, api.definition, asked.get("mode", "merge"))
        if isinstance(imported, Refusal):
            return imported
        api.definition = imported.definition
        return on_the_wire(api.definition.api, imported.warnings)

    def _import(self, asked: Document, onto: Definition, mode: str) -> Imported | Refusal:
        return import_document(
            asked["body"],
            onto,
            mode=mode,
            fail_on_warnings=asked.get("failOnWarnings", False),
            base_path=asked.get("parameters", {}).get("basepath", "ignore"),
        )

    def _new_definition(self, asked: Document) -> Definition:
        root_id = new_id(LONG_ID)
        api = {name: asked[name] for name in _SETTINGS if name in asked} | {
            "id": new_id(LONG_ID),
            "createdDate": self._store.epoch(),
            "apiKeySource": asked.get("apiKeySource", "HEADER"),
            "endpointConfiguration": {
                "types": ["EDGE"],
                "ipAddressType": "ipv4",
                **asked.get("endpointConfiguration", {}),
            },
            "disableExecuteApiEndpoint": asked.get("disableExecuteApiEndpoint", False),
            "rootResourceId": root_id,
            "tags": asked.get("tags", {}),
        }
        return Definition(api, {root_id: {"id": root_id, "path": "/", "resourceMethods": {}}})


def on_the_wire(api: Document, warnings: tuple[str, ...] = ()) -> Document:
    """AWS escapes the policy as if it stood inside a JSON string."""
    shown = {**api, "warnings": list(warnings)} if warnings else dict(api)
    if api.get("policy"):
        shown["policy"] = json.dumps(api["policy"])[1:-1]
    return shown


def _endpoints(parameters: Mapping[str, str]) -> Document:
    asked: Document = {}
    if "endpointConfigurationTypes" in parameters:
        asked["types"] = parameters["endpointConfigurationTypes"].split(",")
    if "vpcEndpointIds" in parameters:
        asked["vpcEndpointIds"] = parameters["vpcEndpointIds"].split(",")
    return asked


def _cloned(source: Definition, api: Document) -> Definition:
    """What `source` defines, as the definition of another API whose own settings prevail."""
    clone = deepcopy(source)
    clone.api |= {**api, "rootResourceId": source.api["rootResourceId"]}
    for model in clone.models.values():
        model["schema"] = model["schema"].replace(model_uri(source.api["id"], ""), model_uri(api["id"], ""))
    return clone

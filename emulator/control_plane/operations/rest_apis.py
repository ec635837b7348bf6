"""REST APIs themselves, and their import."""

import json
from collections.abc import Mapping
from copy import deepcopy

from emulator.control_plane.deploying import Publisher
from emulator.control_plane.openapi_import.importer import Imported, import_document
from emulator.control_plane.operations.patch_paths import REST_API
from emulator.control_plane.operations.tags import without_empty_tags
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.rules.default_models import default_models
from emulator.control_plane.rules.models import model_uri
from emulator.control_plane.rules.policies import with_full_policy
from emulator.control_plane.rules.rest_apis import refuse_settings, with_endpoint_defaults
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
        return without_empty_tags(self._shown(definition.api))

    def get_rest_api(self, asked: Document) -> Document:
        return self._shown(self._store.api(asked).definition.api)

    def get_rest_apis(self, asked: Document) -> Document | Refusal:
        shown = [without_empty_tags(self._shown(api.definition.api)) for api in self._store.apis.values()]
        return page(shown, asked)

    def update_rest_api(self, asked: Document) -> Document | Refusal:
        definition = self._store.api(asked).definition
        changed = patched(definition.api, self._shape, asked.get("patchOperations", []), REST_API)
        if isinstance(changed, Refusal):
            return changed
        refusal = refuse_settings(changed)
        if refusal is not None:
            return refusal
        definition.api = changed
        return self._shown(changed)

    def delete_rest_api(self, asked: Document) -> Refusal | None:
        mappings = [mapping for domain in self._store.domain_names.values() for mapping in domain.mappings.values()]
        if any(mapping["restApiId"] == asked["restApiId"] for mapping in mappings):
            return bad_request("Please remove all base path mappings related to the API from your domains")
        api = self._store.apis.pop(asked["restApiId"])
        for stage_name in api.stages:
            self._publisher.withdraw(api, stage_name)
            self._store.leave_plans(api.api_id, stage_name)
        return None

    def import_rest_api(self, asked: Document) -> Document | Refusal:
        definition = self._new_definition(
            {"name": "", "endpointConfiguration": _endpoints(asked.get("parameters", {}))}
        )
        imported = self._import(asked, definition, mode="overwrite")
        if isinstance(imported, Refusal):
            return imported
        self._store.apis[definition.api["id"]] = RestApi(imported.definition)
        return without_empty_tags(self._shown(imported.definition.api, imported.warnings))

    def put_rest_api(self, asked: Document) -> Document | Refusal:
        api = self._store.api(asked)
        imported = self._import(asked, api.definition, asked.get("mode", "merge"))
        if isinstance(imported, Refusal):
            return imported
        api.definition = imported.definition
        return self._shown(api.definition.api, imported.warnings)

    def _import(self, asked: Document, onto: Definition, mode: str) -> Imported | Refusal:
        return import_document(
            asked["body"],
            onto,
            mode=mode,
            fail_on_warnings=asked.get("failOnWarnings", False),
            base_path=asked.get("parameters", {}).get("basepath", "ignore"),
            with_documentation=asked.get("parameters", {}).get("ignore") != "documentation",
        )

    def _shown(self, api: Document, warnings: tuple[str, ...] = ()) -> Document:
        """AWS escapes the policy as if it stood inside a JSON string."""
        shown = with_full_policy(api, self._store.region, self._store.account_id)
        if "policy" in shown:
            shown["policy"] = json.dumps(shown["policy"])[1:-1]
        return {**shown, "warnings": list(warnings)} if warnings else shown

    def _new_definition(self, asked: Document) -> Definition:
        root_id = new_id(LONG_ID)
        api = {name: asked[name] for name in _SETTINGS if asked.get(name) not in (None, [])} | {
            "id": new_id(LONG_ID),
            "createdDate": self._store.epoch(),
            "apiKeySource": asked.get("apiKeySource", "HEADER"),
            "endpointConfiguration": with_endpoint_defaults(asked.get("endpointConfiguration", {})),
            "disableExecuteApiEndpoint": asked.get("disableExecuteApiEndpoint", False),
            "rootResourceId": root_id,
            "tags": asked.get("tags", {}),
        }
        return Definition(api, {root_id: {"id": root_id, "path": "/", "resourceMethods": {}}})


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

"""Models: JSON Schema draft 4, by name."""

import json
from collections.abc import Iterator
from typing import Any

from emulator.control_plane.operations.patch_paths import MODEL
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, conflict
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.rules.models import model_uri, refuse_model_name, refuse_schema_text
from emulator.control_plane.rules.schemas import references
from emulator.control_plane.store import Definition, Document, Store, new_id


class Models:
    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._shape = service.shape("Model")

    def create_model(self, asked: Document) -> Document | Refusal:
        models, name = self._store.api(asked).definition.models, asked["name"]
        if name in models:
            return conflict("Model name already exists for this REST API")
        refusal = refuse_model_name(name) or refuse_schema_text(asked.get("schema", ""))
        if refusal is not None:
            return refusal
        members = ("name", "description", "contentType", "schema")
        models[name] = {"id": new_id()} | {member: asked[member] for member in members if asked.get(member)}
        return models[name]

    def get_model(self, asked: Document) -> Document | Refusal:
        model = self._model(asked)
        if not asked.get("flatten", False):
            return model
        return {**model, "schema": _flattened(model, self._store.api(asked).definition.models)}

    def get_models(self, asked: Document) -> Document | Refusal:
        """By name, as recorded."""
        models = self._store.api(asked).definition.models
        return page([models[name] for name in sorted(models)], asked)

    def update_model(self, asked: Document) -> Document | Refusal:
        changed = patched(self._model(asked), self._shape, asked.get("patchOperations", []), MODEL)
        if isinstance(changed, Refusal):
            return changed
        refusal = refuse_schema_text(changed["schema"])
        if refusal is not None:
            return refusal
        if changed.get("description") == "":
            del changed["description"]
        self._store.api(asked).definition.models[asked["modelName"]] = changed
        return changed

    def delete_model(self, asked: Document) -> Refusal | None:
        definition, name = self._store.api(asked).definition, asked["modelName"]
        user = next(_users(name, definition), None)
        if user is not None:
            return conflict(f"Cannot delete model '{name}', is referenced in {user}")
        del definition.models[name]
        return None

    def _model(self, asked: Document) -> Document:
        return self._store.api(asked).definition.models[asked["modelName"]]


def _users(name: str, definition: Definition) -> Iterator[str]:
    """What refers to the model, in words."""
    reference = json.dumps(model_uri(definition.api["id"], name))
    for model in definition.models.values():
        if model["name"] != name and reference in model.get("schema", ""):
            yield f"model '{model['name']}'"
    for resource in reversed(definition.resources.values()):
        for http_method, method in resource["resourceMethods"].items():
            place = f"{resource['path']}/{http_method}"
            if name in method.get("requestModels", {}).values():
                yield f"method request: {place}"
            responses = method.get("methodResponses", {}).values()
            if any(name in response.get("responseModels", {}).values() for response in responses):
                yield f"method response: {place}"


def _flattened(model: Document, models: dict[str, Document]) -> str:
    """The schema with the models that it refers to, directly or not, as its `definitions`."""
    schema, definitions = json.loads(model["schema"]), {}
    waiting = _referred(schema)
    while waiting:
        name = waiting.pop()
        if name in models and name not in definitions:
            definitions[name] = json.loads(models[name]["schema"])
            waiting |= _referred(definitions[name])
    return json.dumps(_local({**schema, "definitions": definitions} if definitions else schema))


def _referred(schema: Any) -> set[str]:
    return {_name_of(reference) for reference in references(schema)}


def _local(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_local(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        return {"$ref": f"#/definitions/{_name_of(schema['$ref'])}"}
    return {key: _local(value) for key, value in schema.items()}


def _name_of(reference: str) -> str:
    return reference.rpartition("/")[2]

"""GetModelTemplate: a mapping template with the shape of a model, to begin one's own from."""

import json
from typing import Any

from emulator.control_plane.refusal import Refusal, bad_request
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, Store

_SAMPLES = {"string": '"foo"', "integer": "42", "number": "42.0", "boolean": "true", "null": "null"}
_DEEPEST = 20


class ModelTemplates:
    def __init__(self, store: Store, service: Service) -> None:  # noqa: ARG002  all families are made alike
        self._store = store

    def get_model_template(self, asked: Document) -> Document | Refusal:
        model = self._store.api(asked).definition.models[asked["modelName"]]
        schema = json.loads(model["schema"])
        if model["contentType"] != "application/json":
            return bad_request(f"Templates are generated for models of application/json, not {model['contentType']}")
        return {"value": f"#set($inputRoot = $input.path('$'))\n{_sample(schema, '', 0)}"}


def _sample(schema: Any, indent: str, depth: int) -> str:
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return "{ }"
    inner = f"{indent}  "
    match schema.get("type"):
        case "array":
            element = _sample(schema.get("items"), inner, depth + 1)
            return (
                "[\n##TODO: Update this foreach loop to reference array from input json\n"
                f"#foreach($elem in $inputRoot)\n{inner}{element}#if($foreach.hasNext),#end\n\n#end\n{indent}]"
            )
        case str() as kind if kind in _SAMPLES:
            return _SAMPLES[kind]
    properties = schema.get("properties")
    if not isinstance(properties, dict) or not properties:
        return "{ }"
    lines = [f"{inner}{json.dumps(name)} : {_sample(each, inner, depth + 1)}" for name, each in properties.items()]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"

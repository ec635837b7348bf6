"""Authored schemas (OpenAPI 3.0) to the part of JSON Schema draft 4 that API Gateway's models can hold.

It only loosens: whatever an authored schema accepts, its reduction accepts. What is lost here, the handler enforces
again.

- `oneOf`, `anyOf`, `allOf` become one schema (combination.py); `not` goes.
- `nullable` makes the whole schema `{}`: draft 4 would say `type: [string, "null"]`, which OpenAPI 3.0 cannot.
- `exclusiveMinimum` and `exclusiveMaximum` go and leave their inclusive bounds.
- `maxLength` is doubled: JSON Schema counts code points, Java UTF-16 units, of which a code point has at most two.
- `pattern` goes: Java's expressions are not ECMA's. So does `multipleOf`: Java computes in decimals, others in floats.
- `minItems`, `maxItems`, `format`, `additionalProperties` go: AWS's "important notes" call them unsupported in models,
  so what AWS does with them cannot be told.
- A property that is `readOnly` or `writeOnly` is not required: it is in one direction only, and a model has none.
"""

from collections.abc import Iterable
from functools import reduce as fold
from typing import Any

from contract.combination import CLOSED, ONE_WAY, Schema, both, either
from contract.document import Document

SCHEMAS = "#/components/schemas/"
ONE_DIRECTION = ("readOnly", "writeOnly")
COMBINATIONS = ("allOf", "oneOf", "anyOf")
COPIED = ("type", "enum", "minimum", "maximum", "minLength", "minProperties", "maxProperties", "uniqueItems")


class Reduction:
    """Reduces the schemas of one document and remembers which shared ones its results refer to."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._referred: dict[str, None] = {}

    def reduce(self, schema: Schema) -> dict[str, Any]:
        return self._finish(self._normalise(schema, ()), schema)

    def kind(self, schema: Schema) -> str | None:
        """The type that its reduction states, if any."""
        return self._target(schema, ()).get("type")

    def shared(self) -> dict[str, Any]:
        """The reduced shared schemas that were referred to, by name, with those that they refer to themselves."""
        reduced: dict[str, Any] = {}
        while missing := [name for name in self._referred if name not in reduced]:
            for name in missing:
                reduced[name] = self.reduce(self._document.find(SCHEMAS + name))
        return dict(sorted(reduced.items()))

    def _normalise(self, schema: Schema, above: tuple[str, ...]) -> dict[str, Any]:
        """One schema without combinations, with the marks of combination.py.

        `above` are the references that led here: one that leads back to itself says nothing.
        """
        mark = {ONE_WAY: True} if self._is_one_way(schema, ()) else {}
        if "$ref" in schema:
            shared = "/" not in schema["$ref"].removeprefix(SCHEMAS)
            return {"$ref": schema["$ref"], **mark} if shared else {**self._target(schema, above), **mark}
        if schema.get("nullable"):
            return mark
        parts = [self._own(schema, above)]
        parts += (self._target(part, above) for part in schema.get("allOf", ()))
        parts += (self._either(schema[keyword], above) for keyword in ("oneOf", "anyOf") if schema.get(keyword))
        whole = fold(both, parts)
        properties = whole.get("properties", {})
        required = [name for name in whole.get("required", ()) if ONE_WAY not in properties.get(name, {})]
        return {**whole, "required": required, **mark}

    def _target(self, schema: Schema, above: tuple[str, ...]) -> dict[str, Any]:
        reference = schema.get("$ref")
        if reference is None:
            return self._normalise(schema, above)
        if reference in above:
            return {}
        return self._target(self._document.find(reference), (*above, reference))

    def _either(self, branches: Iterable[Schema], above: tuple[str, ...]) -> dict[str, Any]:
        return fold(either, (self._target(branch, above) for branch in branches))

    def _own(self, schema: Schema, above: tuple[str, ...]) -> dict[str, Any]:
        """What the schema says beside its combinations."""
        own: dict[str, Any] = {keyword: schema[keyword] for keyword in COPIED if keyword in schema}
        if "maxLength" in schema:
            own["maxLength"] = 2 * schema["maxLength"]
        if "required" in schema:
            own["required"] = schema["required"]
        if "properties" in schema:
            properties = schema["properties"].items()
            own["properties"] = {name: self._normalise(each, above) for name, each in properties}
        if schema.get("additionalProperties") is False:
            own[CLOSED] = True
        if schema.get("type") == "array":
            own["items"] = self._normalise(schema.get("items", {}), above)
        return own

    def _is_one_way(self, schema: Schema, above: tuple[str, ...]) -> bool:
        if any(schema.get(keyword) for keyword in ONE_DIRECTION):
            return True
        if "$ref" in schema:
            reference = schema["$ref"]
            return reference not in above and self._is_one_way(self._document.find(reference), (*above, reference))
        parts = (part for keyword in COMBINATIONS for part in schema.get(keyword, ()))
        return any(self._is_one_way(part, above) for part in parts)

    def _finish(self, schema: Schema, authored: Schema) -> dict[str, Any]:
        """The schema as AWS is told it: no marks, no empty lists, a description where the author gave one."""
        if "$ref" in schema:
            self._referred[schema["$ref"].removeprefix(SCHEMAS)] = None
            return {"$ref": schema["$ref"]}
        finished = {key: value for key, value in schema.items() if not key.startswith("x-") and value not in ([], {})}
        if "items" in schema:
            finished["items"] = self._finish(schema["items"], authored.get("items", {}))
        if schema.get("properties"):
            described = authored.get("properties", {})
            properties = schema["properties"].items()
            finished["properties"] = {name: self._finish(each, described.get(name, {})) for name, each in properties}
        if "description" in authored:
            finished["description"] = authored["description"]
        return finished

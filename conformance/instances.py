"""Where in an answer the components of the contract are found, by walking the answer along its schema."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract import Document

_SCHEMAS = "#/components/schemas/"
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Instance:
    """An object that the contract calls `component`; `pointer` says where in the answer it stands."""

    component: str
    pointer: str
    value: Mapping[str, Any]


def instances(document: Document, schema: Schema, value: Any, pointer: str = "") -> Iterator[Instance]:
    """Of a value that matches the schema. One that several references lead to is found under each of their names."""
    if not isinstance(value, (dict, list)):
        return
    while isinstance(reference := schema.get("$ref"), str):
        if reference.startswith(_SCHEMAS) and isinstance(value, Mapping):
            yield Instance(reference.removeprefix(_SCHEMAS), pointer, value)
        schema = document.find(reference)
    for part in (*schema.get("allOf", ()), *_chosen(document, schema, value)):
        yield from instances(document, part, value, pointer)
    match value:
        case Mapping():
            properties = schema.get("properties", {})
            others = schema.get("additionalProperties")
            for name, member in value.items():
                of_member = properties.get(name, others)
                if isinstance(of_member, Mapping):
                    escaped = name.replace("~", "~0").replace("/", "~1")
                    yield from instances(document, of_member, member, f"{pointer}/{escaped}")
        case list():
            within = ((place, item) for place, item in enumerate(value) if isinstance(item, (dict, list)))
            for place, item in within:
                yield from instances(document, schema.get("items", {}), item, f"{pointer}/{place}")


def _chosen(document: Document, schema: Schema, value: Any) -> Iterator[Schema]:
    """The branches of a choice that the value is of: by its discriminator, or else by the members that it has."""
    if not isinstance(value, Mapping):
        return
    discriminator = schema.get("discriminator", {})
    named = discriminator.get("mapping", {}).get(value.get(discriminator.get("propertyName")))
    if named is not None:
        yield {"$ref": named}
        return
    branches = (*schema.get("oneOf", ()), *schema.get("anyOf", ()))
    fitting = [each for each in branches if _may_be(document.resolve(each), value)]
    if len(fitting) == 1:
        yield fitting[0]


def _may_be(schema: Schema, value: Mapping[str, Any]) -> bool:
    properties = schema.get("properties", {})
    return set(schema.get("required", ())) <= value.keys() and all(
        member in properties[name]["enum"]
        for name, member in value.items()
        if isinstance(properties.get(name), Mapping) and "enum" in properties[name]
    )

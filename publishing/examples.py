"""Every example of a document against its schema: bodies, answers, parameters, headers, and schemas themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract import Document
from contract.place import child
from contract_coverage.validity import Validators

Json = Mapping[str, Any]

_SHOWN = ("example", "examples")
_LISTS_OF_SCHEMAS = ("allOf", "oneOf", "anyOf")
_MAPS_OF_SCHEMAS = ("properties",)
_SCHEMAS = ("items", "additionalProperties", "not")
_MOST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Example:
    pointer: str
    schema: Json
    value: Any


@dataclass(frozen=True, slots=True)
class InvalidExample:
    """`said` is a sentence; `pointer` is where the example stands."""

    pointer: str
    said: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.said}"


def invalid_examples(document: Document) -> tuple[InvalidExample, ...]:
    """As OpenAPI has it, an example that lies elsewhere (`externalValue`) is not read."""
    validators = Validators(document)
    return tuple(each for example in examples(document) for each in _fault(validators, example))


def _fault(validators: Validators, example: Example) -> Iterator[InvalidExample]:
    try:
        error = next(iter(validators.validator(example.schema).iter_errors(example.value)), None)
    except ValueError as unreadable:
        yield InvalidExample(example.pointer, f"It cannot be held against its schema: {unreadable}.")
        return
    if error is not None:
        place = child("", *error.instance_path)
        where = f" at {place}" if place else ""
        yield InvalidExample(example.pointer, f"The example does not match its schema{where}: {_cut(error.message)}.")


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_WORDS else f"{text[:_MOST_WORDS]} …"


def examples(document: Document) -> Iterator[Example]:
    yield from _within(document, document.root, "")


def _within(document: Document, node: Any, pointer: str) -> Iterator[Example]:
    """Of what is no schema: whatever has a schema may have examples of it."""
    match node:
        case Mapping():
            if isinstance(schema := node.get("schema"), Mapping):
                yield from _of(document, node, schema, pointer)
                yield from _of_schema(schema, child(pointer, "schema"))
            for name, value in node.items():
                below = child(pointer, name)
                if pointer == "/components" and name == "schemas":
                    for called, each in value.items():
                        yield from _of_schema(each, child(below, called))
                elif name not in ("schema", *_SHOWN) and not name.startswith("x-"):
                    yield from _within(document, value, below)
        case list():
            for index, value in enumerate(node):
                yield from _within(document, value, child(pointer, index))


def _of(document: Document, node: Json, schema: Json, pointer: str) -> Iterator[Example]:
    if "example" in node:
        yield Example(child(pointer, "example"), schema, node["example"])
    for name, each in node.get("examples", {}).items():
        example = document.resolve(each)
        if "value" in example:
            yield Example(child(pointer, "examples", name, "value"), schema, example["value"])


def _of_schema(schema: Json, pointer: str) -> Iterator[Example]:
    if "example" in schema:
        yield Example(child(pointer, "example"), schema, schema["example"])
    for place, below in _schemas_in(schema, pointer):
        yield from _of_schema(below, place)


def _schemas_in(schema: Json, pointer: str) -> Iterator[tuple[str, Json]]:
    for keyword in _SCHEMAS:
        if isinstance(below := schema.get(keyword), Mapping):
            yield child(pointer, keyword), below
    for keyword in _LISTS_OF_SCHEMAS:
        yield from ((child(pointer, keyword, index), each) for index, each in enumerate(schema.get(keyword, ())))
    for keyword in _MAPS_OF_SCHEMAS:
        yield from ((child(pointer, keyword, name), each) for name, each in schema.get(keyword, {}).items())

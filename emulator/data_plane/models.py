"""Models: the JSON schemas (draft 4) that request bodies are validated against.

A model refers to another by "https://apigateway.amazonaws.com/restapis/{api id}/models/{name}", also in circles.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn, Protocol

import jsonschema_rs

from emulator.data_plane.errors import CompileError
from emulator.data_plane.validation_errors import describe
from emulator.snapshot import Wire

# The library spends 10 µs and more on each value that is wrong, on all of them before it tells the first; under oneOf
# and anyOf for every choice, and so in models that refer to themselves exponentially in the depth of the body.
_EXPLAINED_BYTES = 16 * 1024
_EXPLAINED_BYTES_OF_CHOICES = 1024
_EXPLAINED_DEPTH_OF_CHOICES = 3
_CHOICES = frozenset({"anyOf", "oneOf"})
_UNEXPLAINED = "[The body does not match the model]"
_UNREADABLE = "[Unknown error parsing request body]"  # AWS says so of no body, too
# Steps that a pattern with lookaround may take on one string; the engine matches others in linear time.
_PATTERNS = jsonschema_rs.FancyRegexOptions(backtrack_limit=10_000)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_STRICT = json.JSONDecoder(parse_constant=_refuse_constant)


class BodyValidator(Protocol):
    def find_fault(self, body: bytes) -> str | None:
        """What is wrong, in words for $context.error.validationErrorString, or None."""


class ModelValidator:
    """A model, compiled. `has_choices` says that it, or one that it refers to, has oneOf or anyOf."""

    __slots__ = ("_has_choices", "_validator")

    def __init__(self, validator: jsonschema_rs.Draft4Validator, *, has_choices: bool) -> None:
        self._validator = validator
        self._has_choices = has_choices

    def find_fault(self, body: bytes) -> str | None:
        try:
            document = parse_json(body)
            if self._is_valid(document):
                return None
        except (ValueError, RecursionError):
            return _UNREADABLE
        if not body:
            return _UNREADABLE
        return self._explain(document) if self._can_explain(body, document) else _UNEXPLAINED

    def _is_valid(self, document: Any) -> bool:
        try:
            return self._validator.is_valid(document)
        except UnicodeEncodeError:
            # Half of a surrogate pair is JSON, but no text that the validator can hold.
            text = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
            return self._validator.is_valid(json.loads(text))

    def _can_explain(self, body: bytes, document: Any) -> bool:
        if not self._has_choices:
            return len(body) <= _EXPLAINED_BYTES
        return len(body) <= _EXPLAINED_BYTES_OF_CHOICES and _depth(document) <= _EXPLAINED_DEPTH_OF_CHOICES

    def _explain(self, document: Any) -> str:
        """The library has no words for a value nested more than 255 deep, or for half of a surrogate pair."""
        try:
            return describe(self._validator.iter_errors(document))
        except ValueError:
            return _UNEXPLAINED


def parse_json(body: bytes) -> Any:
    """Strict JSON; a body without content counts as {}, as AWS validates it."""
    text = body.decode("utf-8", "replace")
    return _STRICT.decode(text) if text and not text.isspace() else {}


def compile_model(name: str, models: Mapping[str, Wire], api_id: str) -> ModelValidator:
    """Raises CompileError if the model, or one that it refers to, is not there or not a draft-4 schema."""
    base = f"https://apigateway.amazonaws.com/restapis/{api_id}/models/"
    try:
        schemas = _reachable(name, models, base)
        registry = jsonschema_rs.Registry(
            [(base + found, schema) for found, schema in schemas.items()], draft=jsonschema_rs.Draft4
        )
        # Formats are not part of API Gateway's validation, and nothing may be fetched from a network.
        validator = jsonschema_rs.Draft4Validator(
            {"$ref": base + name},
            registry=registry,
            offline=True,
            validate_formats=False,
            pattern_options=_PATTERNS,
        )
    except (ValueError, RecursionError) as error:
        summary = str(error).split("\n", 1)[0]
        raise CompileError(f"The model {name!r} is not a valid JSON schema of draft 4: {summary}.") from error
    return ModelValidator(validator, has_choices=any(map(_has_choices, schemas.values())))


def _reachable(name: str, models: Mapping[str, Wire], base: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    wanted = [name]
    while wanted:
        current = wanted.pop()
        if current in found:
            continue
        found[current] = _read_schema(current, models)
        wanted += [
            reference.removeprefix(base).partition("#")[0]
            for reference in _references(found[current])
            if reference.startswith(base)
        ]
    return found


def _read_schema(name: str, models: Mapping[str, Wire]) -> Any:
    if name not in models:
        raise CompileError(f"There is no model named {name!r}.")
    text = models[name].get("schema") or "{}"
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CompileError(f"The schema of the model {name!r} is not JSON: {error}.") from error


def _depth(value: Any) -> int:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, members), default=0)


def _has_choices(schema: Any) -> bool:
    match schema:
        case dict():
            return not _CHOICES.isdisjoint(schema) or any(map(_has_choices, schema.values()))
        case list():
            return any(map(_has_choices, schema))
    return False


def _references(schema: Any) -> Iterator[str]:
    match schema:
        case dict():
            reference = schema.get("$ref")
            if isinstance(reference, str):
                yield reference
            for value in schema.values():
                yield from _references(value)
        case list():
            for value in schema:
                yield from _references(value)

"""Request validators: the authored schemas of the contract, compiled for JSON Schema draft 4.

API Gateway checks a reduced edition of these schemas; here the whole of them is enforced. A body is an object.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Protocol

from jsonschema_rs import Draft4Validator, ValidationError, ValidationErrorKind

from handlers.gateway.contract import contract, request_schema
from handlers.gateway.identifiers import Change, id_lowering, is_uuid
from handlers.gateway.problems import INVALID_REQUEST, Problem, Violation
from handlers.gateway.schemas import draft4, resolve

MAX_ERRORS = 20
MAX_LENGTH = 200  # of a pointer or a detail, in characters: both may quote names that the client chose
MASK = "the value"  # stands in every message for the client's value


class RequestValidator(Protocol):
    def accept(self, document: Any) -> Mapping[str, Any] | Problem:
        """The document with the contract's defaults, or what is wrong with it."""


@dataclass(frozen=True, slots=True)
class OneSchema:
    """`defaults` are those of the schema's own properties; `lower_ids` is there when the schema has ids."""

    validator: Draft4Validator
    defaults: Mapping[str, Any]
    lower_ids: Change | None = None

    def accept(self, document: Any) -> Mapping[str, Any] | Problem:
        if not self.validator.is_valid(document):
            return _problem(self.validator, document)
        accepted = {**self.defaults, **document}
        return self.lower_ids(accepted) if self.lower_ids else accepted


@dataclass(frozen=True, slots=True)
class Choice:
    """A `oneOf` with a discriminator, as Task is.

    `shape` is what every body has in common: an object whose discriminator names one of the branches.
    """

    shape: Draft4Validator
    discriminator: str
    branches: Mapping[str, OneSchema]

    def accept(self, document: Any) -> Mapping[str, Any] | Problem:
        """The errors are those of the branch that is chosen, rather than "valid under none of them"."""
        if not self.shape.is_valid(document):
            return _problem(self.shape, document)
        return self.branches[document[self.discriminator]].accept(document)


@cache
def request_validator(operation_id: str) -> RequestValidator:
    document = contract()
    return compile_validator(request_schema(document, operation_id), document)


def compile_validator(schema: Mapping[str, Any], document: Mapping[str, Any]) -> RequestValidator:
    """`document` is the OpenAPI document that the schema's references point into."""
    components = {"schemas": draft4(document["components"]["schemas"])}

    def compiled(part: Mapping[str, Any]) -> Draft4Validator:
        return draft4_validator({"allOf": [part], "components": components})

    def one(part: Mapping[str, Any]) -> OneSchema:
        return OneSchema(compiled(draft4(part)), _defaults(resolve(part, document)), id_lowering(part, document))

    match resolve(schema, document):
        case {"discriminator": {"propertyName": name, "mapping": mapping}}:
            shape = {"type": "object", "required": [name], "properties": {name: {"enum": list(mapping)}}}
            branches = {value: one({"$ref": reference}) for value, reference in mapping.items()}
            return Choice(compiled(shape), name, branches)
        case _:
            return one(schema)


def draft4_validator(schema: dict[str, Any]) -> Draft4Validator:
    """Formats are enforced. Draft 4 itself has none for ids."""
    return Draft4Validator(schema, mask=MASK, validate_formats=True, formats={"uuid": is_uuid})


def _defaults(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {name: part["default"] for name, part in schema.get("properties", {}).items() if "default" in part}


def _problem(validator: Draft4Validator, document: Any) -> Problem:
    violations = tuple(
        Violation(_short(_pointer(error.instance_path)), short_detail(error))
        for error in islice(validator.iter_errors(document), MAX_ERRORS)
    )
    return Problem(INVALID_REQUEST, "The body does not match the schema of this operation.", violations)


def short_detail(error: ValidationError) -> str:
    return _short(_detail(error))


def _detail(error: ValidationError) -> str:
    """The library's own words, but for a choice: it leaves out all but the first two."""
    match error.kind:
        case ValidationErrorKind.Enum(options=options):
            return f"{MASK} is not one of {', '.join(map(json.dumps, options))}"
        case _:
            return error.message


def _pointer(path: Sequence[str | int]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _short(text: str) -> str:
    return text if len(text) <= MAX_LENGTH else text[: MAX_LENGTH - 1] + "…"

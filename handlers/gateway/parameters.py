"""Parameters of the path, the query and the headers: text in the event, typed values for an operation.

The contract says which there are. What else a query or a request's headers hold is none of the operation's business.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema_rs import Draft4Validator, ValidationError

from handlers.gateway.contract import contract, parameters_of
from handlers.gateway.events import Received
from handlers.gateway.identifiers import id_lowering
from handlers.gateway.problems import INVALID_REQUEST, Problem, not_found
from handlers.gateway.schemas import draft4, resolve
from handlers.gateway.validation import draft4_validator, short_detail

INTEGER = re.compile(r"-?[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """`place` is the contract's `in`. `default` is None where there is none: no parameter is nullable."""

    name: str
    place: str
    is_required: bool
    is_integer: bool
    is_id: bool
    default: Any
    validator: Draft4Validator

    def given(self, received: Received) -> str | None:
        match self.place:
            case "path":
                return received.path.get(self.name)
            case "query":
                return received.query.get(self.name)
            case _:
                return received.headers.get(self.name.lower())

    def value(self, text: str) -> Any:
        """Text that is no integer stays as it is, for the schema to refuse."""
        if self.is_integer and INTEGER.fullmatch(text):
            return int(text)
        return text.lower() if self.is_id else text


def accept_parameters(operation_id: str, received: Received) -> Mapping[str, Any] | Problem:
    """Values by the contract's names, defaults filled in; what was not sent and has no default is left out.

    An id that no thing can have is an id of nothing: 404.
    """
    accepted: dict[str, Any] = {}
    for parameter in _parameters(operation_id):
        text = parameter.given(received)
        if text is None:
            if parameter.is_required:
                return _refused(parameter, "it is missing")
            if parameter.default is not None:
                accepted[parameter.name] = parameter.default
            continue
        value = parameter.value(text)
        try:
            parameter.validator.validate(value)
        except ValidationError as error:
            return _refused(parameter, short_detail(error))
        accepted[parameter.name] = value
    return accepted


def _refused(parameter: Parameter, why: str) -> Problem:
    if parameter.place == "path" and parameter.is_id:
        return not_found(parameter.name.removesuffix("Id"))
    return Problem(INVALID_REQUEST, f"The {parameter.place} parameter {parameter.name} does not fit: {why}.")


@cache
def _parameters(operation_id: str) -> tuple[Parameter, ...]:
    document = contract()
    return tuple(_parameter(declared, document) for declared in parameters_of(document, operation_id))


def _parameter(declared: Mapping[str, Any], document: Mapping[str, Any]) -> Parameter:
    schema = resolve(declared["schema"], document)
    return Parameter(
        name=declared["name"],
        place=declared["in"],
        is_required=declared.get("required", False),
        is_integer=schema.get("type") == "integer",
        is_id=id_lowering(schema, document) is not None,
        default=schema.get("default"),
        validator=draft4_validator(draft4(schema)),
    )

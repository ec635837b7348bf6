"""Whether a value is as one of the contract's schemas has it: OpenAPI 3.0's dialect, as JSON Schema draft 4."""

from collections.abc import Callable, Mapping
from typing import Any

from jsonschema_rs import Draft4Validator

from contract import Document
from contract_coverage.formats import FORMATS

Validity = Callable[[Any], bool]


class Validators:
    """Those of one document; its components are converted once."""

    def __init__(self, document: Document) -> None:
        self._components = _draft4(document.root.get("components", {}))

    def validator(self, schema: Mapping[str, Any]) -> Draft4Validator:
        whole = {"allOf": [_draft4(schema)], "components": self._components}
        return Draft4Validator(whole, validate_formats=True, formats=dict(FORMATS))

    def of(self, schema: Mapping[str, Any]) -> Validity:
        validator = self.validator(schema)

        def is_valid(value: Any) -> bool:
            try:
                return validator.is_valid(value)
            except ValueError:
                return False  # half a surrogate pair, or a number that is none: Python reads both as JSON

        return is_valid


def _draft4(node: Any) -> Any:
    """`nullable` becomes a type; https://spec.openapis.org/oas/v3.0.3#schema-object."""
    if isinstance(node, list):
        return [_draft4(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    converted = {name: _draft4(each) for name, each in node.items()}
    if node.get("nullable") is True and isinstance(node.get("type"), str):
        converted["type"] = [node["type"], "null"]
    return converted

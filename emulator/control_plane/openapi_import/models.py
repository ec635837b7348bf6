"""The document's schemas as models, and which model a method's schema is."""

import hashlib
import json

from emulator.control_plane.openapi_import.findings import Findings
from emulator.control_plane.openapi_import.schemas import as_draft_4
from emulator.control_plane.openapi_import.specification import Specification
from emulator.control_plane.refusal import Refusal
from emulator.control_plane.rules.models import (
    invalid_schema,
    model_uri,
    refuse_model_name,
    refuse_schema,
    schema_text,
)
from emulator.control_plane.rules.schemas import COMPOSITIONS, is_composed_of_references, references
from emulator.control_plane.store import Definition, Document, new_id


class ModelImport:
    def __init__(self, specification: Specification, draft: Definition, former: Definition, findings: Findings) -> None:
        self._specification = specification
        self._draft = draft
        self._former = former
        self._findings = findings

    def import_models(self) -> None:
        for name, schema in self._specification.schemas.items():
            if is_composed_of_references(schema):
                kind = self._specification.kinds.composed
                self._findings.warnings.append(f"Unsupported model type '{kind}' in model '{name}'. Ignoring.")
            else:
                self._make(name, schema)

    def request_model(self, schema: Document, method: str) -> str | None:
        """`method` is like "PUT /pets"."""
        kind = self._kind(schema)
        if kind is not None:
            kind = self._specification.kinds.request or kind
        return self._model(schema, kind, f"request schema for '{method}'")

    def response_model(self, schema: Document, status: str, method: str) -> str | None:
        return self._model(schema, self._kind(schema), f"{status} response to method '{method}'")

    def _kind(self, schema: Document) -> str | None:
        """The kind of a schema that a method cannot have; None for those it can."""
        if "$ref" in schema:
            return None
        if is_composed_of_references(schema) or any(keyword in schema for keyword in COMPOSITIONS):
            return self._specification.kinds.composed
        return self._specification.kinds.others.get(str(schema.get("type")))

    def _model(self, schema: Document, kind: str | None, place: str) -> str | None:
        if kind is not None:
            self._findings.warnings.append(f"Unsupported model type '{kind}' in {place}. Ignoring.")
            return None
        if "$ref" not in schema:
            return self._generated(schema)
        name = self._name(str(schema["$ref"]))
        if name not in self._draft.models:
            self._findings.warnings.append(f"Reference to model '{name}' not found. Ignoring.")
            return None
        return name

    def _generated(self, schema: Document) -> str | None:
        """AWS calls a schema without a name "MODEL" and six letters or digits; here equal schemas have one name."""
        digest = hashlib.sha256(json.dumps(schema, sort_keys=True).encode()).hexdigest()
        name = f"MODEL{digest[:6]}"
        if name not in self._draft.models:
            self._make(name, schema)
        return name if name in self._draft.models else None

    def _make(self, name: str, schema: Document) -> None:
        refusal = refuse_model_name(name) or refuse_schema(schema) or self._refuse_references(schema)
        if refusal is not None:
            self._findings.errors.append(f"Unable to create model for '{name}': {refusal.message}")
            return
        converted = as_draft_4(schema, lambda reference: model_uri(self._draft.api["id"], self._name(reference)))
        described = {"description": str(schema["description"])} if schema.get("description") else {}
        self._draft.models[name] = {
            "id": self._former.models.get(name, {}).get("id") or new_id(),
            "name": name,
            **described,
            "contentType": "application/json",
            "schema": schema_text(converted),
        }

    def _refuse_references(self, schema: Document) -> Refusal | None:
        """A model may refer to what the document or, in a merge, the API has."""
        known = self._specification.schemas.keys() | self._draft.models.keys()
        return None if all(self._name(reference) in known for reference in references(schema)) else invalid_schema()

    def _name(self, reference: str) -> str:
        return reference.removeprefix(self._specification.schema_prefix)

"""Operations to methods."""

import json
import re
from typing import Any

from emulator.control_plane.openapi_import.document import INTEGRATION, operations_of
from emulator.control_plane.openapi_import.findings import Findings
from emulator.control_plane.openapi_import.integrations import read_integration
from emulator.control_plane.openapi_import.models import ModelImport
from emulator.control_plane.openapi_import.security import MethodSecurity
from emulator.control_plane.openapi_import.specification import Specification
from emulator.control_plane.rules.integrations import refuse_integration, refuse_integration_response, with_defaults
from emulator.control_plane.rules.methods import refuse_method
from emulator.control_plane.store import Definition, Document

_PARAMETER_PLACES = {"path": "path", "query": "querystring", "header": "header"}
_REQUEST_PARAMETERS = "requestParameters"
_VALIDATOR = "x-amazon-apigateway-request-validator"
_STATUS = re.compile(r"[1-5]\d\d")


class MethodImport:
    def __init__(
        self,
        specification: Specification,
        draft: Definition,
        models: ModelImport,
        security: MethodSecurity,
        findings: Findings,
    ) -> None:
        self._specification = specification
        self._draft = draft
        self._models = models
        self._security = security
        self._findings = findings
        self._validators = {validator["name"]: key for key, validator in draft.validators.items()}

    def import_path(self, resource: Document, path_item: Document) -> None:
        for name, operation in operations_of(path_item):
            self._import_method(resource, name, path_item, operation)

    def _import_method(self, resource: Document, name: str, path_item: Document, operation: Document) -> None:
        """Puts the method into the resource, if nothing is wrong with it."""
        method = self._method(f"{name} {resource['path']}", name, path_item, operation)
        refusal = refuse_method(method, self._draft)
        if refusal is not None:
            self._findings.errors.append(
                f"Unable to put method '{name}' on resource at path '{resource['path']}': {refusal.message}"
            )
            return
        resource["resourceMethods"][name] = method
        if INTEGRATION in operation:
            self._import_integration(resource, name, operation[INTEGRATION])

    def _method(self, described: str, name: str, path_item: Document, operation: Document) -> Document:
        method: Document = {"httpMethod": name, **self._security.members(operation)}
        if operation.get("operationId"):
            method["operationName"] = str(operation["operationId"])
        validator = operation.get(_VALIDATOR, self._specification.document.get(_VALIDATOR))
        if validator is not None:
            method["requestValidatorId"] = self._validators.get(str(validator), str(validator))
        parameters = {
            f"method.request.{place}.{parameter.get('name')}": parameter.get("required") is True
            for parameter in self._specification.parameters(path_item, operation)
            if (place := _PARAMETER_PLACES.get(parameter.get("in", ""))) is not None
        }
        request_models = {
            media_type: model
            for media_type, schema in self._specification.request_schemas(path_item, operation)
            if (model := self._models.request_model(schema, described)) is not None
        }
        responses = self._method_responses(described, operation)
        found = {"requestParameters": parameters, "requestModels": request_models, "methodResponses": responses}
        return method | {member: value for member, value in found.items() if value}

    def _method_responses(self, described: str, operation: Document) -> dict[str, Document]:
        responses: dict[str, Document] = {}
        for status, declared in operation.get("responses", {}).items():
            if status == "default":
                self._findings.warnings.append(
                    f"API Gateway does not support Swagger's 'default' method response (found on '{described}')"
                )
            elif _STATUS.fullmatch(status):
                responses[status] = self._method_response(status, described, operation, declared)
            elif not status.startswith("x-"):
                self._findings.warnings.append(f"Unsupported status code '{status}' in '{described}'. Ignoring.")
        return responses

    def _method_response(self, status: str, described: str, operation: Document, declared: Document) -> Document:
        response = self._specification.resolve(declared)
        models = {
            media_type: model
            for media_type, schema in self._specification.response_schemas(operation, response)
            if (model := self._models.response_model(schema, status, described)) is not None
        }
        headers = {f"method.response.header.{header}": False for header in response.get("headers", {})}
        found = {"responseModels": models, "responseParameters": headers}
        return {"statusCode": status} | {member: value for member, value in found.items() if value}

    def _import_integration(self, resource: Document, name: str, extension: Any) -> None:
        path, method, errors = resource["path"], resource["resourceMethods"][name], self._findings.errors
        read = read_integration(self._without_odd_parameters(extension, path, name))
        if read is None:
            errors.append(f"Unable to parse API definition because of a malformed integration at path {path}.")
            return
        integration, place = with_defaults(read, resource["id"]), f"on '{name}' for resource at path '{path}'"
        refusal = refuse_integration(integration, method)
        if refusal is not None:
            errors.append(f"Unable to put integration {place}: {refusal.message}")
            return
        for response in integration.get("integrationResponses", {}).values():
            refusal = refuse_integration_response(response, method)
            if refusal is not None:
                errors.append(f"Unable to put integration response {place}: {refusal.message}")
        method["methodIntegration"] = integration

    def _without_odd_parameters(self, extension: Any, path: str, name: str) -> Any:
        """What is mapped to anything but text is left out with a warning."""
        sent = extension.get(_REQUEST_PARAMETERS) if isinstance(extension, dict) else None
        if not isinstance(sent, dict):
            return extension
        self._findings.warnings += [
            f"Invalid format for '{_REQUEST_PARAMETERS}'. Expected type string for property '{parameter}' of resource "
            f"'{path}' and method '{name}' but got '{json.dumps(value)}'"
            for parameter, value in sent.items()
            if not isinstance(value, str)
        ]
        kept = {parameter: value for parameter, value in sent.items() if isinstance(value, str)}
        return {**extension, _REQUEST_PARAMETERS: kept}

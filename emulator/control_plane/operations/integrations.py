"""Integrations and their responses."""

from emulator.control_plane.operations.patch_paths import INTEGRATION, INTEGRATION_RESPONSE
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.rules.integrations import (
    refuse_integration,
    refuse_integration_response,
    with_defaults,
    without_empty_templates,
)
from emulator.control_plane.store import Document, Store

_ADDRESS = frozenset({"restApiId", "resourceId", "httpMethod", "integrationHttpMethod"})


class Integrations:
    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._shape = service.shape("Integration")
        self._response_shape = service.shape("IntegrationResponse")

    def put_integration(self, asked: Document) -> Document | Refusal:
        sent = {name: value for name, value in asked.items() if name not in _ADDRESS}
        if "integrationHttpMethod" in asked:
            sent["httpMethod"] = asked["integrationHttpMethod"]
        integration = with_defaults(sent, asked["resourceId"])
        refusal = refuse_integration(integration, self._store.method(asked))
        if refusal is not None:
            return refusal
        self._store.method(asked)["methodIntegration"] = integration
        return integration

    def get_integration(self, asked: Document) -> Document:
        return self._store.integration(asked)

    def update_integration(self, asked: Document) -> Document | Refusal:
        before = self._store.integration(asked)
        changed = patched(before, self._shape, asked.get("patchOperations", []), INTEGRATION)
        if isinstance(changed, Refusal):
            return changed
        refusal = refuse_integration(changed, self._store.method(asked), before)
        if refusal is not None:
            return refusal
        self._store.method(asked)["methodIntegration"] = changed
        return changed

    def delete_integration(self, asked: Document) -> None:
        del self._store.method(asked)["methodIntegration"]

    def put_integration_response(self, asked: Document) -> Document | Refusal:
        sent = {name: value for name, value in asked.items() if name not in _ADDRESS}
        response = without_empty_templates(sent)
        refusal = refuse_integration_response(response, self._store.method(asked))
        if refusal is not None:
            return refusal
        self._store.integration(asked).setdefault("integrationResponses", {})[asked["statusCode"]] = response
        return response

    def get_integration_response(self, asked: Document) -> Document:
        response: Document = self._store.integration(asked)["integrationResponses"][asked["statusCode"]]
        return response

    def update_integration_response(self, asked: Document) -> Document | Refusal:
        response, operations = self.get_integration_response(asked), asked.get("patchOperations", [])
        changed = patched(response, self._response_shape, operations, INTEGRATION_RESPONSE)
        if isinstance(changed, Refusal):
            return changed
        changed = without_empty_templates(changed)
        refusal = refuse_integration_response(changed, self._store.method(asked), response)
        if refusal is not None:
            return refusal
        self._store.integration(asked)["integrationResponses"][asked["statusCode"]] = changed
        return changed

    def delete_integration_response(self, asked: Document) -> None:
        integration = self._store.integration(asked)
        del integration["integrationResponses"][asked["statusCode"]]
        if not integration["integrationResponses"]:
            del integration["integrationResponses"]

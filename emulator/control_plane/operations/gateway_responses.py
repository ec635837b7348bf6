"""Gateway responses: what was put, and the defaults of what was not."""

from emulator.control_plane.operations.patch_paths import GATEWAY_RESPONSE
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, not_found
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.rules.gateway_responses import DEFAULT_STATUSES, effective_response, gateway_response
from emulator.control_plane.store import Document, Store


class GatewayResponses:
    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._shape = service.shape("GatewayResponse")

    def put_gateway_response(self, asked: Document) -> Document:
        response = gateway_response(asked["responseType"], asked)
        self._put(asked)[asked["responseType"]] = response
        return response

    def get_gateway_response(self, asked: Document) -> Document:
        return effective_response(asked["responseType"], self._put(asked))

    def get_gateway_responses(self, asked: Document) -> Document | Refusal:
        put = self._put(asked)
        everything = [effective_response(kind, put) for kind in DEFAULT_STATUSES]
        return page(everything, {"limit": len(everything), **asked})

    def update_gateway_response(self, asked: Document) -> Document | Refusal:
        before, operations = self.get_gateway_response(asked), asked.get("patchOperations", [])
        changed = patched({**before, "defaultResponse": False}, self._shape, operations, GATEWAY_RESPONSE)
        if not isinstance(changed, Refusal):
            self._put(asked)[asked["responseType"]] = changed
        return changed

    def delete_gateway_response(self, asked: Document) -> Refusal | None:
        if self._put(asked).pop(asked["responseType"], None) is None:
            return not_found("Gateway response type not defined on api")
        return None

    def _put(self, asked: Document) -> dict[str, Document]:
        return self._store.api(asked).definition.gateway_responses

"""Request validators."""

from emulator.control_plane.operations.patch_paths import REQUEST_VALIDATOR
from emulator.control_plane.pages import page
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, bad_request, conflict
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.store import Document, Store, new_id


class RequestValidators:
    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._shape = service.shape("RequestValidator")

    def create_request_validator(self, asked: Document) -> Document:
        validator = {
            "id": new_id(),
            "name": asked.get("name"),
            "validateRequestBody": asked.get("validateRequestBody", False),
            "validateRequestParameters": asked.get("validateRequestParameters", False),
        }
        self._validators(asked)[validator["id"]] = validator
        return validator

    def get_request_validator(self, asked: Document) -> Document:
        return self._validators(asked)[asked["requestValidatorId"]]

    def get_request_validators(self, asked: Document) -> Document | Refusal:
        return page(list(self._validators(asked).values()), asked)

    def update_request_validator(self, asked: Document) -> Document | Refusal:
        validator, operations = self.get_request_validator(asked), asked.get("patchOperations", [])
        changed = patched(validator, self._shape, operations, REQUEST_VALIDATOR)
        if isinstance(changed, Refusal):
            return changed
        if changed.get("name") == "":
            return bad_request("Request Validator name cannot be blank")
        self._validators(asked)[asked["requestValidatorId"]] = changed
        return changed

    def delete_request_validator(self, asked: Document) -> Refusal | None:
        used = asked["requestValidatorId"]
        for resource in self._store.api(asked).definition.resources.values():
            for name, method in resource["resourceMethods"].items():
                if method.get("requestValidatorId") == used:
                    return conflict(f"Cannot delete '{used}': it is used by {name} {resource['path']}")
        del self._validators(asked)[used]
        return None

    def _validators(self, asked: Document) -> dict[str, Document]:
        return self._store.api(asked).definition.validators

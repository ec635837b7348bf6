"""Methods and their responses."""

from emulator.control_plane.operations.patch_paths import METHOD, METHOD_RESPONSE
from emulator.control_plane.patch import patched
from emulator.control_plane.refusal import Refusal, bad_request, conflict
from emulator.control_plane.rest_json.service import Service
from emulator.control_plane.rules.methods import AUTHORIZER_TYPES, HTTP_METHODS, refuse_method, refuse_models
from emulator.control_plane.store import Document, Store

_NOT_STORED = frozenset({"restApiId", "resourceId", "patchOperations"})


class Methods:
    def __init__(self, store: Store, service: Service) -> None:
        self._store = store
        self._method_shape = service.shape("Method")
        self._response_shape = service.shape("MethodResponse")

    def put_method(self, asked: Document) -> Document | Refusal:
        name, methods = asked["httpMethod"], self._store.resource(asked)["resourceMethods"]
        if name not in HTTP_METHODS:
            return bad_request(f"Invalid HttpMethod specified. Valid options are {','.join(HTTP_METHODS)}")
        if name in methods:
            return conflict("Method already exists for this resource")
        method = {"apiKeyRequired": False} | {key: value for key, value in asked.items() if key not in _NOT_STORED}
        refusal = refuse_method(method, self._store.api(asked).definition)
        if refusal is not None:
            return refusal
        methods[name] = method
        return method

    def get_method(self, asked: Document) -> Document:
        return self._store.method(asked)

    def update_method(self, asked: Document) -> Document | Refusal:
        changed = patched(self._store.method(asked), self._method_shape, asked.get("patchOperations", []), METHOD)
        if isinstance(changed, Refusal):
            return changed
        changed = {name: value for name, value in changed.items() if value != ""}  # "" is how Terraform removes a name
        if changed["authorizationType"] not in AUTHORIZER_TYPES:
            changed.pop("authorizerId", None)
        refusal = refuse_method(changed, self._store.api(asked).definition)
        if refusal is not None:
            return refusal
        self._store.resource(asked)["resourceMethods"][asked["httpMethod"]] = changed
        return changed

    def delete_method(self, asked: Document) -> None:
        del self._store.resource(asked)["resourceMethods"][asked["httpMethod"]]

    def put_method_response(self, asked: Document) -> Document | Refusal:
        method = self._store.method(asked)
        if asked["statusCode"] in method.get("methodResponses", {}):
            return conflict("Response already exists for this resource")
        members = ("statusCode", "responseParameters", "responseModels")
        response = {name: asked[name] for name in members if name in asked}
        refusal = refuse_models(response.get("responseModels", {}), self._store.api(asked).definition)
        if refusal is not None:
            return refusal
        method.setdefault("methodResponses", {})[asked["statusCode"]] = response
        return response

    def get_method_response(self, asked: Document) -> Document:
        response: Document = self._store.method(asked)["methodResponses"][asked["statusCode"]]
        return response

    def update_method_response(self, asked: Document) -> Document | Refusal:
        response = self.get_method_response(asked)
        changed = patched(response, self._response_shape, asked.get("patchOperations", []), METHOD_RESPONSE)
        if isinstance(changed, Refusal):
            return changed
        refusal = refuse_models(changed.get("responseModels", {}), self._store.api(asked).definition)
        if refusal is not None:
            return refusal
        self._store.method(asked)["methodResponses"][asked["statusCode"]] = changed
        return changed

    def delete_method_response(self, asked: Document) -> None:
        method = self._store.method(asked)
        del method["methodResponses"][asked["statusCode"]]
        if not method["methodResponses"]:
            del method["methodResponses"]

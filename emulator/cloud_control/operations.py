"""Cloud Control's operations. A resource is made, changed or deleted before the first answer, which says IN_PROGRESS.

https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_Operations.html
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from emulator.cloud_control.answers import (
    Document,
    Refusal,
    begun,
    described,
    description,
    ended,
    handler_failed,
    rendered,
)
from emulator.cloud_control.json_patch import InvalidPatch
from emulator.cloud_control.known_types import KNOWN_TYPES
from emulator.cloud_control.models import changed_model, desired_state, model_failure
from emulator.cloud_control.requests import (
    CREATE,
    DELETE,
    UPDATE,
    ClientTokenConflict,
    ResourceRequest,
    ResourceRequests,
)
from emulator.cloud_control.resource_types import Ask, Failure, Properties, ResourceType
from emulator.cloud_control.service_calls import Calling, calls_of
from emulator.http_messages import HttpAnswer, HttpRequest

_LIMITS = {
    "TypeName": 196,
    "Identifier": 1024,
    "RequestToken": 128,
    "ClientToken": 128,
    "DesiredState": 262_144,
    "PatchDocument": 262_144,
}
_TYPE_NAME = re.compile(r"[A-Za-z0-9]{2,64}(?:::[A-Za-z0-9]{2,64}){2}")


@dataclass(frozen=True, slots=True)
class _Order:
    """What is asked of a type that there is."""

    type: ResourceType
    given: Mapping[str, Any]
    ask: Ask

    def identified(self) -> str:
        return str(self.given["Identifier"])


class Operations:
    """`call` is moto, in this process."""

    def __init__(self, call: Calling) -> None:
        self._call = call
        self._requests = ResourceRequests()
        # Each with the members that it needs.
        self._of_types: Mapping[str, tuple[Callable[[_Order], Document | Refusal], tuple[str, ...]]] = {
            "CreateResource": (self._create, ("TypeName", "DesiredState")),
            "UpdateResource": (self._update, ("TypeName", "Identifier", "PatchDocument")),
            "DeleteResource": (self._delete, ("TypeName", "Identifier")),
            "GetResource": (_get, ("TypeName", "Identifier")),
            "ListResources": (_list, ("TypeName",)),
        }

    def answer(self, request: HttpRequest) -> HttpAnswer:
        operation = request.header["x-amz-target"].rpartition(".")[2]
        given = _input(request.body)
        if given is None:
            return rendered(Refusal("SerializationException", "The body is no JSON object"))
        if operation == "GetResourceRequestStatus":
            return rendered(_invalid(given, ("RequestToken",)) or self._status(given["RequestToken"]))
        if operation not in self._of_types:
            return rendered(Refusal("NotImplemented", "The emulator does not have this operation", 501))
        handle, needed = self._of_types[operation]
        return rendered(_invalid(given, needed) or self._handle(handle, given, request))

    def _handle(
        self, handle: Callable[[_Order], Document | Refusal], given: Mapping[str, Any], request: HttpRequest
    ) -> Document | Refusal:
        known = KNOWN_TYPES.get(given["TypeName"])
        if known is None:
            return Refusal("TypeNotFoundException", f"The type '{given['TypeName']}' cannot be found.")
        return handle(_Order(known, given, calls_of(known.service, request, self._call)))

    def _status(self, token: str) -> Document | Refusal:
        found = self._requests.find(token)
        if found is None:
            return Refusal("RequestTokenNotFoundException", f"Request with token {token} does not exist")
        return ended(found)

    def _create(self, order: _Order) -> Document | Refusal:
        desired = desired_state(order.given["DesiredState"])
        if desired is None:
            return Refusal("ValidationException", "DesiredState is no JSON object")

        def create() -> ResourceRequest:
            made = model_failure(order.type, desired) or order.type.create(order.ask, desired)
            return _done(order, CREATE, None, made) if isinstance(made, Failure) else _done(order, CREATE, made)

        [primary] = order.type.properties_that_are("primaryIdentifier")
        return self._begin(order, CREATE, desired.get(primary), create)

    def _update(self, order: _Order) -> Document | Refusal:
        identifier = order.identified()

        def update() -> ResourceRequest | Refusal:
            before = order.type.read(order.ask, identifier)
            if isinstance(before, Failure):
                return handler_failed(order.type.name, before)
            after = changed_model(order.type, before, order.given["PatchDocument"])
            if isinstance(after, InvalidPatch):
                return Refusal("ValidationException", after.reason)
            failure = after if isinstance(after, Failure) else order.type.update(order.ask, identifier, before, after)
            return _done(order, UPDATE, identifier, failure)

        return self._begin(order, UPDATE, identifier, update)

    def _delete(self, order: _Order) -> Document | Refusal:
        identifier = order.identified()

        def delete() -> ResourceRequest:
            return _done(order, DELETE, identifier, order.type.delete(order.ask, identifier))

        return self._begin(order, DELETE, identifier, delete)

    def _begin(
        self, order: _Order, operation: str, identifier: str | None, handle: Callable[[], ResourceRequest | Refusal]
    ) -> Document | Refusal:
        client_token = order.given.get("ClientToken")
        done = self._requests.once(client_token, {**order.given, "": operation}, handle)
        if isinstance(done, ClientTokenConflict):
            return Refusal("ClientTokenConflictException", f"Client token {client_token} was used for another request")
        return done if isinstance(done, Refusal) else begun(done, identifier)


def _get(order: _Order) -> Document | Refusal:
    found = order.type.read(order.ask, order.identified())
    if isinstance(found, Failure):
        return handler_failed(order.type.name, found)
    return description(order.type.name, order.identified(), found)


def _list(order: _Order) -> Document | Refusal:
    """Of each, what identifies it."""
    if order.type.identifiers is None:
        message = f"Resource type {order.type.name} does not support LIST action"
        return Refusal("UnsupportedActionException", message)
    listed = order.type.identifiers(order.ask)
    if isinstance(listed, Failure):
        return handler_failed(order.type.name, listed)
    [primary] = order.type.properties_that_are("primaryIdentifier")
    resources = [described(identifier, {primary: identifier}) for identifier in listed]
    return {"TypeName": order.type.name, "ResourceDescriptions": resources}


def _done(order: _Order, operation: str, identifier: str | None, failure: Failure | None = None) -> ResourceRequest:
    model: Properties | Failure | None = None
    if failure is None and identifier is not None and operation != DELETE:
        model = order.type.read(order.ask, identifier)
    return ResourceRequest(
        operation,
        order.type.name,
        identifier,
        time.time(),
        failure,
        None if isinstance(model, Failure) else model,
    )


def _input(body: bytes) -> Mapping[str, Any] | None:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return given if isinstance(given, dict) else None


def _invalid(given: Mapping[str, Any], needed: tuple[str, ...]) -> Refusal | None:
    for name in dict.fromkeys((*needed, *(name for name in _LIMITS if given.get(name) is not None))):
        value = given.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= _LIMITS[name]:
            return _constraint(name, f"Member must be a text of 1 to {_LIMITS[name]} characters")
        if name == "TypeName" and not _TYPE_NAME.fullmatch(value):
            return _constraint(name, f"Member must satisfy regular expression pattern: {_TYPE_NAME.pattern}")
    return None


def _constraint(name: str, constraint: str) -> Refusal:
    member = name[0].lower() + name[1:]
    message = f"1 validation error detected: Value at '{member}' failed to satisfy constraint: {constraint}"
    return Refusal("ValidationException", message)

"""Trying a method or an authorizer as the API has it now, deployed or not."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from emulator.control_plane.refusal import Refusal, bad_request, not_found
from emulator.control_plane.store import Document, Store
from emulator.data_plane.calls import Services
from emulator.data_plane.errors import CompileError
from emulator.data_plane.messages import Headers
from emulator.data_plane.test_authorizer import TriedAuthorizer, invoke_authorizer
from emulator.data_plane.test_invocation import Asked, Owner, TriedMethod, invoke_method
from emulator.snapshot import Snapshot

_NOT_SERVED = Refusal(501, "NotImplementedException", "There is no data plane to test this API on")


class TestInvocations:
    """`services` are the data plane's own, which ask the control plane in turn, so that they come later."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._owner = Owner(store.account_id, store.region)
        self.services: Services | None = None

    async def test_invoke_method(self, asked: Document) -> Document | Refusal:
        definition = self._definition(asked)
        if isinstance(definition, Refusal):
            return definition
        if self.services is None:
            return _NOT_SERVED
        try:
            return _shown(await invoke_method(definition, _request(asked), self.services, self._owner))
        except CompileError as error:
            return bad_request(str(error))

    async def test_invoke_authorizer(self, asked: Document) -> Document | Refusal:
        if self.services is None:
            return _NOT_SERVED
        definition = self._store.api(asked).definition.freeze()
        try:
            tested = await invoke_authorizer(
                definition, asked["authorizerId"], _request(asked), self.services, self._owner
            )
        except CompileError as error:
            return bad_request(str(error))
        return _shown_authorizer(tested)

    def _definition(self, asked: Document) -> Snapshot | Refusal:
        """The API with the one method alone, so that nothing else in it has to be whole."""
        api = self._store.apis.get(asked["restApiId"])
        resource = api.definition.resources.get(asked["resourceId"]) if api else None
        if api is None or resource is None:
            return not_found("Invalid Resource identifier specified")
        methods: Mapping[str, Any] = resource["resourceMethods"]
        name = asked["httpMethod"] if asked["httpMethod"] in methods else "ANY"
        if name not in methods:
            return not_found("Invalid Method identifier specified")
        snapshot = api.definition.freeze()
        frozen = next(each for each in snapshot.resources if each["id"] == asked["resourceId"])
        alone = {**frozen, "resourceMethods": {name: frozen["resourceMethods"][name]}}
        return replace(snapshot, resources=(alone,))


def _request(asked: Document) -> Asked:
    path, _, query = asked.get("pathWithQueryString", "").partition("?")
    return Asked(
        http_method=asked.get("httpMethod", ""),
        path=path,
        query=query,
        headers=_headers(asked),
        body=asked.get("body", "").encode(),
        variables=asked.get("stageVariables", {}),
    )


def _headers(asked: Document) -> Headers:
    """What `headers` says, unless `multiValueHeaders` says it too."""
    several = asked.get("multiValueHeaders", {})
    single = {name: [value] for name, value in asked.get("headers", {}).items() if name not in several}
    return tuple((name, value) for name, values in {**single, **several}.items() for value in values)


def _shown(tested: TriedMethod) -> Document:
    by_name: dict[str, list[str]] = {}
    for name, value in tested.answer.headers:
        by_name.setdefault(name, []).append(value)
    return {
        "status": tested.answer.status,
        "body": tested.answer.body.decode("utf-8", "replace"),
        "headers": {name: values[-1] for name, values in by_name.items()},
        "multiValueHeaders": by_name,
        "log": tested.log,
        "latency": tested.latency_ms,
    }


def _shown_authorizer(tested: TriedAuthorizer) -> Document:
    said = tested.said
    shown = {
        "principalId": said.principal_id,
        "policy": said.policy,
        "authorization": {name: [value] for name, value in said.context.items()},
        "claims": dict(said.claims),
    }
    return {
        "clientStatus": said.client_status,
        "log": tested.log,
        "latency": tested.latency_ms,
        **{name: value for name, value in shown.items() if value},
    }

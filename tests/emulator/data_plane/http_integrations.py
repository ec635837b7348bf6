"""HTTP integrations for tests: written in a line, called, and what they asked of their endpoint."""

from typing import Any

from emulator.data_plane.endpoints import EndpointRequest, EndpointResponse
from tests.emulator.data_plane.fakes import FakeEndpoints
from tests.emulator.data_plane.rest_apis import (
    Deployed,
    method,
    settings,
    snapshot,
)

URL = "https://app.example.com/post"

JSON = (("Content-Type", "application/json"),)

INTERNAL_SERVER_ERROR = {"message": "Internal server error"}


def integrated(kind: str, uri: str = URL, outcome: Any = None, *, path: str = "/test", **wire: Any) -> Deployed:
    """ANY {path}, whose integration POSTs, and has one integration response, 200, for whatever comes."""
    binary_types, variables = wire.pop("binary_types", []), wire.pop("variables", {})
    responses = {"200": {"statusCode": "200"}}
    integration = {"type": kind, "httpMethod": "POST", "uri": uri, "integrationResponses": responses, **wire}
    endpoint = FakeEndpoints(outcome or EndpointResponse(200, JSON, b"{}"))
    api = snapshot({path: {"ANY": method(integration)}}, binaryMediaTypes=binary_types)
    return Deployed(api, settings(variables=variables), http=endpoint)


def asked(stage: Deployed, http_method: str = "GET", path: str = "/test", **sent: Any) -> EndpointRequest:
    answer = stage.call(http_method, path, **sent)
    assert answer.status == 200, answer.body
    (request,) = stage.http.requests
    return request


def headers_of(request: EndpointRequest) -> dict[str, str]:
    assert len(dict(request.headers)) == len(request.headers), request.headers
    return dict(request.headers)

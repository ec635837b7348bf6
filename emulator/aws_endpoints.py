"""AWS services behind AWS integrations: the data plane's `AwsEndpoints`, answered by this same emulator."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from botocore.model import OperationModel
from botocore.serialize import create_serializer

from emulator.data_plane.endpoints import EndpointFailure, EndpointRequest, EndpointResponse
from emulator.http_messages import HttpAnswer, HttpRequest
from emulator.query_answers import answer_in_json
from emulator.query_protocol import Parameters, as_form, as_json, parameters_of, read_input, takes_query
from emulator.service_models import service_model, signing_name

Answer = Callable[[HttpRequest], Awaitable[HttpAnswer]]

# An API may call itself; each of its calls would start the next.
_MAX_DEPTH = 8
_depth: ContextVar[int] = ContextVar("depth", default=0)
# What moto's server adds to an answer, and no AWS service does.
_MOTOS_HEADERS = frozenset({"access-control-allow-origin", "status"})


class OwnServices:
    """Asks `answer`, which is told once the emulator, a part of which this is, has been put together."""

    def __init__(self) -> None:
        self._answer: Answer | None = None
        self._running: set[asyncio.Future[HttpAnswer]] = set()

    def answer_by(self, answer: Answer) -> None:
        self._answer = answer

    async def send(
        self, service: str, region: str, request: EndpointRequest, *, seconds: float
    ) -> EndpointResponse | EndpointFailure:
        """Waits no longer than that; what was begun goes on to its end, as a request to AWS does."""
        if _depth.get() >= _MAX_DEPTH:
            return EndpointFailure("The API calls itself, over and over.")
        running = asyncio.ensure_future(self._ask(service, region, request))
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        done, _ = await asyncio.wait((running,), timeout=seconds)
        if not done:
            return EndpointFailure(f"{service} has not answered within {seconds} s.", timed_out=True)
        answer = running.result()
        headers = tuple(pair for pair in answer.headers if pair[0].lower() not in _MOTOS_HEADERS)
        return EndpointResponse(answer.status, headers, answer.body)

    async def _ask(self, service: str, region: str, request: EndpointRequest) -> HttpAnswer:
        assert self._answer is not None, "No request comes before the emulator is whole."
        _depth.set(_depth.get() + 1)
        asked = _sign(request, signing_name(service), region)
        model = service_model(service)
        # EC2 has a protocol of its own, always in XML.
        if model is None or model.protocol == "ec2" or "x-amz-target" in asked.header:
            return await self._answer(asked)
        parameters = parameters_of(asked.query, asked.header.get("content-type", ""), asked.body)
        action = dict(parameters).get("Action")
        if action not in model.operation_names:
            return await self._answer(asked)
        operation = model.operation_model(action)
        if model.protocol.startswith("rest"):
            return await self._answer(_as_rest(asked, parameters, operation))
        answer = await self._answer(_as_known_to_moto(asked, parameters, operation))
        if not asked.header.get("accept", "").startswith("application/json"):
            return answer
        return answer_in_json(answer, operation)


def _sign(request: EndpointRequest, service: str, region: str) -> HttpRequest:
    """With the credential scope by which the emulator knows what a request is for; nobody checks the signature."""
    parts = urlsplit(request.uri)
    scope = f"apigateway/20150709/{region}/{service}/aws4_request"
    own = (
        ("Host", parts.netloc),
        ("Authorization", f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"),
    )
    headers = tuple(pair for pair in request.headers if pair[0].lower() not in ("host", "authorization"))
    return HttpRequest(
        method=request.method,
        raw_path=parts.path or "/",
        query=parts.query,
        headers=headers + own,
        body=request.body,
        client_ip="127.0.0.1",
        server=(parts.hostname or "", parts.port or 443),
        protocol="HTTP/1.1",
    )


def _as_rest(request: HttpRequest, parameters: Parameters, operation: OperationModel) -> HttpRequest:
    """An action of a service whose operations have URLs of their own, such as GetObject of S3.

    As it is, for the service to refuse, if a parameter is missing that the URL needs.
    """
    serializer = create_serializer(operation.service_model.resolved_protocol, include_validation=False)
    try:
        made = serializer.serialize_to_request(read_input(parameters, operation), operation)
    except (KeyError, TypeError, ValueError):
        return request
    path, _, query = made["url_path"].partition("?")
    return replace(
        request,
        method=made["method"],
        raw_path=path,
        query="&".join(filter(None, (query, urlencode(made["query_string"], doseq=True)))),
        headers=(*request.headers, *made["headers"].items()),
        body=request.body or made["body"],
    )


def _as_known_to_moto(request: HttpRequest, parameters: Parameters, operation: OperationModel) -> HttpRequest:
    """A call of the Query protocol: moto reads the parameters of either the URL or the body, AWS reads both."""
    metadata = operation.service_model.metadata
    if takes_query(operation.service_model):
        body, own = as_form(parameters), {"Content-Type": "application/x-www-form-urlencoded"}
    else:
        body = as_json(parameters, operation)
        own = {
            "Content-Type": f"application/x-amz-json-{metadata.get('jsonVersion', '1.0')}",
            "X-Amz-Target": f"{metadata.get('targetPrefix')}.{operation.name}",
        }
    headers = tuple(pair for pair in request.headers if pair[0].lower() != "content-type")
    return replace(request, method="POST", query="", headers=(*headers, *own.items()), body=body)

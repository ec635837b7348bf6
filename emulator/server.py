"""The emulator as one ASGI application: how its planes are wired, and which of them a request belongs to."""

import asyncio
import json
import logging
import time
from dataclasses import dataclass

from moto.core.models import DEFAULT_ACCOUNT_ID

from emulator.asgi import ClientGoneError, Receive, Scope, Send, read_request, send_answer, send_stream
from emulator.aws_endpoints import OwnServices
from emulator.cognito.endpoints import MAX_TOKEN_REQUEST_BYTES, UserPoolEndpoints, is_at_domain, is_of_pool
from emulator.cognito.moto_pools import MotoUserPools
from emulator.control_plane.control_plane import ControlPlane, serves
from emulator.data_plane.calls import Services
from emulator.data_plane.compile import compile_api
from emulator.data_plane.gateway import Gateway
from emulator.data_plane.messages import MAX_BODY_BYTES
from emulator.data_plane.stages import DeployedStages
from emulator.data_plane.throttling import ACCOUNT_THROTTLE
from emulator.deployed_dashboards import DeployedDashboards
from emulator.deployed_functions import DeployedFunctions
from emulator.destinations import Destinations
from emulator.front_page.pages import FrontPage
from emulator.front_page.pages import serves as is_front_page
from emulator.front_page.sources import Sources
from emulator.functions.invoke_api import answer_invoke, function_of
from emulator.functions.lambda_functions import LambdaFunctions, default_limits
from emulator.functions.moto_functions import MotoFunctions
from emulator.functions.moto_invocations import run_invocations_on
from emulator.functions.moto_lambda import extend_moto
from emulator.functions.private_directory import PrivateDirectory
from emulator.http_endpoints import WebApplications
from emulator.http_messages import HttpAnswer, HttpRequest
from emulator.iam_principals import MotoAccessKeys
from emulator.memory import collect_rarely
from emulator.moto_services import MotoServices
from emulator.observation import Observation
from emulator.s3.presigned_urls import PresignedUrls
from emulator.snapshot import Throttle
from emulator.sqs.event_sources import EventSources
from emulator.stage_urls import is_stage_url, received_at_stage

_log = logging.getLogger(__name__)

HEALTH_PATH = "/_emulator/health"

# A layer of 50 MB is a request of 67 MB; larger objects go to S3 in parts.
_MAX_SERVICE_BODY_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    host: str = "127.0.0.1"
    port: int = 4566
    region: str = "us-east-1"
    account_id: str = DEFAULT_ACCOUNT_ID
    shows_function_logs: bool = False
    account_throttle: Throttle = ACCOUNT_THROTTLE

    @property
    def endpoint_url(self) -> str:
        """How functions reach the emulator."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104 - compared, not bound
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


class Emulator:
    def __init__(  # noqa: PLR0913, PLR0917 - the parts of the whole
        self,
        gateway: Gateway,
        control_plane: ControlPlane,
        functions: LambdaFunctions,
        services: MotoServices,
        web_applications: WebApplications,
        observation: Observation,
        front_page: FrontPage,
        user_pool_endpoints: UserPoolEndpoints,
        account_id: str,
    ) -> None:
        self._gateway = gateway
        self._control_plane = control_plane
        self._functions = functions
        self._services = services
        self._web_applications = web_applications
        self._observation = observation
        self._front_page = front_page
        self._user_pool_endpoints = user_pool_endpoints
        self._account_id = account_id
        self._housekeeping: asyncio.Task[None] | None = None
        self._event_sources: EventSources | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        run_invocations_on(self._functions, loop)
        self._event_sources = EventSources(self._functions, loop, at_once=default_limits().workers)
        self._housekeeping = loop.create_task(self._functions.keep_house())

    def end_functions(self) -> None:
        """Leaves no worker and no unpacked code; those who wait for a function are told so."""
        if self._event_sources is not None:
            self._event_sources.close()
            self._event_sources = None
        if self._housekeeping is not None:
            self._housekeeping.cancel()
            self._housekeeping = None
            self._functions.close()

    async def stop(self) -> None:
        self.end_functions()
        self._services.close()
        await self._web_applications.close()
        await self._observation.close()

    def max_body_bytes(self, raw_path: str, host: str) -> int:
        if self._is_stage_url(raw_path, host):
            return MAX_BODY_BYTES
        return MAX_TOKEN_REQUEST_BYTES if is_at_domain(raw_path, host) else _MAX_SERVICE_BODY_BYTES

    async def answer(self, request: HttpRequest) -> HttpAnswer:
        host = request.header.get("host", "")
        if self._is_stage_url(request.raw_path, host):
            return await self._answer_at_stage(request)
        if is_at_domain(request.raw_path, host) or is_of_pool(request.raw_path):
            return await self._user_pool_endpoints.answer(request)
        if request.raw_path == HEALTH_PATH:
            return _json(200, {"status": "ok"})
        if is_front_page(request.raw_path):
            return await self._front_page.answer(request)
        return await self._answer_service(request)

    def _is_stage_url(self, raw_path: str, host: str) -> bool:
        return is_stage_url(raw_path, host, self._gateway.domains)

    async def _answer_service(self, request: HttpRequest) -> HttpAnswer:
        if len(request.body) > _MAX_SERVICE_BODY_BYTES:
            return _json(413, {"message": f"The emulator takes at most {_MAX_SERVICE_BODY_BYTES} bytes at once"})
        if _is_for_api_gateway(request):
            return await self._answer_control_plane(request)
        function_arn = function_of(request, self._account_id)
        if function_arn is not None:
            return await answer_invoke(function_arn, request, self._functions)
        return await self._services.answer(request)

    async def _answer_at_stage(self, request: HttpRequest) -> HttpAnswer:
        received = received_at_stage(request, self._gateway.domains)
        if received is None:
            return _json(403, {"message": "Forbidden"})
        answer = await self._gateway.answer(received)
        return HttpAnswer(answer.status, answer.headers, answer.body, answer.stream)

    async def _answer_control_plane(self, request: HttpRequest) -> HttpAnswer:
        status, headers, body = await self._control_plane.handle(
            request.method, request.raw_path, request.query, request.header, request.body
        )
        return HttpAnswer(status, tuple(headers.items()), body)


class Application:
    """The ASGI side of an `Emulator`, which is built when the server starts."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._emulator: Emulator | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and self._emulator is not None:
            await self._answer(self._emulator, scope, receive, send)

    def end_functions(self) -> None:
        if self._emulator is not None:
            self._emulator.end_functions()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._emulator = build(self._settings)
        await self._emulator.start()
        collect_rarely()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._emulator.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, emulator: Emulator, scope: Scope, receive: Receive, send: Send) -> None:
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        limit = emulator.max_body_bytes(scope["raw_path"].decode("latin-1"), host.decode("latin-1"))
        try:
            request = await read_request(scope, receive, limit)
        except ClientGoneError:
            return
        try:
            answer = await emulator.answer(request)
        except Exception:  # noqa: BLE001 - one request failed, not the emulator
            _log.exception("Failed: %s %s", request.method, request.raw_path)
            answer = _json(500, {"message": "Internal failure of the emulator"})
        # A client that still waits to be told to send its body may take either way from here.
        unread = len(request.body) > limit and "expect" in request.header
        if answer.stream is not None:
            await send_stream(send, receive, answer, answer.stream)
        else:
            await send_answer(send, answer, close=unread)


def build(settings: Settings) -> Emulator:
    """The whole of the emulator, wired."""
    observation = Observation(shows_function_logs=settings.shows_function_logs)
    access_keys = MotoAccessKeys(settings.account_id)
    services = MotoServices(settings.port, PresignedUrls(access_keys, time.time))
    registry = MotoFunctions(settings.account_id, settings.region)
    directory = PrivateDirectory()
    extend_moto(directory.subdirectory("archives"))
    deliveries = Destinations(services.answer)
    functions = LambdaFunctions(
        registry, observation.logs, deliveries, directory, settings.endpoint_url, default_limits()
    )
    functions.listen(observation.of_invocation)
    stages = DeployedStages()
    control_plane = ControlPlane(stages, compile_api, settings.region, settings.account_id)
    own_services = OwnServices()
    web_applications = WebApplications()
    data_plane = Services(
        functions,
        control_plane.usage_plans,
        web_applications,
        own_services,
        account_throttle=settings.account_throttle,
        access_keys=access_keys,
        user_pools=MotoUserPools(),
    )
    control_plane.test_with(data_plane)
    gateway = Gateway(
        stages,
        data_plane,
        observation.access_log.record,
        settings.account_id,
        settings.region,
        observation.of_requests,
    )
    front_page = _front_page(settings, stages, functions, observation)
    emulator = Emulator(
        gateway,
        control_plane,
        functions,
        services,
        web_applications,
        observation,
        front_page,
        UserPoolEndpoints(settings.account_id),
        settings.account_id,
    )
    own_services.answer_by(emulator.answer)
    return emulator


def _front_page(
    settings: Settings, stages: DeployedStages, functions: LambdaFunctions, observation: Observation
) -> FrontPage:
    deployed = DeployedFunctions(settings.account_id, functions.workers)
    return FrontPage(
        Sources(
            stages=stages,
            requests=observation.requests,
            functions=deployed.all,
            function_log=deployed.log,
            monitoring=DeployedDashboards(settings.account_id),
            host=settings.host,
            endpoint_url=settings.endpoint_url,
            region=settings.region,
            account_id=settings.account_id,
        )
    )


def _is_for_api_gateway(request: HttpRequest) -> bool:
    """HTTP and WebSocket APIs are signed for the same service; those are moto's."""
    if request.service == "apigateway":
        return not request.raw_path.startswith("/v2/")
    return request.service is None and serves(request.raw_path)


def _json(status: int, document: dict[str, str]) -> HttpAnswer:
    return HttpAnswer(status, (("Content-Type", "application/json"),), json.dumps(document).encode())

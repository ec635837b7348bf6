"""A call on its way through the pipeline, and the compiled API that serves it. Everything in here is frozen data."""

import os
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from emulator.data_plane.access.authorization import Authorization
from emulator.data_plane.access.authorizer_cache import AuthorizerCache
from emulator.data_plane.access.principals import AccessKeys, NoAccessKeys
from emulator.data_plane.access.user_pools import NoUserPools, UserPools
from emulator.data_plane.endpoints import AwsEndpoints, HttpEndpoints
from emulator.data_plane.gateway_responses import GatewayResponse
from emulator.data_plane.identifiers import TRACE_BYTES
from emulator.data_plane.journal import Journal
from emulator.data_plane.messages import Headers, Received
from emulator.data_plane.models import BodyValidator
from emulator.data_plane.parameters import Parameter
from emulator.data_plane.refusals import GatewayResponseType, IntegrationReport, Refusal
from emulator.data_plane.routes import Node
from emulator.data_plane.throttling import ACCOUNT_THROTTLE, Consumption
from emulator.functions.invocation import Functions
from emulator.snapshot import ApiKey, StageSettings, Throttle, UsagePlan, UsagePlans


@dataclass(frozen=True, slots=True)
class Reply:
    """What an integration has the gateway answer, before the gateway adds headers of its own.

    A reply with a `stream` has no body; whoever sends it must exhaust or close the stream.
    """

    status: int
    headers: Headers
    body: bytes
    report: IntegrationReport | None = None
    stream: AsyncIterator[bytes] | None = None


class Integration(Protocol):
    """One method's integration, compiled. A further type is a further class, and a row in `integrations`."""

    async def integrate(self, call: "Call", services: "Services") -> Reply | Refusal: ...


class Authorizer(Protocol):
    """Whether a caller may call one method, compiled. A further kind is a further class, and a row in `access`."""

    async def authorize(self, call: "Call", services: "Services") -> "Call | Refusal": ...


@dataclass(frozen=True, slots=True)
class CompiledMethod:
    http_method: str  # as declared: ANY where it answers all
    resource_id: str
    resource_path: str
    authorization_type: str
    authorizer: Authorizer | None  # None where anybody may call
    api_key_required: bool
    parameters: tuple[Parameter, ...]  # what must be there; none where no validator asks for it
    body_validators: Mapping[str, BodyValidator]  # by content type; empty where no validator asks for it
    integration: Integration


@dataclass(frozen=True, slots=True)
class CompiledApi:
    """A deployment, ready to answer."""

    api_id: str
    name: str
    routes: Node[CompiledMethod]
    gateway_responses: Mapping[GatewayResponseType, GatewayResponse]
    api_key_source: str
    binary_types: tuple[str, ...]
    minimum_compression_size: int | None
    stream_idle_seconds: float


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request that has reached a stage. `headers` are by lower-case name, the last value of each."""

    received: Received
    api: CompiledApi
    settings: StageSettings
    account_id: str
    region: str
    headers: Mapping[str, str]
    http_method: str
    request_id: str
    extended_request_id: str
    started: float  # seconds since the epoch
    authorizer_cache: AuthorizerCache = field(default_factory=AuthorizerCache)
    journal: Journal | None = None
    trace_bytes: bytes = bytes(TRACE_BYTES)  # what a trace id is made of, should anything ask for it


@dataclass(frozen=True, slots=True)
class Client:
    """Who calls, as the API key says."""

    key: ApiKey
    plan: UsagePlan


@dataclass(frozen=True, slots=True)
class Call:
    """An arrival whose method is known.

    `authorization` is there once a method that asks for one has let the caller in, `client` once a required API key was
    found good.
    """

    arrival: Arrival
    method: CompiledMethod
    path_parameters: Mapping[str, str]
    query: tuple[tuple[str, str], ...]  # decoded, in the order sent
    client: Client | None = None
    authorization: Authorization | None = None


@dataclass(frozen=True, slots=True)
class Services:
    """What the steps reach for outside a call. `now` gives seconds since the epoch."""

    functions: Functions
    usage_plans: UsagePlans
    http: HttpEndpoints
    aws: AwsEndpoints
    account_throttle: Throttle = ACCOUNT_THROTTLE
    access_keys: AccessKeys = field(default_factory=NoAccessKeys)
    user_pools: UserPools = field(default_factory=NoUserPools)
    consumption: Consumption = field(default_factory=Consumption)
    now: Callable[[], float] = time.time
    random_bytes: Callable[[int], bytes] = os.urandom


Step = Callable[[Call, Services], Coroutine[Any, Any, Call | Reply | Refusal]]

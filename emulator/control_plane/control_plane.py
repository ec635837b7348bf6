"""Amazon API Gateway's `apigateway` service: a request in, an operation, an answer out."""

import inspect
import logging
import uuid
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from emulator.control_plane.deploying import CompileApi, Publisher
from emulator.control_plane.live_keys import LiveKeys
from emulator.control_plane.operations.account import Account
from emulator.control_plane.operations.api_keys import ApiKeys
from emulator.control_plane.operations.authorizers import Authorizers
from emulator.control_plane.operations.caches import Caches
from emulator.control_plane.operations.client_certificates import ClientCertificates
from emulator.control_plane.operations.deployments import Deployments
from emulator.control_plane.operations.documentation_parts import DocumentationParts
from emulator.control_plane.operations.documentation_versions import DocumentationVersions
from emulator.control_plane.operations.domain_name_access_associations import DomainNameAccessAssociations
from emulator.control_plane.operations.domain_names import DomainNames
from emulator.control_plane.operations.exports import Exports
from emulator.control_plane.operations.gateway_responses import GatewayResponses
from emulator.control_plane.operations.integrations import Integrations
from emulator.control_plane.operations.key_import import KeyImport
from emulator.control_plane.operations.methods import Methods
from emulator.control_plane.operations.model_templates import ModelTemplates
from emulator.control_plane.operations.models import Models
from emulator.control_plane.operations.request_validators import RequestValidators
from emulator.control_plane.operations.resources import Resources
from emulator.control_plane.operations.rest_apis import RestApis
from emulator.control_plane.operations.sdks import Sdks
from emulator.control_plane.operations.stages import Stages
from emulator.control_plane.operations.tags import Tags
from emulator.control_plane.operations.test_invoke import TestInvocations
from emulator.control_plane.operations.usage import Usage
from emulator.control_plane.operations.usage_plans import UsagePlans as UsagePlanOperations
from emulator.control_plane.operations.vpc_links import VpcLinks
from emulator.control_plane.places import places_of, refuse_missing
from emulator.control_plane.refusal import Refusal
from emulator.control_plane.rest_json.parse import HttpRequest, parse_input
from emulator.control_plane.rest_json.render import HttpAnswer, render_output, render_refusal
from emulator.control_plane.rest_json.routes import Match, RouteTable
from emulator.control_plane.rest_json.service import Service, load_service
from emulator.control_plane.store import Document, Store
from emulator.data_plane.calls import Services
from emulator.data_plane.stages import DeployedStages
from emulator.snapshot import UsagePlans

_log = logging.getLogger(__name__)

_PATHS = frozenset(
    {
        "restapis",
        "apikeys",
        "usageplans",
        "account",
        "tags",
        "domainnames",
        "domainnameaccessassociations",
        "rejectdomainnameaccessassociations",
        "clientcertificates",
        "sdktypes",
        "vpclinks",
    }
)

Perform = Callable[[Document], Any]


def serves(path: str) -> bool:
    """Whether the path is one of this service's."""
    return path.lstrip("/").partition("/")[0] in _PATHS


class ControlPlane:
    """`usage_plans` is what the data plane asks about keys and plans."""

    def __init__(self, stages: DeployedStages, compile_api: CompileApi, region: str, account_id: str) -> None:
        service = load_service("apigateway")
        self._store = Store(region=region, account_id=account_id)
        self._routes = RouteTable(service.operations)
        self._places = {operation.name: places_of(operation) for operation in service.operations}
        self._tests = TestInvocations(self._store)
        self._operations = _operations(self._store, service, compile_api, Publisher(stages), self._tests)
        self._live_keys = LiveKeys(self._store)

    @property
    def usage_plans(self) -> UsagePlans:
        return self._live_keys

    def test_with(self, services: Services) -> None:
        """What methods are tested with: the data plane's own services, which ask for `usage_plans` in turn."""
        self._tests.services = services

    async def handle(
        self, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """`path` and `query` as the request line has them, percent-encoded."""
        request_id = str(uuid.uuid4())
        pairs = tuple(parse_qsl(query, keep_blank_values=True))
        request = HttpRequest(pairs, {name.lower(): value for name, value in headers.items()}, body)
        try:
            answer = await self._answer(method, path, request)
        except Exception:  # noqa: BLE001  a bug must answer one caller, not end the server
            _log.exception("API Gateway operation failed: %s %s, request %s", method, path, request_id)
            answer = render_refusal(Refusal(500, "InternalFailure", f"Internal failure of request {request_id}"))
        return answer.status, {**answer.headers, "x-amzn-requestid": request_id}, answer.body

    async def _answer(self, method: str, path: str, request: HttpRequest) -> HttpAnswer:
        match = self._routes.match(method, path, dict(request.query))
        if match is None:
            return render_refusal(Refusal(404, "UnknownOperationException", f"API Gateway has no {method} {path}"))
        output = self._perform(match, request)
        if inspect.isawaitable(output):
            output = await output
        if method != "GET":
            self._live_keys.forget()
        if isinstance(output, Refusal):
            return render_refusal(output)
        return render_output(match.operation, output)

    def _perform(self, match: Match, request: HttpRequest) -> Any:
        """The output, a refusal, or who is to be awaited for one of them."""
        name = match.operation.name
        perform = self._operations.get(name)
        if perform is None:
            return Refusal(501, "NotImplementedException", f"The emulator does not have API Gateway's {name} yet")
        asked = parse_input(match, request)
        if isinstance(asked, Refusal):
            return asked
        missing = refuse_missing(self._store, self._places[name], asked, name)
        return missing if missing is not None else perform(asked)


def _operations(
    store: Store, service: Service, compile_api: CompileApi, publisher: Publisher, tests: TestInvocations
) -> Mapping[str, Perform]:
    """The operations that there are, by the service model's names."""
    stages, api_keys = Stages(store, service, publisher), ApiKeys(store, service)
    families = (
        RestApis(store, service, publisher),
        Resources(store, service),
        Methods(store, service),
        Integrations(store, service),
        Models(store, service),
        RequestValidators(store, service),
        Authorizers(store, service),
        GatewayResponses(store, service),
        Deployments(store, service, compile_api, stages),
        stages,
        api_keys,
        KeyImport(store, service, api_keys.create_api_key),
        UsagePlanOperations(store, service),
        Usage(store, service),
        Account(store, service),
        Tags(store, service),
        Exports(store, service),
        DocumentationParts(store, service),
        DocumentationVersions(store, service),
        ModelTemplates(store, service),
        DomainNames(store, service, publisher),
        DomainNameAccessAssociations(store, service),
        ClientCertificates(store, service),
        VpcLinks(store, service),
        Caches(publisher),
        Sdks(store, service),
        tests,
    )
    return {
        operation.name: getattr(family, operation.method_name)
        for operation in service.operations
        for family in families
        if hasattr(family, operation.method_name)
    }

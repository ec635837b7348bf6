"""REST APIs for tests: written in a line or two, deployed to stage `dev` of the API `abc123`, and called."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from emulator.data_plane.calls import Services
from emulator.data_plane.compile import compile_api
from emulator.data_plane.context import Situation
from emulator.data_plane.gateway import Gateway
from emulator.data_plane.messages import AccessLogEntry, Answer, Headers, Received
from emulator.data_plane.stages import DeployedStage, DeployedStages
from emulator.snapshot import ApiKey, Snapshot, StageSettings, UsagePlan
from tests.emulator.data_plane.fakes import (
    Clock,
    FakeAccessKeys,
    FakeEndpoints,
    FakeFunctions,
    FakeUsagePlans,
    FakeUserPools,
)

API_ID = "abc123"
STAGE = "dev"
FUNCTION_ARN = "arn:aws:lambda:eu-west-1:123456789012:function:echo"
LAMBDA_URI = f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{FUNCTION_ARN}/invocations"
MODELS_URL = f"https://apigateway.amazonaws.com/restapis/{API_ID}/models"

Methods = Mapping[str, Mapping[str, Any]]


def mock(request: str | None = '{"statusCode": 200}', response: str | None = None, **settings: Any) -> dict[str, Any]:
    """A MOCK integration with one integration response, 200, that has no selection pattern."""
    templates = {} if response is None else {"application/json": response}
    return {
        "type": "MOCK",
        "requestTemplates": {} if request is None else {"application/json": request},
        "integrationResponses": {"200": {"statusCode": "200", "responseTemplates": templates}},
        **settings,
    }


def lambda_proxy(**settings: Any) -> dict[str, Any]:
    return {"type": "AWS_PROXY", "httpMethod": "POST", "uri": LAMBDA_URI, **settings}


def method(integration: Mapping[str, Any], **settings: Any) -> dict[str, Any]:
    """With a validator of body and parameters, which does nothing unless models or parameters are declared."""
    return {"authorizationType": "NONE", "requestValidatorId": "all", "methodIntegration": integration, **settings}


def snapshot(
    paths: Mapping[str, Methods],
    *,
    models: Mapping[str, object] | None = None,
    gateway_responses: Mapping[str, Mapping[str, Any]] | None = None,
    authorizers: Mapping[str, Mapping[str, Any]] | None = None,
    **api: Any,
) -> Snapshot:
    return Snapshot(
        api={"id": API_ID, "name": "test", **api},
        resources=tuple(
            {"id": f"r{number}", "path": path, "resourceMethods": methods}
            for number, (path, methods) in enumerate(paths.items())
        ),
        models={name: {"name": name, "schema": json.dumps(schema)} for name, schema in (models or {}).items()},
        validators={"all": {"id": "all", "validateRequestBody": True, "validateRequestParameters": True}},
        authorizers={name: {"id": name, "name": name, **wire} for name, wire in (authorizers or {}).items()},
        gateway_responses=gateway_responses or {},
    )


def settings(**changes: Any) -> StageSettings:
    plain = StageSettings(
        api_id=API_ID,
        stage_name=STAGE,
        deployment_id="d1",
        variables={},
        method_settings={},
        access_log_format=None,
        access_log_destination_arn=None,
    )
    return replace(plain, **changes)


@dataclass
class Deployed:
    """A stage that can be called."""

    snapshot: Snapshot
    settings: StageSettings = field(default_factory=settings)
    functions: FakeFunctions = field(default_factory=FakeFunctions)
    usage_plans: FakeUsagePlans = field(default_factory=FakeUsagePlans)
    http: FakeEndpoints = field(default_factory=FakeEndpoints)
    aws: FakeEndpoints = field(default_factory=FakeEndpoints)
    access_keys: FakeAccessKeys = field(default_factory=FakeAccessKeys)
    user_pools: FakeUserPools = field(default_factory=FakeUserPools)
    clock: Clock = field(default_factory=Clock)
    log: list[AccessLogEntry] = field(default_factory=list)
    observed: list[Situation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stages = DeployedStages()
        self.stages.put(DeployedStage(compile_api(self.snapshot), self.settings))
        self.services = Services(
            self.functions,
            self.usage_plans,
            self.http,
            self.aws,
            access_keys=self.access_keys,
            user_pools=self.user_pools,
            now=self.clock,
        )
        self.gateway = Gateway(
            self.stages, self.services, self.log.append, "123456789012", "eu-west-1", [self.observed.append]
        )

    def call(
        self, http_method: str, path: str, *, query: str = "", headers: Headers = (), body: bytes = b"", **more: Any
    ) -> Answer:
        return asyncio.run(self.gateway.answer(self._received(http_method, path, query, headers, body, **more)))

    def stream(self, http_method: str, path: str, **more: Any) -> tuple[Answer, list[bytes]]:
        """The answer, and what came of its body, as it came."""

        async def exhaust() -> tuple[Answer, list[bytes]]:
            answer = await self.gateway.answer(self._received(http_method, path, **more))
            assert answer.stream is not None, answer
            return answer, [chunk async for chunk in answer.stream]

        return asyncio.run(exhaust())

    @staticmethod
    def _received(
        http_method: str, path: str, query: str = "", headers: Headers = (), body: bytes = b"", **more: Any
    ) -> Received:
        host = f"{API_ID}.execute-api.eu-west-1.amazonaws.com"
        return Received(
            **{"method": http_method, "host": host, "api_id": API_ID, "stage_name": STAGE, "path": path, **more},
            query=query,
            headers=headers,
            body=body,
        )

    def grant(self, plan: UsagePlan, value: str = "key-value-0123456789", *, enabled: bool = True) -> str:
        """Puts a key into a plan of this stage, and returns the key's value."""
        key = ApiKey(f"id-of-{value}", value, enabled)
        self.usage_plans.keys[value] = key
        self.usage_plans.plans[key.key_id, API_ID, STAGE] = plan
        return value


def header(answer: Answer, name: str) -> str | None:
    """The value of a header that is there once, or not at all."""
    values = header_values(answer, name)
    assert len(values) < 2, values
    return values[0] if values else None


def header_values(answer: Answer, name: str) -> list[str]:
    return [value for given, value in answer.headers if given.lower() == name.lower()]


def document(answer: Answer) -> Any:
    return json.loads(answer.body)

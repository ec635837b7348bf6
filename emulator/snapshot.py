"""What crosses from the control plane to the data plane: frozen, in AWS's own shapes.

A mapping in here is a resource as the `apigateway` API returns it (botocore's output shapes, camelCase). Whoever holds
one must not change it: a deployment goes on serving what it was made from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

Wire = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A REST API as CreateDeployment froze it."""

    api: Wire  # RestApi: id, apiKeySource, binaryMediaTypes, minimumCompressionSize, policy, …
    resources: tuple[Wire, ...]  # Resource with resourceMethods, each a Method with its methodIntegration
    models: Mapping[str, Wire]  # by name; `schema` is JSON text
    validators: Mapping[str, Wire]  # RequestValidator by id
    authorizers: Mapping[str, Wire]  # Authorizer by id
    gateway_responses: Mapping[str, Wire]  # by responseType; only those that were put, without defaults


@dataclass(frozen=True, slots=True)
class Throttle:
    """A token bucket: `rate` tokens a second, at most `burst` at once."""

    rate: float
    burst: int


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `limit` requests a `period` (DAY, WEEK or MONTH), the first period shortened by `offset`."""

    limit: int
    period: str
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ApiKey:
    key_id: str
    value: str = field(repr=False)
    enabled: bool


@dataclass(frozen=True, slots=True)
class UsagePlan:
    """A usage plan as it applies to one stage of one API.

    `method_throttles` is by "{resource path}/{HTTP method}", e.g. "/pets/GET".
    """

    plan_id: str
    throttle: Throttle | None
    quota: Quota | None
    method_throttles: Mapping[str, Throttle]


class UsagePlans(Protocol):
    """What the data plane asks about API keys; the answers are live, not part of a deployment."""

    def find_key(self, value: str) -> ApiKey | None: ...

    def find_plan(self, key_id: str, api_id: str, stage_name: str) -> UsagePlan | None: ...

    def count(self, plan_id: str, key_id: str) -> None:
        """Counts one request that a quota has let through, for GetUsage."""


@dataclass(frozen=True, slots=True)
class MethodSettings:
    """Settings of a stage for one method, after `*/*` and `{path}/{method}` were merged."""

    throttle: Throttle | None
    logging_level: str = "OFF"
    data_trace: bool = False
    metrics: bool = False


@dataclass(frozen=True, slots=True)
class StageSettings:
    """A stage's own part: what may change without a deployment.

    `method_settings` is by "{resource path}/{HTTP method}" with `*/*` for all, e.g. "/ai-service/POST"; a resource path
    is written as it is in the API, not in the patch paths' `~1` form.
    """

    api_id: str
    stage_name: str
    deployment_id: str
    variables: Mapping[str, str]
    method_settings: Mapping[str, MethodSettings]
    access_log_format: str | None
    access_log_destination_arn: str | None
    tracing: bool = False
    is_canary: bool | None = None  # of a stage without a canary, neither
    endpoint_disabled: bool = False  # then only a custom domain name leads here

    def for_method(self, resource_path: str, *http_methods: str) -> MethodSettings | None:
        """The settings of the first of the methods that has any, or those of all; None for a stage without settings."""
        if not self.method_settings:
            return None
        for http_method in http_methods:
            own = self.method_settings.get(f"{resource_path}/{http_method}")
            if own is not None:
                return own
        return self.method_settings.get("*/*")

"""What is deployed, as a page shows it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from emulator.data_plane.calls import CompiledApi, CompiledMethod
from emulator.data_plane.routes import every_method
from emulator.data_plane.stages import DeployedStage


@dataclass(frozen=True, slots=True)
class Route:
    http_method: str
    path: str
    integration: str
    authorization: str
    api_key_required: bool
    validates: str


@dataclass(frozen=True, slots=True)
class StageView:
    name: str
    url: str
    deployment_id: str
    variables: int
    logging: str
    has_access_log: bool
    routes: Sequence[Route]


@dataclass(frozen=True, slots=True)
class ApiView:
    api_id: str
    name: str
    stages: Sequence[StageView]


def apis_of(stages: Iterable[DeployedStage], endpoint_url: str) -> Sequence[ApiView]:
    """By name, each with its stages by name."""
    by_api: dict[str, list[DeployedStage]] = {}
    for stage in sorted(stages, key=lambda each: each.settings.stage_name):
        by_api.setdefault(stage.settings.api_id, []).append(stage)
    views = [
        ApiView(api_id, own[0].api.name or api_id, [_stage_view(each, endpoint_url) for each in own])
        for api_id, own in by_api.items()
    ]
    return sorted(views, key=lambda api: (api.name, api.api_id))


def _stage_view(stage: DeployedStage, endpoint_url: str) -> StageView:
    settings = stage.settings
    levels = {each.logging_level for each in settings.method_settings.values()}
    return StageView(
        name=settings.stage_name,
        url=f"{endpoint_url}/_aws/execute-api/{settings.api_id}/{settings.stage_name}",
        deployment_id=settings.deployment_id,
        variables=len(settings.variables),
        logging="INFO" if "INFO" in levels else "ERROR" if "ERROR" in levels else "off",
        has_access_log=bool(settings.access_log_format and settings.access_log_destination_arn),
        routes=_routes(stage.api),
    )


def _routes(api: CompiledApi) -> Sequence[Route]:
    routes = [_route(method) for method in every_method(api.routes)]
    return sorted(routes, key=lambda route: (route.path, route.http_method))


def _route(method: CompiledMethod) -> Route:
    checks = [name for name, on in (("parameters", method.parameters), ("body", method.body_validators)) if on]
    return Route(
        http_method=method.http_method,
        path=method.resource_path,
        integration=_words(type(method.integration).__name__.removesuffix("Integration")),
        authorization="" if method.authorization_type == "NONE" else method.authorization_type,
        api_key_required=method.api_key_required,
        validates=" and ".join(checks),
    )


def _words(name: str) -> str:
    """ "LambdaProxy" as "Lambda proxy"."""
    return " ".join(re.findall(r"[A-Z][a-z0-9]*", name)).capitalize()

"""Whether a function's policy lets API Gateway invoke it: what AWS asks of every integration without credentials."""

import re
from functools import lru_cache

from emulator.data_plane.calls import Arrival, Call, Services
from emulator.data_plane.refusals import Refusal, misconfigured

_PARAMETER = re.compile(r"\{[^}]*\}")

INVALID_PERMISSIONS: Refusal = misconfigured("Invalid permissions on Lambda function")


def may_invoke_for_method(call: Call, function_arn: str, region: str, services: Services) -> bool:
    """`region` is the API's, as the integration's URI names it. A path parameter of the resource is a star."""
    arrival = call.arrival
    path = _source_path(call.method.resource_path)
    method = f"{arrival.settings.stage_name}/{arrival.http_method}{path}"
    return _may_invoke(arrival, function_arn, region, method, services)


def may_invoke_for_authorizer(
    arrival: Arrival, authorizer_id: str, function_arn: str, region: str, services: Services
) -> bool:
    return _may_invoke(arrival, function_arn, region, f"authorizers/{authorizer_id}", services)


def _may_invoke(arrival: Arrival, function_arn: str, region: str, place: str, services: Services) -> bool:
    account_id = arrival.account_id
    source_arn = f"arn:aws:execute-api:{region}:{account_id}:{arrival.settings.api_id}/{place}"
    return services.functions.may_invoke(function_arn, source_arn, account_id)


@lru_cache(maxsize=4096)
def _source_path(resource_path: str) -> str:
    return _PARAMETER.sub("*", resource_path)

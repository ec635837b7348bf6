"""Asking a Lambda authorizer's function, and what its answers mean."""

import json
from dataclasses import dataclass

from emulator.data_plane.access.authorizer_result import AuthorizerResult, Malformed, read_authorizer_result
from emulator.data_plane.access.denials import authorizer_failed, authorizer_misconfigured, unauthorized
from emulator.data_plane.calls import Services
from emulator.data_plane.patience import within
from emulator.data_plane.refusals import Refusal
from emulator.functions import invocation

_PATIENCE = 29.0  # seconds, as for an integration


@dataclass(frozen=True, slots=True)
class Asked:
    """The function has answered after `latency` milliseconds; `request_id` is its invocation's."""

    result: AuthorizerResult
    latency: int
    request_id: str


async def ask_function(function_arn: str, event: bytes, trace: str, services: Services) -> Asked | Refusal:
    began = services.now()
    outcome = await within(_PATIENCE, services.functions.invoke(function_arn, event, trace_id=trace))
    latency = int(max(0.0, services.now() - began) * 1000)
    if outcome is None:
        return authorizer_failed("The authorizer's function took too long.", latency=str(latency))
    return _conclude(outcome, latency)


def _conclude(outcome: invocation.Invocation | invocation.Refusal, latency: int) -> Asked | Refusal:
    if isinstance(outcome, invocation.Refusal):
        facts = {"latency": str(latency), "integrationStatus": str(outcome.status)}
        fails = authorizer_failed if outcome.status == 429 else authorizer_misconfigured
        return fails(f"Lambda refused to run the authorizer: {outcome.code}: {outcome.message}", **facts)
    facts = {
        "latency": str(latency),
        "integrationLatency": str(latency),
        "integrationStatus": "200",
        "requestId": outcome.request_id,
    }
    if outcome.function_error is not None:
        if _error_message(outcome.payload) == "Unauthorized":
            return unauthorized(**facts)
        return authorizer_misconfigured("The authorizer's function failed.", **facts)
    result = read_authorizer_result(outcome.payload)
    if isinstance(result, Malformed):
        return authorizer_misconfigured(result.reason, **facts)
    return Asked(result, latency, outcome.request_id)


def _error_message(payload: bytes) -> object:
    try:
        document = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return document.get("errorMessage") if isinstance(document, dict) else None

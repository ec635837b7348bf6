"""What `$context` stands for, as a table of its variables; the same in events, templates, responses and logs.

The names are those of the developer guide, "API Gateway mapping template and access logging variable reference".
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from emulator.data_plane.calls import Arrival, Call, Reply
from emulator.data_plane.expressions import Variable
from emulator.data_plane.messages import Answer
from emulator.data_plane.parameters import canonical_headers, parse_query
from emulator.data_plane.refusals import IntegrationReport, Refusal


@dataclass(frozen=True, slots=True)
class Situation:
    """How far an arrival has come: routed or not, and once it is over, with which outcome and answer."""

    arrival: Arrival
    call: Call | None = None
    outcome: Reply | Refusal | None = None
    answer: Answer | None = None
    finished: float = 0.0


Getter = Callable[[Situation], Any]

# The order is AWS's own in requestContext.
REQUEST: Mapping[str, Getter] = {
    "resourceId": lambda s: s.call.method.resource_id if s.call else None,
    "resourcePath": lambda s: s.call.method.resource_path if s.call else None,
    "httpMethod": lambda s: s.arrival.http_method,
    "extendedRequestId": lambda s: s.arrival.extended_request_id,
    "requestTime": lambda s: _common_log_time(s.arrival.started),
    "path": lambda s: f"/{s.arrival.settings.stage_name}{s.arrival.received.path}",
    "accountId": lambda s: s.arrival.account_id,
    "protocol": lambda s: s.arrival.received.protocol,
    "stage": lambda s: s.arrival.settings.stage_name,
    "domainPrefix": lambda s: s.arrival.settings.api_id,
    "requestTimeEpoch": lambda s: int(s.arrival.started * 1000),
    "requestId": lambda s: s.arrival.request_id,
    "domainName": lambda s: s.arrival.received.host,
    "deploymentId": lambda s: s.arrival.settings.deployment_id,
    "apiId": lambda s: s.arrival.settings.api_id,
}


def _absent(_: Situation) -> None:
    return None


IDENTITY: Mapping[str, Getter] = {
    "cognitoIdentityPoolId": _absent,
    "accountId": _absent,
    "cognitoIdentityId": _absent,
    "caller": _absent,
    "sourceIp": lambda s: s.arrival.received.client_ip,
    "principalOrgId": _absent,
    "accessKey": _absent,
    "cognitoAuthenticationType": _absent,
    "cognitoAuthenticationProvider": _absent,
    "userArn": _absent,
    "userAgent": lambda s: s.arrival.headers.get("user-agent"),
    "user": _absent,
}

# Only where a method requires a key.
KEY_IDENTITY: Mapping[str, Getter] = {
    "apiKey": lambda s: s.call.client.key.value if s.call and s.call.client else None,
    "apiKeyId": lambda s: s.call.client.key.key_id if s.call and s.call.client else None,
}

OUTCOME: Mapping[str, Getter] = {
    "status": lambda s: s.answer.status if s.answer else None,
    "responseLength": lambda s: len(s.answer.body) if s.answer else None,
    "responseLatency": lambda s: int((s.finished - s.arrival.started) * 1000) if s.answer else None,
    "error.message": lambda s: _refusal(s, lambda r: r.message),
    "error.messageString": lambda s: _refusal(s, lambda r: json.dumps(r.message)),
    "error.responseType": lambda s: _refusal(s, lambda r: str(r.type)),
    "error.validationErrorString": lambda s: _refusal(s, lambda r: r.validation_error or None),
    "integrationErrorMessage": lambda s: _report(s, lambda r: r.error or None),
    "integrationLatency": lambda s: _report(s, lambda r: int(r.latency)),
    "integrationStatus": lambda s: _report(s, lambda r: r.status),
    "integration.error": lambda s: _report(s, lambda r: r.error or None),
    "integration.latency": lambda s: _report(s, lambda r: int(r.latency)),
    "integration.status": lambda s: _report(s, lambda r: r.backend_status),
    "integration.integrationStatus": lambda s: _report(s, lambda r: r.status),
    "integration.requestId": lambda s: _report(s, lambda r: r.request_id or None),
    "awsEndpointRequestId": lambda s: _report(s, lambda r: r.request_id or None),
}

_VARIABLES: Mapping[str, Getter] = {
    **REQUEST,
    **{f"identity.{name}": getter for name, getter in {**IDENTITY, **KEY_IDENTITY}.items()},
    **OUTCOME,
}


def resolve(situation: Situation, variable: Variable) -> str | None:
    """A variable's value as text; None if it has none here."""
    match variable.scope:
        case "context":
            getter = _VARIABLES.get(variable.name)
            value = getter(situation) if getter else None
        case "stageVariables":
            value = situation.arrival.settings.variables.get(variable.name)
        case scope:
            value = _request_parameter(situation, scope, variable.name)
    return None if value is None else str(value)


def _request_parameter(situation: Situation, scope: str, name: str) -> str | None:
    received = situation.arrival.received
    match scope:
        case "method.request.path":
            return situation.call.path_parameters.get(name) if situation.call else None
        case "method.request.querystring":
            return dict(parse_query(received.query)).get(name)
        case "method.request.header":
            return dict(canonical_headers(received.headers)).get(name)
        case "method.request.multivaluequerystring":
            return ",".join(value for key, value in parse_query(received.query) if key == name) or None
        case "method.request.multivalueheader":
            return ",".join(value for key, value in canonical_headers(received.headers) if key == name) or None
    return None


def _common_log_time(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")


def _refusal(situation: Situation, read: Callable[[Refusal], str | None]) -> str | None:
    return read(situation.outcome) if isinstance(situation.outcome, Refusal) else None


def _report(situation: Situation, read: Callable[[IntegrationReport], Any]) -> Any:
    report = situation.outcome.report if situation.outcome else None
    return read(report) if report else None

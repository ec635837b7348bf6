"""What `$context` stands for, as a table of its variables; the same in events, templates, responses and logs.

The names are those of the developer guide, "API Gateway mapping template and access logging variable reference".
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from emulator.data_plane.calls import Arrival, Call, Reply
from emulator.data_plane.expressions import Variable
from emulator.data_plane.identifiers import trace_root
from emulator.data_plane.messages import Answer
from emulator.data_plane.parameters import parse_query
from emulator.data_plane.refusals import IntegrationReport, Refusal
from emulator.data_plane.request_headers import method_request_headers, trace_of


@dataclass(frozen=True, slots=True)
class Situation:
    """How far an arrival has come: routed or not, and once it is over, with which outcome and answer.

    `marks` are the pipeline's, of a call that its steps have ended.
    """

    arrival: Arrival
    call: Call | None = None
    outcome: Reply | Refusal | None = None
    answer: Answer | None = None
    finished: float = 0.0
    marks: Sequence[float] = ()


Getter = Callable[[Situation], Any]


def _path(situation: Situation) -> str:
    """A test invocation, which has no stage, tells its resource's path; as seen in events."""
    arrival, call = situation.arrival, situation.call
    if arrival.received.form == "test" and call is not None:
        return call.method.resource_path
    base = arrival.received.base_path
    return f"{f'/{arrival.settings.stage_name}' if base is None else base}{arrival.received.path}"


def _domain_prefix(situation: Situation) -> str:
    received = situation.arrival.received
    is_own = received.form != "test" and received.base_path is None
    return situation.arrival.settings.api_id if is_own else received.host.partition(".")[0]


@lru_cache(maxsize=8)
def _common_log_time(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")


# The order is AWS's own in requestContext.
REQUEST: Mapping[str, Getter] = {
    "resourceId": lambda s: s.call.method.resource_id if s.call else None,
    "resourcePath": lambda s: s.call.method.resource_path if s.call else None,
    "httpMethod": lambda s: s.arrival.http_method,
    "extendedRequestId": lambda s: s.arrival.extended_request_id,
    "requestTime": lambda s: _common_log_time(int(s.arrival.started)),
    "path": _path,
    "accountId": lambda s: s.arrival.account_id,
    "protocol": lambda s: s.arrival.received.protocol,
    "stage": lambda s: s.arrival.settings.stage_name,
    "domainPrefix": _domain_prefix,
    "requestTimeEpoch": lambda s: int(s.arrival.started * 1000),
    "requestId": lambda s: s.arrival.request_id,
    "domainName": lambda s: s.arrival.received.host,
    "deploymentId": lambda s: s.arrival.settings.deployment_id or None,
    "apiId": lambda s: s.arrival.settings.api_id,
}


def _absent(_: Situation) -> None:
    return None


IDENTITY: Mapping[str, Getter] = {
    "cognitoIdentityPoolId": _absent,
    "accountId": lambda s: _identity(s, "accountId"),
    "cognitoIdentityId": _absent,
    "caller": lambda s: _identity(s, "caller"),
    "sourceIp": lambda s: s.arrival.received.client_ip,
    "principalOrgId": _absent,
    "accessKey": lambda s: _identity(s, "accessKey"),
    "cognitoAuthenticationType": _absent,
    "cognitoAuthenticationProvider": _absent,
    "userArn": lambda s: _identity(s, "userArn"),
    "userAgent": lambda s: s.arrival.headers.get("user-agent"),
    "user": lambda s: _identity(s, "user"),
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
    "integration.responseTransferMode": lambda s: _report(s, lambda _: "STREAMED" if _stream(s) else "BUFFERED"),
    "integration.timeToAllHeaders": lambda s: _report(s, lambda r: int(r.latency) if _stream(s) else None),
    "awsEndpointRequestId": lambda s: _report(s, lambda r: r.request_id or None),
    "customDomain.basePathMatched": lambda s: s.arrival.received.base_path,
    "xrayTraceId": lambda s: trace_root(trace_of(s.arrival)) if s.arrival.settings.tracing else None,
}

# Only of a stage that has a canary.
CANARY: Mapping[str, Getter] = {
    "isCanaryRequest": lambda s: None if (is_canary := s.arrival.settings.is_canary) is None else str(is_canary).lower()
}

_VARIABLES: Mapping[str, Getter] = {
    **REQUEST,
    **CANARY,
    **{f"identity.{name}": getter for name, getter in {**IDENTITY, **KEY_IDENTITY}.items()},
    **OUTCOME,
}


def resolve(situation: Situation, variable: Variable) -> str | None:
    """A variable's value as text; None if it has none here."""
    match variable.scope:
        case "context":
            getter = _VARIABLES.get(variable.name)
            value = getter(situation) if getter else _of_access(situation, variable.name)
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
            return dict(method_request_headers(situation.arrival)).get(name)
        case "method.request.multivaluequerystring":
            return ",".join(value for key, value in parse_query(received.query) if key == name) or None
        case "method.request.multivalueheader":
            return ",".join(value for key, value in method_request_headers(situation.arrival) if key == name) or None
    return None


def _identity(situation: Situation, name: str) -> str | None:
    authorization = situation.call.authorization if situation.call else None
    return authorization.identity.get(name) if authorization else None


def _of_access(situation: Situation, name: str) -> str | None:
    """What an authorizer has said, of the caller that it let in or of the one that was refused."""
    if isinstance(situation.outcome, Refusal) and name in situation.outcome.variables:
        return situation.outcome.variables[name]
    authorization = situation.call.authorization if situation.call else None
    return authorization.variables.get(name) if authorization else None


def _stream(situation: Situation) -> bool:
    return isinstance(situation.outcome, Reply) and situation.outcome.stream is not None


def _refusal(situation: Situation, read: Callable[[Refusal], str | None]) -> str | None:
    return read(situation.outcome) if isinstance(situation.outcome, Refusal) else None


def _report(situation: Situation, read: Callable[[IntegrationReport], Any]) -> Any:
    report = situation.outcome.report if situation.outcome else None
    return read(report) if report else None

"""Faults of what API Gateway answers by itself: each type of gateway response that a suite can provoke."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from contract.gateway_responses import EXTENSION
from mutation.deployed import DeployedMutant, Deployment, put, without

# Those left out take a broken deployment, AWS's own signatures, a firewall, or a quota that is used up; the body and
# the headers of REQUEST_TOO_LARGE are AWS's own.
PROVOKED = (
    "ACCESS_DENIED",
    "BAD_REQUEST_BODY",
    "BAD_REQUEST_PARAMETERS",
    "DEFAULT_4XX",
    "MISSING_AUTHENTICATION_TOKEN",
    "THROTTLED",
    "UNAUTHORIZED",
    "UNSUPPORTED_MEDIA_TYPE",
)
_OTHER_STATUS = {"400": "422", "401": "403", "403": "401", "404": "400", "415": "400", "429": "503"}
_HEADER = "gatewayresponse.header."


def gateway_responses(base: Deployment) -> Iterator[DeployedMutant]:
    for type_ in (each for each in PROVOKED if each in base.body.get(EXTENSION, {})):
        response = base.body[EXTENSION][type_]
        status = _OTHER_STATUS.get(response["statusCode"], "418")
        yield _mutant(base, type_, "status", f"has the status {status}", put(response, ["statusCode"], status))
        for media_type in response.get("responseTemplates", {}):
            broken = put(response, ["responseTemplates", media_type], '{"title": ')
            yield _mutant(base, type_, "not JSON", "has a body that is no JSON", broken)
            empty = put(response, ["responseTemplates", media_type], '{"message": "$context.error.message"}')
            yield _mutant(base, type_, "no problem", "has AWS's body in the place of a problem", empty)
        html = put(response, ["responseParameters", f"{_HEADER}Content-Type"], "'text/html'")
        yield _mutant(base, type_, "content type", "says that it is text/html", html)


def gateway_headers(base: Deployment) -> Iterator[DeployedMutant]:
    """Each header lost: of one type where all have it, and there of each in turn; of every type that has one more."""
    given = {type_: base.body[EXTENSION][type_] for type_ in PROVOKED if type_ in base.body.get(EXTENSION, {})}
    headers = {type_: tuple(each.get("responseParameters", {})) for type_, each in given.items()}
    shared = [
        header for header in dict.fromkeys(chain(*headers.values())) if all(header in has for has in headers.values())
    ]
    for type_, turn in zip(given, range(len(given)), strict=True):
        own = [each for each in headers[type_] if each not in shared]
        for header in (*own, *shared[turn :: len(given)]):
            name = header.removeprefix(_HEADER)
            lost = without(given[type_], ["responseParameters", header])
            yield _mutant(base, type_, f"no {name}", f"is without {name}", lost)


def _mutant(base: Deployment, type_: str, what: str, said: str, response: Any) -> DeployedMutant:
    body = put(base.body, [EXTENSION, type_], response)
    return DeployedMutant(
        id=f"deployed.gateway-response.{type_}.{what.replace(' ', '-')}",
        kind="gateway response",
        operation="",
        said=f"The gateway response {type_} {said}.",
        deployment=replace(base, body=body),
    )

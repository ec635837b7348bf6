"""Faults of what API Gateway is told: validators, authorizers, integrations, methods, CORS, binary types."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from contract import Operation
from contract.authorizers import KEY_SOURCE
from contract.shape import ANY_METHOD, INTEGRATION
from mutation.deployed import DeployedMutant, Deployment, Key, put, without

VALIDATORS = "x-amazon-apigateway-request-validators"
BINARY_TYPES = "x-amazon-apigateway-binary-media-types"
_LAMBDA = ":lambda:path/"
_SHORTEST_MILLIS = 50  # API Gateway takes no less
_PASSTHROUGH = {"when_no_match": "never", "when_no_templates": "never", "never": "when_no_match"}


def validators(base: Deployment) -> Iterator[DeployedMutant]:
    for name, validator in base.body.get(VALIDATORS, {}).items():
        for part in (each for each, checked in validator.items() if checked):
            body = put(base.body, [VALIDATORS, name, part], False)
            yield _mutant(
                base, f"validator.{name}.{part}", "validator off", f"The validator {name} has no {part}.", body
            )


def authorizers(base: Deployment) -> Iterator[DeployedMutant]:
    """An operation that asks for no credentials, and an API of such."""
    secured = [each for each in base.contract.operations() if base.body_of(each).get("security")]
    everywhere = base.body
    for operation in secured:
        place: list[Key] = ["paths", operation.path, operation.method, "security"]
        everywhere = put(everywhere, place, [])
        yield _of(base, operation, "authorizer lost", "asks for no credentials", put(base.body, place, []))
    if secured:
        yield _mutant(base, "authorizer.everywhere", "authorizer lost", "Nothing asks for credentials.", everywhere)
    if KEY_SOURCE in base.body:
        said = "Usage keys are not the authorizer's to name: clients have to send one."
        yield _mutant(base, "authorizer.key-source", "authorizer lost", said, without(base.body, [KEY_SOURCE]))


def integrations(base: Deployment) -> Iterator[DeployedMutant]:
    """Each operation behind a function gets the next one's; each mapped part of a request is lost in turn."""
    behind = [each for each in base.contract.operations() if _LAMBDA in base.integration(each).get("uri", "")]
    for operation, other in zip(behind, (*behind[1:], *behind[:1]), strict=True):
        uri = base.integration(other)["uri"]
        if uri != base.integration(operation)["uri"]:
            place = ["paths", operation.path, operation.method, INTEGRATION, "uri"]
            said = f"calls the function of {other.operation_id}"
            yield _of(base, operation, "wrong integration", said, put(base.body, place, uri))
    for operation in base.contract.operations():
        above = ["paths", operation.path, operation.method, INTEGRATION]
        integration = base.integration(operation)
        for name in integration.get("requestParameters", {}):
            body = without(base.body, [*above, "requestParameters", name])
            yield _of(base, operation, "integration parameter lost", f"hands no {name} on", body, name)
        if "passthroughBehavior" in integration:
            changed = _PASSTHROUGH[integration["passthroughBehavior"].lower()]
            body = put(base.body, [*above, "passthroughBehavior"], changed)
            yield _of(base, operation, "passthrough changed", f"passes content types through `{changed}`", body)


def timeouts(base: Deployment) -> Iterator[DeployedMutant]:
    body = base.body
    for operation in base.contract.operations():
        body = put(body, ["paths", operation.path, operation.method, INTEGRATION, "timeoutInMillis"], _SHORTEST_MILLIS)
    said = f"Every integration is given up after {_SHORTEST_MILLIS} ms."
    yield _mutant(base, "timeout.everywhere", "timeout tiny", said, body)


def missing(base: Deployment) -> Iterator[DeployedMutant]:
    for operation in base.contract.operations():
        body = without(base.body, ["paths", operation.path, operation.method])
        yield _of(base, operation, "method missing", "is not deployed", body)
    for path, operations in Counter(each.path for each in base.contract.operations()).items():
        if operations == 1:
            continue  # as its operation missing
        said = f"The path {path} is not deployed."
        yield _mutant(base, f"path.{path}", "path missing", said, without(base.body, ["paths", path]))


def added(base: Deployment) -> Iterator[DeployedMutant]:
    """Faults of the methods that compilation has added: preflights, and 405 for what a path does not have."""
    authored = {(each.path, each.method) for each in base.contract.operations()}
    for method, name in (("options", "preflight"), (ANY_METHOD, "method-not-allowed")):
        paths = [path for path, item in base.body["paths"].items() if method in item and (path, method) not in authored]
        if not paths:
            continue
        gone = base.body
        for path in paths:
            gone = without(gone, ["paths", path, method])
        yield _mutant(base, f"{name}.gone", f"{name} lost", f"No path has its {name}.", gone)
        for header in _answered(base.body["paths"][paths[0]][method])["responseParameters"]:
            body = base.body
            for path in paths:
                body = _without_header(body, path, method, header)
            short = header.rpartition(".")[2]
            said = f"No {name} has the header {short}."
            yield _mutant(base, f"{name}.{short}", f"{name} header lost", said, body)


def binary_types(base: Deployment) -> Iterator[DeployedMutant]:
    said = "Every body is taken for binary."
    yield _mutant(base, "binary.all", "binary types wrong", said, put(base.body, [BINARY_TYPES], ["*/*"]))


def _answered(method: Mapping[str, Any]) -> Mapping[str, Any]:
    answered: Mapping[str, Any] = method[INTEGRATION]["responses"]["default"]
    return answered


def _without_header(body: Any, path: str, method: str, header: str) -> Any:
    return without(body, ["paths", path, method, INTEGRATION, "responses", "default", "responseParameters", header])


def _of(
    base: Deployment, operation: Operation, kind: str, said: str, body: Mapping[str, Any], part: str = ""
) -> DeployedMutant:
    id_ = ".".join(filter(None, (kind.replace(" ", "-"), operation.operation_id, part)))
    return DeployedMutant(
        f"deployed.{id_}", kind, operation.operation_id, f"{operation.operation_id} {said}.", replace(base, body=body)
    )


def _mutant(base: Deployment, id_: str, kind: str, said: str, body: Mapping[str, Any]) -> DeployedMutant:
    return DeployedMutant(f"deployed.{id_}", kind, "", said, replace(base, body=body))

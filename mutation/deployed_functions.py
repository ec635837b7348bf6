"""Faults of the functions behind the gateway: permissions, environments, and packages made of an earlier contract."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from contract import Operation, authorizer_functions, function_id, gateway_body
from mutation.deployed import DeployedMutant, Deployment
from mutation.deployed_earlier import (
    Earlier,
    earlier_access,
    earlier_bodies,
    earlier_documents,
    earlier_requests,
)

DOCUMENT_PATH = "/openapi.json"


def permissions(base: Deployment) -> Iterator[DeployedMutant]:
    for function in sorted(base.permitted):
        said = f"API Gateway may not call the function {function}."
        lost = replace(base, permitted=base.permitted - {function})
        yield DeployedMutant(
            f"deployed.permission.{function}", "permission lost", _operation(base, function), said, lost
        )


def environments(base: Deployment) -> Iterator[DeployedMutant]:
    """Each variable once, in the first function that has it."""
    seen: set[str] = set()
    for function, told in base.environments.items():
        for name, value in told.items():
            if name not in seen:
                seen.add(name)
                other = {**told, name: f"{value}-of-another"}
                yield DeployedMutant(
                    id=f"deployed.environment.{name}",
                    kind="environment",
                    operation=_operation(base, function),
                    said=f"The function {function} has a wrong {name}.",
                    deployment=replace(base, environments={**base.environments, function: other}),
                )


def stale_gateways(base: Deployment, values: Mapping[str, str], *, authorizer_cache: bool) -> Iterator[DeployedMutant]:
    """The functions are deployed anew, the gateway is not. A parameter that it does not know it hands on all the
    same.
    """
    for earlier in earlier_bodies(base.contract):
        body = gateway_body(earlier.document, values, authorizer_cache=authorizer_cache)
        if body["paths"] != base.body["paths"] or body["components"] != base.body["components"]:
            yield _earlier(earlier, "stale gateway", "The gateway has", replace(base, body=body))


def stale_functions(base: Deployment) -> Iterator[DeployedMutant]:
    """The gateway is deployed anew, the function of an operation is not."""
    for earlier in earlier_requests(base.contract):
        function = function_id(earlier.operation)
        if function in base.environments:
            packaged = replace(base, packaged={function: earlier.document})
            yield _earlier(earlier, "stale function", f"The function {function} has", packaged)


def stale_authorizers(base: Deployment) -> Iterator[DeployedMutant]:
    for function in authorizer_functions(base.contract):
        for earlier in earlier_access(base.contract):
            packaged = replace(base, packaged={function: earlier.document})
            yield _earlier(earlier, "stale authorizer", f"The authorizer {function} has", packaged)


def stale_documents(base: Deployment) -> Iterator[DeployedMutant]:
    serving = next((each for each in base.contract.operations() if _serves_document(each)), None)
    if serving is None:
        return
    for earlier in earlier_documents(base.contract):
        packaged = replace(base, packaged={function_id(serving.operation_id): earlier.document})
        yield _earlier(earlier, "stale document", "Clients are served", packaged)


def _serves_document(operation: Operation) -> bool:
    return (operation.method, operation.path) == ("get", DOCUMENT_PATH)


def _earlier(earlier: Earlier, kind: str, who: str, deployment: Deployment) -> DeployedMutant:
    id_ = f"deployed.{kind.replace(' ', '-')}.{earlier.name}"
    return DeployedMutant(id_, kind, earlier.operation, f"{who} a contract {earlier.said}.", deployment)


def _operation(base: Deployment, function: str) -> str:
    """The empty text for an authorizer, which is no operation's own."""
    ids = (each.operation_id for each in base.contract.operations())
    return next((each for each in ids if function_id(each) == function), "")

"""An API beside the stage's own, in the same account, made by AWS's API and deleted after use.

The stage is only read. Its functions serve both, but for those that a mutant changes: they are copied.
"""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from commands.aws_clients import client
from commands.error import CommandError
from commands.places import ROOT
from commands.stage_outputs import read_url
from contract import AUTHORIZATION, INVOKE_ARN, SCHEME, Document, function_ids, gateway_body
from infrastructure.packages import code_archive
from infrastructure.settings import PROJECT
from infrastructure.stages import STAGES
from mutation.deployed import Deployment, Throttle

MODEL_SERVER = "model_server"
NO_AUTHORIZATION = "none"  # as infrastructure/stack.py has it where nobody says otherwise
_COPIED = ("Runtime", "Role", "Handler", "Timeout", "MemorySize")
_EVERY_METHOD = "/*/*"


@dataclass(frozen=True, slots=True)
class Original:
    """The stage that is up. `values` are those of the contract's placeholders, `clients` AWS's by service, `plans` the
    ids of usage plans by their names.
    """

    clients: Callable[[str], Any]
    stage: str
    api: str
    url: str
    values: Mapping[str, str]
    functions: Mapping[str, Mapping[str, Any]]
    plans: Mapping[str, str]
    caches_authorizer: bool
    deployment: Deployment


def read_original(stage: str, contract: Document) -> Original:
    """Raises CommandError for a stage that is not up."""
    url, name = read_url(stage), f"{PROJECT}-{stage}"
    settings = next((row for row in STAGES if row.name == stage), None)
    gateway = client(stage, "apigateway")
    api = next((each["id"] for each in gateway.get_rest_apis(limit=500)["items"] if each["name"] == name), None)
    if settings is None or api is None:
        raise CommandError(f"There is no API {name} to make copies of.")
    lambdas = client(stage, "lambda")
    functions = {
        each: lambdas.get_function_configuration(FunctionName=f"{name}-{each}") for each in function_ids(contract)
    }
    values = {
        **{f"{each}{INVOKE_ARN}": _invoke_arn(about["FunctionArn"]) for each, about in functions.items()},
        f"{MODEL_SERVER}{SCHEME}": settings.model_server.scheme,
        f"{MODEL_SERVER}{AUTHORIZATION}": NO_AUTHORIZATION,
    }
    deployed = gateway.get_stage(restApiId=api, stageName=stage)
    plans = {
        each["name"]: each["id"]
        for each in gateway.get_usage_plans(limit=500)["items"]
        if any(one["apiId"] == api for one in each.get("apiStages", ()))
    }
    deployment = Deployment(
        contract=contract,
        body=gateway_body(contract, values, authorizer_cache=settings.caches_authorizer),
        variables=deployed["variables"],
        throttle=_throttle(deployed["methodSettings"]["*/*"]),
        plans=tuple(plans),
        permitted=frozenset(functions),
        environments={each: about["Environment"]["Variables"] for each, about in functions.items()},
    )
    return Original(
        partial(client, stage), stage, api, url, values, functions, plans, settings.caches_authorizer, deployment
    )


@contextmanager
def deploying(deployment: Deployment, original: Original) -> Iterator[str]:
    """The URL at which it is served. What was made for it goes, even if something fails on the way."""
    gateway, lambdas = original.clients("apigateway"), original.clients("lambda")
    suffix = uuid.uuid4().hex[:8]
    with ExitStack() as made:
        text = json.dumps(deployment.body)
        names = {each: about["FunctionName"] for each, about in original.functions.items()}
        for function in _changed(deployment, original.deployment):
            name = names[function]
            names[function] = f"{name}-{suffix}"
            _copy(lambdas, original.functions[function], names[function], function, deployment)
            made.callback(lambdas.delete_function, FunctionName=names[function])
            text = text.replace(f":{name}/", f":{names[function]}/")
        api = gateway.import_rest_api(body=text.encode(), failOnWarnings=True)["id"]
        made.callback(gateway.delete_rest_api, restApiId=api)
        for function in sorted(deployment.permitted):
            _permit(lambdas, names[function], suffix, original, api)
            made.callback(lambdas.remove_permission, FunctionName=names[function], StatementId=suffix)
        variables = {name: value.replace(original.api, api) for name, value in deployment.variables.items()}
        gateway.create_deployment(restApiId=api, stageName=original.stage, variables=variables)
        _set_throttle(gateway, api, original.stage, deployment.throttle)
        for plan in deployment.plans:
            _change_plan(gateway, original.plans[plan], "add", f"{api}:{original.stage}")
            made.callback(_change_plan, gateway, original.plans[plan], "remove", f"{api}:{original.stage}")
        yield original.url.replace(original.api, api)


def _changed(deployment: Deployment, base: Deployment) -> list[str]:
    other = [each for each, told in deployment.environments.items() if told != base.environments[each]]
    return sorted({*other, *deployment.packaged})


def _copy(lambdas: Any, about: Mapping[str, Any], name: str, function: str, deployment: Deployment) -> None:
    """Packaged here as a deployment packages it."""
    archive = code_archive(ROOT / "handlers", deployment.packaged.get(function, deployment.contract))
    lambdas.create_function(
        FunctionName=name,
        Code={"ZipFile": archive},
        Environment={"Variables": dict(deployment.environments[function])},
        Layers=[layer["Arn"] for layer in about.get("Layers", ())],
        **{key: about[key] for key in _COPIED},
    )


def _permit(lambdas: Any, name: str, statement: str, original: Original, api: str) -> None:
    *_, region, account, _, _ = original.functions[next(iter(original.functions))]["FunctionArn"].split(":")
    lambdas.add_permission(
        FunctionName=name,
        StatementId=statement,
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{region}:{account}:{api}/*",
    )


def _set_throttle(gateway: Any, api: str, stage: str, throttle: Throttle) -> None:
    settings = {"rateLimit": f"{throttle.rate:g}", "burstLimit": str(throttle.burst)}
    gateway.update_stage(
        restApiId=api,
        stageName=stage,
        patchOperations=[
            {"op": "replace", "path": f"{_EVERY_METHOD}/throttling/{name}", "value": value}
            for name, value in settings.items()
        ],
    )


def _change_plan(gateway: Any, plan: str, op: str, stage: str) -> None:
    gateway.update_usage_plan(usagePlanId=plan, patchOperations=[{"op": op, "path": "/apiStages", "value": stage}])


def _throttle(settings: Mapping[str, Any]) -> Throttle:
    return Throttle(settings["throttlingRateLimit"], settings["throttlingBurstLimit"])


def _invoke_arn(arn: str) -> str:
    region = arn.split(":")[3]
    return f"arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations"

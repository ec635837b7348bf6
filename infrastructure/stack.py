"""One stage as one Terraform stack."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from contract import INVOKE_ARN, SCHEME, Document, gateway_body
from infrastructure.artifacts import Artifacts
from infrastructure.bindings import (
    App,
    AwsProvider,
    AwsProviderDefaultTags,
    DataAwsCallerIdentity,
    Fn,
    LambdaPermission,
    TerraformOutput,
    TerraformStack,
    TerraformVariable,
)
from infrastructure.data import Data
from infrastructure.functions import DependencyLayer, Function, Surroundings
from infrastructure.gateway import Gateway, terraform_text
from infrastructure.grants import Known, Resource
from infrastructure.naming import named
from infrastructure.packages import Packages
from infrastructure.resources import known_resources
from infrastructure.settings import PROJECT
from infrastructure.stage import Stage
from infrastructure.stage_settings import StageSettings
from infrastructure.state import declare_state
from infrastructure.usage import Usage
from infrastructure.wiring import WiredOperation, WiredStep
from infrastructure.workflows import WORKFLOWS, Workflow

DEFAULT_PUBLIC_URL = "https://{id}.execute-api.{region}.amazonaws.com/{stage}"
PUBLIC_URL = (
    "The URL by which clients reach the stage, such as a custom domain's. "
    "{id} stands for the id of the REST API, {region} and {stage} for where it is."
)
# The stage variable of that name, and the placeholder for its scheme.
MODEL_SERVER = "model_server"
MODEL_SERVER_ADDRESS = "Where the paths below /models lead: host, port and path, as far as there are any; no scheme."
PATH_VARIABLE = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Facade:
    """What all stages are made from. `root` is the project's folder."""

    root: Path
    contract: Document
    operations: tuple[WiredOperation, ...]
    steps: tuple[WiredStep, ...]
    packages: Packages


class FacadeStack(TerraformStack):
    def __init__(self, app: App, stage: StageSettings, facade: Facade) -> None:
        super().__init__(app, stage.name)
        self._stage = stage
        # Terraform runs here, so relative paths start here.
        folder = Path(app.outdir).resolve() / "stacks" / stage.name
        declare_state(self, stage, folder, facade.root)
        tags = {"project": PROJECT, "stage": stage.name}
        AwsProvider(self, "aws", region=stage.region, default_tags=[AwsProviderDefaultTags(tags=tags)])

        account = DataAwsCallerIdentity(self, "account")
        known = known_resources(stage, account.account_id, Data(self, stage))
        functions = self._functions(facade, folder, known)
        for name in WORKFLOWS:
            Workflow(self, name, stage, functions)
        body = _body(facade.contract, functions, stage)
        gateway = Gateway(self, stage, facade.contract.root["info"]["title"], body)
        url = self._url(gateway)
        deployed = Stage(self, stage, gateway, {"url": url, MODEL_SERVER: self._model_server()})
        for operation in facade.operations:
            self._permit(operation, functions[operation.name], gateway, deployed)
        usage = Usage(self, stage, gateway, deployed)

        outputs = {
            "stage_url": url,
            "api_key_id": usage.key.id,
            "region": stage.region,
        }
        for name, value in outputs.items():
            TerraformOutput(self, name, value=value)

    def _functions(self, facade: Facade, folder: Path, known: Mapping[Resource, Known]) -> dict[str, Function]:
        stage, packages = self._stage, facade.packages
        artifacts = Artifacts(self, stage, folder, packages.code_file(), packages.layer_file(stage.runtime))
        shared = Surroundings(stage, artifacts.code, DependencyLayer(self, stage, artifacts.layer), known)
        declared: tuple[WiredOperation | WiredStep, ...] = (*facade.operations, *facade.steps)
        return {wired.name: Function(self, wired.name, wired.module, wired.settings, shared) for wired in declared}

    def _model_server(self) -> str:
        variable = TerraformVariable(
            self,
            MODEL_SERVER,
            type="string",
            default=self._stage.model_server.address,
            description=MODEL_SERVER_ADDRESS,
        )
        return str(variable.string_value)

    def _url(self, gateway: Gateway) -> str:
        variable = TerraformVariable(
            self, "public_url", type="string", default=DEFAULT_PUBLIC_URL, description=PUBLIC_URL
        )
        url = variable.string_value
        for name, value in (
            ("{id}", gateway.api.id),
            ("{region}", self._stage.region),
            ("{stage}", self._stage.name),
        ):
            url = Fn.replace(url, name, value)
        return url

    def _permit(self, operation: WiredOperation, called: Function, gateway: Gateway, stage: Stage) -> None:
        """Importing a body permits nothing: without this, API Gateway answers 500."""
        path = PATH_VARIABLE.sub("*", operation.path)
        permission = LambdaPermission(
            called,
            "permission",
            statement_id="gateway",
            action="lambda:InvokeFunction",
            function_name=called.function.function_name,
            principal="apigateway.amazonaws.com",
            source_arn=f"{gateway.api.execution_arn}/{stage.stage.stage_name}/{operation.method}{path}",
        )
        named(operation.name, permission)


def _body(contract: Document, functions: Mapping[str, Function], stage: StageSettings) -> str:
    arns = {f"{name}{INVOKE_ARN}": function.function.invoke_arn for name, function in functions.items()}
    schemes = {f"{MODEL_SERVER}{SCHEME}": stage.model_server.scheme}
    return terraform_text(gateway_body(contract, arns | schemes), tuple(arns.values()))

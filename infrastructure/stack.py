"""One stage as one Terraform stack."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from contract import Document, gateway_body
from infrastructure.artifacts import Artifacts
from infrastructure.bindings import (
    App,
    AwsProvider,
    AwsProviderDefaultTags,
    Fn,
    LambdaPermission,
    TerraformOutput,
    TerraformStack,
    TerraformVariable,
)
from infrastructure.functions import DependencyLayer, OperationFunction
from infrastructure.gateway import Gateway, terraform_text
from infrastructure.naming import named
from infrastructure.packages import Packages
from infrastructure.settings import PROJECT, StageSettings
from infrastructure.stage import Stage
from infrastructure.state import declare_state
from infrastructure.usage import Usage
from infrastructure.wiring import WiredOperation

DEFAULT_PUBLIC_URL = "https://{id}.execute-api.{region}.amazonaws.com/{stage}"
PUBLIC_URL = (
    "The URL by which clients reach the stage, such as a custom domain's. "
    "{id} stands for the id of the REST API, {region} and {stage} for where it is."
)
PATH_VARIABLE = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Facade:
    """What all stages are made from. `root` is the project's folder."""

    root: Path
    contract: Document
    operations: tuple[WiredOperation, ...]
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

        functions = self._functions(facade, folder)
        gateway = Gateway(self, stage, facade.contract.root["info"]["title"], _body(facade.contract, functions))
        url = self._url(gateway)
        deployed = Stage(self, stage, gateway, url)
        for operation in facade.operations:
            self._permit(operation, functions[operation.name], gateway, deployed)
        usage = Usage(self, stage, gateway, deployed)

        outputs = {
            "stage_url": url,
            "stage_name": deployed.stage.stage_name,
            "rest_api_id": gateway.api.id,
            "api_key_id": usage.key.id,
            "region": stage.region,
        }
        for name, value in outputs.items():
            TerraformOutput(self, name, value=value)

    def _functions(self, facade: Facade, folder: Path) -> dict[str, OperationFunction]:
        stage, packages = self._stage, facade.packages
        artifacts = Artifacts(self, stage, folder, packages.code_file(), packages.layer_file(stage.runtime))
        layer = DependencyLayer(self, stage, artifacts.layer)
        return {
            operation.name: OperationFunction(self, operation, stage, artifacts.code, layer)
            for operation in facade.operations
        }

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

    def _permit(self, operation: WiredOperation, called: OperationFunction, gateway: Gateway, stage: Stage) -> None:
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


def _body(contract: Document, functions: Mapping[str, OperationFunction]) -> str:
    arns = {name: called.function.invoke_arn for name, called in functions.items()}
    return terraform_text(gateway_body(contract, arns), tuple(arns.values()))

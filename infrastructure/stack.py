"""One stage as one Terraform stack."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract import AUTHORIZATION, INVOKE_ARN, SCHEME, Document, function_id, gateway_body, scopes
from infrastructure.artifacts import Artifacts
from infrastructure.bindings import (
    App,
    AwsProvider,
    AwsProviderDefaultTags,
    DataAwsCallerIdentity,
    Fn,
    TerraformOutput,
    TerraformStack,
    TerraformVariable,
)
from infrastructure.data import Data
from infrastructure.domain import Domain
from infrastructure.firewall import WebFirewall
from infrastructure.functions import DependencyLayer, Function, Surroundings
from infrastructure.gateway import Gateway, terraform_text
from infrastructure.grants import Known, Resource
from infrastructure.identity import Identity
from infrastructure.metrics import Queue, Watched
from infrastructure.monitoring import Monitoring
from infrastructure.packages import Packages
from infrastructure.queues import PURGE, PURGE_DEAD_LETTERS, Queues
from infrastructure.resources import known_resources, model_prices
from infrastructure.settings import PROJECT, PURGE_STEP
from infrastructure.stage import Stage
from infrastructure.stage_settings import StageSettings
from infrastructure.state import declare_state
from infrastructure.teams import DEFAULT_TEAM, Team, budget_of, teams_of
from infrastructure.usage import Usage
from infrastructure.wiring import WiredAuthorizer, WiredOperation, WiredStep
from infrastructure.workflows import WORKFLOWS, Workflow

DEFAULT_PUBLIC_URL = "https://{id}.execute-api.{region}.amazonaws.com/{stage}"
PUBLIC_URL = (
    "The URL by which clients reach the stage, such as a custom domain's. "
    "{id} stands for the id of the REST API, {region} and {stage} for where it is."
)
# The stage variable of that name, and the placeholder for its scheme.
MODEL_SERVER = "model_server"
MODEL_SERVER_ADDRESS = "Where the paths below /models lead: host, port and path, as far as there are any; no scheme."
MODEL_AUTHORIZATION = "model_server_authorization"
MODEL_AUTHORIZATION_SENT = (
    "What the stage sends to the model server as `Authorization`, for all teams. It stands in the API's definition, "
    "for whoever may read that: give it no more rights than to call models."
)
DEFAULT_TOKEN_URL = "https://{domain}.auth.{region}.amazoncognito.com/oauth2/token"  # noqa: S105 - where tokens are
ASKING_FOR_TOKENS = "Where clients reach Cognito's token endpoint; {domain} stands for the user pool's domain."
PATH_VARIABLE = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Facade:
    """What all stages are made from. `root` is the project's folder."""

    root: Path
    contract: Document
    operations: tuple[WiredOperation, ...]
    steps: tuple[WiredStep, ...]
    authorizers: tuple[WiredAuthorizer, ...]
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
        data = Data(self, stage)
        teams = teams_of(stage)
        identity = Identity(self, stage, account.account_id, scopes(facade.contract))
        known = known_resources(stage, account.account_id, data, identity.issuer)
        functions = self._functions(facade, folder, known)
        for name in WORKFLOWS:
            Workflow(self, name, stage, functions)
        queues = Queues(self, stage, account.account_id)
        queues.purged_by(functions[PURGE_STEP].function.arn)
        gateway = Gateway(self, stage, facade.contract.root["info"]["title"], self._body(facade.contract, functions))
        url, token_url = self._url(gateway), self._token_url(identity)
        variables = {"url": url, "token_url": token_url, MODEL_SERVER: self._model_server()}
        deployed = Stage(self, stage, gateway, variables)
        for operation in facade.operations:
            route = f"{deployed.stage.stage_name}/{operation.method}{PATH_VARIABLE.sub('*', operation.path)}"
            functions[operation.name].called_by_gateway(f"{gateway.api.execution_arn}/{route}")
        for authorizer in facade.authorizers:
            # API Gateway makes the id of an authorizer up when it imports the body.
            functions[authorizer.name].called_by_gateway(f"{gateway.api.execution_arn}/authorizers/*")
        if stage.firewall:
            WebFirewall(self, stage, stage.firewall, deployed.stage.arn)
        clients = identity.clients(teams)
        Usage(self, stage, teams, gateway, deployed, facade.contract).register(data.teams, clients)

        monitoring = Monitoring(self, stage, self._watched(facade, account.account_id), deployed)

        outputs: dict[str, Any] = {
            "stage_url": url,
            "region": stage.region,
            "token_endpoint": token_url,
            "user_pool_id": identity.pool.id,
            "ledger_table": data.ledger.name,
            "access_log": deployed.access_log.name,
            "prices": model_prices(stage),
            "dashboard": monitoring.dashboard.dashboard_name,
            "alarms_topic": monitoring.topic.arn,
            "default_team": DEFAULT_TEAM,
            "dead_letter_queues": queues.dead_letters,
            "teams": {team.name: _about(team, clients[team.name].id) for team in teams},
        }
        if stage.domain:
            outputs["domain_target"] = Domain(self, stage.domain, gateway.api.id, deployed.stage.stage_name).target
        for name, value in outputs.items():
            TerraformOutput(self, name, value=value)

    def _functions(self, facade: Facade, folder: Path, known: Mapping[Resource, Known]) -> dict[str, Function]:
        stage, packages = self._stage, facade.packages
        artifacts = Artifacts(self, stage, folder, packages.code_file(), packages.layer_file(stage.runtime))
        shared = Surroundings(stage, artifacts.code, DependencyLayer(self, stage, artifacts.layer), known)
        declared: tuple[WiredOperation | WiredStep | WiredAuthorizer, ...] = (
            *facade.operations,
            *facade.steps,
            *facade.authorizers,
        )
        return {wired.name: Function(self, wired.name, wired.module, wired.settings, shared) for wired in declared}

    def _watched(self, facade: Facade, account: str) -> Watched:
        stage = self._stage
        functions = {operation.name for operation in facade.operations}
        ids = [operation.operation_id for operation in facade.contract.operations()]
        return Watched(
            stage=stage.name,
            region=stage.region,
            account=account,
            operations={each: function_id(each) for each in ids if function_id(each) in functions},
            authorizers=tuple(authorizer.name for authorizer in facade.authorizers),
            steps=tuple(step.name for step in facade.steps),
            teams=tuple(team.name for team in teams_of(stage)),
            models=tuple(model_prices(stage)),
            kinds=tuple(WORKFLOWS),
            queues=(Queue(PURGE, PURGE_DEAD_LETTERS),),
        )

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
            self, "public_url", type="string", default=self._public_url(), description=PUBLIC_URL
        )
        url = variable.string_value
        for name, value in (
            ("{id}", gateway.api.id),
            ("{region}", self._stage.region),
            ("{stage}", self._stage.name),
        ):
            url = Fn.replace(url, name, value)
        return url

    def _public_url(self) -> str:
        return f"https://{self._stage.domain.name}" if self._stage.domain else DEFAULT_PUBLIC_URL

    def _token_url(self, identity: Identity) -> str:
        variable = TerraformVariable(
            self, "token_url", type="string", default=DEFAULT_TOKEN_URL, description=ASKING_FOR_TOKENS
        )
        url = variable.string_value
        for name, value in (("{domain}", identity.domain.domain), ("{region}", self._stage.region)):
            url = Fn.replace(url, name, value)
        return url

    def _body(self, contract: Document, functions: Mapping[str, Function]) -> str:
        """What Terraform replaces in it, it must find as it is."""
        variable = TerraformVariable(
            self,
            MODEL_AUTHORIZATION,
            type="string",
            default="none",
            sensitive=True,
            description=MODEL_AUTHORIZATION_SENT,
        )
        arns = {f"{name}{INVOKE_ARN}": function.function.invoke_arn for name, function in functions.items()}
        arns[f"{MODEL_SERVER}{AUTHORIZATION}"] = variable.string_value
        values = arns | {f"{MODEL_SERVER}{SCHEME}": self._stage.model_server.scheme}
        body = gateway_body(contract, values, authorizer_cache=self._stage.caches_authorizer)
        return terraform_text(body, tuple(arns.values()))


def _about(team: Team, client_id: str) -> dict[str, Any]:
    """What commands say of a team; nothing secret is in it."""
    return {
        "client_id": client_id,
        "plan": team.plan,
        "monthly_tokens": budget_of(team),
        "scopes": list(team.scopes),
    }

"""How much each team may call: an API key of its own in the usage plan of its plan.

The key opens nothing, so its value may be known: the authorizer names it for whoever has shown a team's token.
"""

import json
from collections.abc import Mapping, Sequence

from contract import Document
from infrastructure.bindings import (
    ApiGatewayApiKey,
    ApiGatewayUsagePlan,
    ApiGatewayUsagePlanApiStages,
    ApiGatewayUsagePlanApiStagesThrottle,
    ApiGatewayUsagePlanKey,
    ApiGatewayUsagePlanQuotaSettings,
    ApiGatewayUsagePlanThrottleSettings,
    CognitoUserPoolClient,
    Construct,
    DynamodbTable,
    DynamodbTableItem,
)
from infrastructure.gateway import Gateway
from infrastructure.naming import named, stage_wide
from infrastructure.stage import Stage
from infrastructure.stage_settings import Quota, StageSettings
from infrastructure.teams import PLANS, Plan, Team, budget_of


class Usage(Construct):
    """`table` is where functions look teams up; `clients` are the teams' app clients."""

    def __init__(
        self,
        scope: Construct,
        stage: StageSettings,
        teams: Sequence[Team],
        gateway: Gateway,
        deployed: Stage,
        contract: Document,
    ) -> None:
        super().__init__(scope, "usage")
        self._stage, self._teams = stage, teams
        self._paths = {
            operation.operation_id: f"{operation.path}/{operation.method.upper()}"
            for operation in contract.operations()
        }
        self._plans = {
            name: self._plan(name, PLANS[name], gateway, deployed)
            for name in dict.fromkeys(team.plan for team in teams)
        }
        self._keys = {team.name: self._key(team) for team in teams}

    def register(self, table: DynamodbTable, clients: Mapping[str, CognitoUserPoolClient]) -> None:
        """The rows by which functions find a team: by its name, and by its app client. handlers/aws/team_records.py."""
        for team in self._teams:
            client, key = clients[team.name], self._keys[team.name]
            about = {
                "id": {"S": f"team#{team.name}"},
                "plan": {"S": team.plan},
                "budget": {"N": str(budget_of(team))},
                **_limits(PLANS[team.plan]),
                "usage_plan_id": {"S": self._plans[team.plan].id},
                "api_key_id": {"S": key.id},
                "client_id": {"S": client.id},
            }
            who = {
                "id": {"S": f"client#{client.id}"},
                "team": {"S": team.name},
                "usage_key": {"S": usage_key(self._stage, team)},
            }
            for kind, item in (("team", about), ("client", who)):
                row = DynamodbTableItem(
                    self,
                    f"{kind}-{team.name}",
                    table_name=table.name,
                    hash_key="id",
                    item=json.dumps(item),
                )
                named(f"{kind}_{team.name}", row)

    def _plan(self, name: str, plan: Plan, gateway: Gateway, deployed: Stage) -> ApiGatewayUsagePlan:
        methods = [
            ApiGatewayUsagePlanApiStagesThrottle(
                path=self._paths[operation], rate_limit=throttle.rate, burst_limit=throttle.burst
            )
            for operation, throttle in plan.methods.items()
        ]
        declared = ApiGatewayUsagePlan(
            self,
            f"plan-{name}",
            name=stage_wide(self._stage.name, name),
            api_stages=[
                ApiGatewayUsagePlanApiStages(
                    api_id=gateway.api.id, stage=deployed.stage.stage_name, throttle=methods or None
                )
            ],
            throttle_settings=ApiGatewayUsagePlanThrottleSettings(
                rate_limit=plan.throttle.rate, burst_limit=plan.throttle.burst
            ),
            quota_settings=_quota(plan.quota),
        )
        return named(name, declared)

    def _key(self, team: Team) -> ApiGatewayApiKey:
        key = ApiGatewayApiKey(
            self, f"key-{team.name}", name=stage_wide(self._stage.name, team.name), value=usage_key(self._stage, team)
        )
        key = named(team.name, key)
        plan = self._plans[team.plan]
        joined = ApiGatewayUsagePlanKey(
            self, f"plan_key-{team.name}", usage_plan_id=plan.id, key_id=key.id, key_type="API_KEY"
        )
        named(team.name, joined)
        return key


def usage_key(stage: StageSettings, team: Team) -> str:
    """At least 20 characters, as API Gateway asks."""
    return f"{stage_wide(stage.name, team.name)}-usage"


def _limits(plan: Plan) -> dict[str, dict[str, str]]:
    limits = {"rate": {"N": str(plan.throttle.rate)}, "burst": {"N": str(plan.throttle.burst)}}
    if plan.quota is not None:
        limits |= {"quota_limit": {"N": str(plan.quota.limit)}, "quota_period": {"S": plan.quota.period}}
    return limits


def _quota(quota: Quota | None) -> ApiGatewayUsagePlanQuotaSettings | None:
    return None if quota is None else ApiGatewayUsagePlanQuotaSettings(limit=quota.limit, period=quota.period)

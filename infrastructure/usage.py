"""Who may call: an API key, and the usage plan that gives it a rate and a quota."""

from infrastructure.bindings import (
    ApiGatewayApiKey,
    ApiGatewayUsagePlan,
    ApiGatewayUsagePlanApiStages,
    ApiGatewayUsagePlanKey,
    ApiGatewayUsagePlanQuotaSettings,
    ApiGatewayUsagePlanThrottleSettings,
    Construct,
    TerraformResourceLifecycle,
)
from infrastructure.gateway import Gateway
from infrastructure.naming import named
from infrastructure.settings import PROJECT
from infrastructure.stage import Stage
from infrastructure.stage_settings import Quota, StageSettings


class Usage(Construct):
    """AWS makes the key's value up. It stands in Terraform's state, and whoever may ask AWS for it can read it."""

    def __init__(self, scope: Construct, stage: StageSettings, gateway: Gateway, deployed: Stage) -> None:
        super().__init__(scope, "usage")
        kept = TerraformResourceLifecycle(prevent_destroy=stage.prevent_destroy)
        self.key = named("default", ApiGatewayApiKey(self, "key", name=f"{PROJECT}-{stage.name}", lifecycle=kept))
        plan = ApiGatewayUsagePlan(
            self,
            "plan",
            name=f"{PROJECT}-{stage.name}",
            api_stages=[ApiGatewayUsagePlanApiStages(api_id=gateway.api.id, stage=deployed.stage.stage_name)],
            throttle_settings=ApiGatewayUsagePlanThrottleSettings(
                rate_limit=stage.key_throttle.rate, burst_limit=stage.key_throttle.burst
            ),
            quota_settings=_quota(stage.key_quota),
        )
        plan = named("default", plan)
        named(
            "default",
            ApiGatewayUsagePlanKey(self, "plan_key", usage_plan_id=plan.id, key_id=self.key.id, key_type="API_KEY"),
        )


def _quota(quota: Quota | None) -> ApiGatewayUsagePlanQuotaSettings | None:
    return None if quota is None else ApiGatewayUsagePlanQuotaSettings(limit=quota.limit, period=quota.period)

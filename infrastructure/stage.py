"""The stage: where a deployment is served, how fast, and what is written down about it."""

from collections.abc import Mapping

from infrastructure.access_log import access_log_format
from infrastructure.bindings import (
    ApiGatewayAccount,
    ApiGatewayMethodSettings,
    ApiGatewayMethodSettingsSettings,
    ApiGatewayStage,
    ApiGatewayStageAccessLogSettings,
    CloudwatchLogGroup,
    Construct,
    IamRole,
    IamRolePolicyAttachment,
)
from infrastructure.gateway import Gateway
from infrastructure.naming import named, stage_wide
from infrastructure.policies import trust
from infrastructure.settings import PROJECT
from infrastructure.stage_settings import StageSettings

# AWS's own policy for this very role; API Gateway refuses a role that has less.
GATEWAY_LOGGING = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"


class GatewayAccount(Construct):
    """The role with which API Gateway writes logs, one for an AWS account and region; without it no stage can log."""

    def __init__(self, scope: Construct, stage: StageSettings) -> None:
        super().__init__(scope, "gateway_account")
        name = stage_wide(stage.name, "gateway")
        role = named("gateway", IamRole(self, "role", name=name, assume_role_policy=trust("apigateway.amazonaws.com")))
        attachment = IamRolePolicyAttachment(self, "logging", role=role.name, policy_arn=GATEWAY_LOGGING)
        attachment = named("gateway", attachment)
        account = ApiGatewayAccount(self, "account", cloudwatch_role_arn=role.arn, depends_on=[attachment])
        self.account = named("gateway", account)


class Stage(Construct):
    """Its variable `url` is what clients call, which behind a custom domain is not what API Gateway would say."""

    def __init__(self, scope: Construct, stage: StageSettings, gateway: Gateway, variables: Mapping[str, str]) -> None:
        super().__init__(scope, "stage")
        account = [GatewayAccount(self, stage).account] if stage.owns_gateway_account else []
        self.access_log = self._log_group("access_log", f"/aws/apigateway/{PROJECT}-{stage.name}", stage)
        declared = ApiGatewayStage(
            self,
            "stage",
            rest_api_id=gateway.api.id,
            deployment_id=gateway.deployment.id,
            stage_name=stage.name,
            variables=dict(variables),
            xray_tracing_enabled=stage.tracing,
            access_log_settings=ApiGatewayStageAccessLogSettings(
                destination_arn=self.access_log.arn, format=access_log_format()
            ),
            depends_on=account,
        )
        self.stage = named("facade", declared)
        self._declare_method_settings(stage, gateway)

    def _declare_method_settings(self, stage: StageSettings, gateway: Gateway) -> None:
        # API Gateway's own name for it. Made before API Gateway would make it, without retention.
        self.execution_log = self._log_group(
            "execution_log", f"API-Gateway-Execution-Logs_{gateway.api.id}/{stage.name}", stage
        )
        settings = ApiGatewayMethodSettingsSettings(
            throttling_rate_limit=stage.throttle.rate,
            throttling_burst_limit=stage.throttle.burst,
            metrics_enabled=True,
            # Each level but this one quotes what it finds wrong with a body, and a data trace writes whole requests
            # down: what people sent to a model. Why a request was refused is in the access log.
            logging_level="OFF",
            data_trace_enabled=False,
        )
        methods = ApiGatewayMethodSettings(
            self,
            "methods",
            rest_api_id=gateway.api.id,
            stage_name=self.stage.stage_name,
            method_path="*/*",
            settings=settings,
            depends_on=[self.execution_log],
        )
        named("facade", methods)

    def _log_group(self, name: str, group_name: str, stage: StageSettings) -> CloudwatchLogGroup:
        return named(name, CloudwatchLogGroup(self, name, name=group_name, retention_in_days=stage.log_retention_days))

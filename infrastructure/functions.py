"""The Lambda function of one operation, with its role and its log group."""

from infrastructure.bindings import (
    CloudwatchLogGroup,
    Construct,
    IamRole,
    IamRolePolicy,
    LambdaFunction,
    LambdaFunctionEnvironment,
    LambdaFunctionTracingConfig,
    LambdaLayerVersion,
    S3Object,
    TerraformResourceLifecycle,
)
from infrastructure.naming import named
from infrastructure.policies import function_policy, model_arns, trust
from infrastructure.settings import PROJECT, BedrockModel, StageSettings
from infrastructure.wiring import WiredOperation


class DependencyLayer(Construct):
    """What every function imports, apart from the project's own code."""

    def __init__(self, scope: Construct, stage: StageSettings, archive: S3Object) -> None:
        super().__init__(scope, "dependencies")
        version = LambdaLayerVersion(
            self,
            "version",
            layer_name=f"{PROJECT}-{stage.name}",
            s3_bucket=archive.bucket,
            s3_key=archive.key,
            compatible_runtimes=[stage.runtime.name],
            compatible_architectures=[stage.runtime.architecture],
            # A function must never name a version that is gone.
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )
        self.version = named("dependencies", version)


class OperationFunction(Construct):
    """Named after its operation; so is each of its resources in Terraform's state: `aws_lambda_function.run_task`."""

    def __init__(
        self,
        scope: Construct,
        operation: WiredOperation,
        stage: StageSettings,
        code: S3Object,
        layer: DependencyLayer,
    ) -> None:
        super().__init__(scope, operation.name)
        name = f"{PROJECT}-{stage.name}-{operation.name}"
        # Made before the function: Lambda would make it at the first call, without retention.
        logs = CloudwatchLogGroup(self, "logs", name=f"/aws/lambda/{name}", retention_in_days=stage.log_retention_days)
        logs = named(operation.name, logs)
        role = IamRole(self, "role", name=name, assume_role_policy=trust("lambda.amazonaws.com"))
        role = named(operation.name, role)
        document = function_policy(logs.arn, tracing=stage.tracing, models=_models(operation, stage))
        policy = IamRolePolicy(self, "policy", name="function", role=role.name, policy=document)
        policy = named(operation.name, policy)
        function = LambdaFunction(
            self,
            "function",
            function_name=name,
            role=role.arn,
            handler=f"handlers.{operation.name}.handle",
            runtime=stage.runtime.name,
            architectures=[stage.runtime.architecture],
            s3_bucket=code.bucket,
            s3_key=code.key,
            layers=[layer.version.arn],
            memory_size=operation.settings.memory_mb,
            timeout=operation.settings.timeout_seconds,
            tracing_config=LambdaFunctionTracingConfig(mode="Active" if stage.tracing else "PassThrough"),
            environment=LambdaFunctionEnvironment(variables=_environment(operation, stage)),
            depends_on=[logs, policy],
        )
        self.function = named(operation.name, function)


def _models(operation: WiredOperation, stage: StageSettings) -> tuple[str, ...]:
    if operation.settings.invokes_model and isinstance(stage.model, BedrockModel):
        return model_arns(stage.model, stage.region)
    return ()


def _environment(operation: WiredOperation, stage: StageSettings) -> dict[str, str]:
    logging = {"POWERTOOLS_SERVICE_NAME": PROJECT, "POWERTOOLS_LOG_LEVEL": stage.log_level}
    if not operation.settings.invokes_model:
        return logging
    match stage.model:
        case BedrockModel():
            return logging | {
                "MODEL_PROVIDER": "bedrock",
                "BEDROCK_CHAT_MODEL_ID": stage.model.chat_model_id,
                "BEDROCK_EMBEDDING_MODEL_ID": stage.model.embedding_model_id,
                "MODEL_TIMEOUT_SECONDS": str(stage.model.timeout_seconds),
            }
        case _:
            return logging | {"MODEL_PROVIDER": "embedded"}

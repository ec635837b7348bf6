"""A Lambda function, of an operation, an authorizer or a state machine's step, with its role and its log group."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from infrastructure.bindings import (
    CloudwatchLogGroup,
    Construct,
    IamRole,
    IamRolePolicy,
    LambdaFunction,
    LambdaFunctionEnvironment,
    LambdaFunctionTracingConfig,
    LambdaLayerVersion,
    LambdaPermission,
    S3Object,
    TerraformResourceLifecycle,
)
from infrastructure.grants import Grant, Known, Resource
from infrastructure.naming import named, stage_wide
from infrastructure.policies import function_policy, trust
from infrastructure.settings import PROJECT, FunctionSettings
from infrastructure.stage_settings import StageSettings


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


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all functions of a stage share."""

    stage: StageSettings
    code: S3Object
    layer: DependencyLayer
    known: Mapping[Resource, Known]


class Function(Construct):
    """`name` is the wired one's, and each of its resources' in Terraform: `aws_lambda_function.run_task`.

    `module` is the one that has `handle`.
    """

    def __init__(
        self, scope: Construct, name: str, module: str, settings: FunctionSettings, shared: Surroundings
    ) -> None:
        super().__init__(scope, name)
        stage = shared.stage
        full_name = stage_wide(stage.name, name)
        # Made before the function: Lambda would make it at the first call, without retention.
        logs = CloudwatchLogGroup(
            self, "logs", name=f"/aws/lambda/{full_name}", retention_in_days=stage.log_retention_days
        )
        logs = named(name, logs)
        role = IamRole(self, "role", name=full_name, assume_role_policy=trust("lambda.amazonaws.com"))
        role = named(name, role)
        document = function_policy(logs.arn, tracing=stage.tracing, grants=settings.grants, known=shared.known)
        policy = IamRolePolicy(self, "policy", name="function", role=role.name, policy=document)
        policy = named(name, policy)
        function = LambdaFunction(
            self,
            "function",
            function_name=full_name,
            role=role.arn,
            handler=f"{module}.handle",
            runtime=stage.runtime.name,
            architectures=[stage.runtime.architecture],
            s3_bucket=shared.code.bucket,
            s3_key=shared.code.key,
            layers=[shared.layer.version.arn],
            memory_size=settings.memory_mb,
            timeout=settings.timeout_seconds,
            tracing_config=LambdaFunctionTracingConfig(mode="Active" if stage.tracing else "PassThrough"),
            environment=LambdaFunctionEnvironment(variables=_environment(settings.grants, shared)),
            depends_on=[logs, policy],
        )
        self._name = name
        self.function = named(name, function)

    def called_by_gateway(self, source_arn: str) -> None:
        """Importing a body permits nothing: without this, API Gateway answers 500."""
        permission = LambdaPermission(
            self,
            "permission",
            statement_id="gateway",
            action="lambda:InvokeFunction",
            function_name=self.function.function_name,
            principal="apigateway.amazonaws.com",
            source_arn=source_arn,
        )
        named(self._name, permission)


def _environment(grants: Iterable[Grant], shared: Surroundings) -> dict[str, str]:
    told = {
        "POWERTOOLS_SERVICE_NAME": PROJECT,
        "POWERTOOLS_LOG_LEVEL": shared.stage.log_level,
        "POWERTOOLS_METRICS_NAMESPACE": PROJECT,
        "STAGE": shared.stage.name,
        # A function has two cores at most; to start threads for more makes NumPy's import a quarter longer.
        "OPENBLAS_NUM_THREADS": "1",
    }
    for grant in grants:
        told |= shared.known[grant.resource].environment
    return told

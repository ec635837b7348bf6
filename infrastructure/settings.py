"""Every number and name that a stage or a function may have of its own; nothing else tells stages apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from infrastructure.runtime import Runtime, lambda_runtime, own_runtime

PROJECT = "ai-facade"


class State(StrEnum):
    """Where Terraform keeps what it knows of a stage.

    S3's bucket is the deployer's own, and told to `terraform init` in Terraform's own way, whoever starts it:
    `TF_CLI_ARGS_init="-backend-config=bucket=…"`.
    """

    FILE = "file"
    S3 = "s3"


@dataclass(frozen=True, slots=True)
class Throttle:
    """A token bucket: `rate` requests a second, at most `burst` at once."""

    rate: float
    burst: int


@dataclass(frozen=True, slots=True)
class Quota:
    """At most `limit` requests a `period`: DAY, WEEK or MONTH."""

    limit: int
    period: str


@dataclass(frozen=True, slots=True)
class EmbeddedModel:
    """The model in the dependency layer."""


@dataclass(frozen=True, slots=True)
class BedrockModel:
    """Models of Amazon Bedrock, by the ids of foundation models or of inference profiles.

    `timeout_seconds` is for one task; the function and the gateway in front of it must wait longer.
    """

    chat_model_id: str
    embedding_model_id: str
    timeout_seconds: int


@dataclass(frozen=True, slots=True)
class StageSettings:
    """`key_throttle` and `key_quota` are for each API key of the usage plan, `throttle` for each method of the stage.

    `owns_gateway_account`: API Gateway writes logs with one role for a whole AWS account and region. Of the stages that
    share both, one declares it; these here do not share a region. It takes the place of a role that is set already, and
    goes with its stage: the other APIs there then log no more.
    """

    name: str
    region: str
    runtime: Runtime
    model: EmbeddedModel | BedrockModel
    throttle: Throttle
    key_throttle: Throttle
    key_quota: Quota | None
    log_retention_days: int
    log_level: str
    gateway_log_level: str
    tracing: bool
    state: State
    prevent_destroy: bool
    owns_gateway_account: bool


@dataclass(frozen=True, slots=True)
class FunctionSettings:
    """CPU grows with memory: 1,769 MB is one core. API Gateway waits 29 seconds for a function."""

    memory_mb: int
    timeout_seconds: int
    invokes_model: bool


STAGES = (
    StageSettings(
        name="local",
        region="us-east-1",
        runtime=own_runtime(),
        model=EmbeddedModel(),
        throttle=Throttle(rate=10_000, burst=5_000),
        key_throttle=Throttle(rate=5_000, burst=2_500),
        key_quota=None,
        log_retention_days=1,
        log_level="INFO",
        gateway_log_level="INFO",
        tracing=False,
        state=State.FILE,
        prevent_destroy=False,
        owns_gateway_account=True,
    ),
    StageSettings(
        name="dev",
        region="us-west-2",
        runtime=lambda_runtime(13),
        model=BedrockModel("us.amazon.nova-lite-v1:0", "amazon.titan-embed-text-v2:0", timeout_seconds=24),
        throttle=Throttle(rate=50, burst=100),
        key_throttle=Throttle(rate=20, burst=40),
        key_quota=Quota(10_000, "DAY"),
        log_retention_days=14,
        log_level="DEBUG",
        gateway_log_level="INFO",
        tracing=True,
        state=State.S3,
        prevent_destroy=False,
        owns_gateway_account=True,
    ),
    StageSettings(
        name="prod",
        region="us-east-1",
        runtime=lambda_runtime(13),
        model=BedrockModel("us.amazon.nova-pro-v1:0", "amazon.titan-embed-text-v2:0", timeout_seconds=24),
        throttle=Throttle(rate=500, burst=1_000),
        key_throttle=Throttle(rate=50, burst=100),
        key_quota=Quota(1_000_000, "MONTH"),
        log_retention_days=90,
        log_level="INFO",
        gateway_log_level="ERROR",
        tracing=True,
        state=State.S3,
        prevent_destroy=True,
        owns_gateway_account=True,
    ),
)

FUNCTIONS: Mapping[str, FunctionSettings] = MappingProxyType(
    {
        "run_task": FunctionSettings(memory_mb=1_769, timeout_seconds=28, invokes_model=True),
        "get_contract": FunctionSettings(memory_mb=256, timeout_seconds=10, invokes_model=False),
    }
)

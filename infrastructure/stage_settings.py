"""Every number and name that a stage may have of its own; nothing else tells stages apart. infrastructure/stages.py has
the rows.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from infrastructure.runtime import Runtime


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
    """At most `limit` requests a `period`."""

    limit: int
    period: Literal["DAY", "WEEK", "MONTH"]


@dataclass(frozen=True, slots=True)
class EmbeddedModel:
    """The model in the dependency layer."""


@dataclass(frozen=True, slots=True)
class BedrockModel:
    """Models of Amazon Bedrock, by the ids of foundation models or of inference profiles.

    `fallback_chat_model_id` is asked when the first does not answer. `timeout_seconds` is for one task, all `attempts`
    and the fallback together; the function and the gateway in front of it must wait longer.
    """

    chat_model_id: str
    fallback_chat_model_id: str
    embedding_model_id: str
    timeout_seconds: int
    attempts: int


@dataclass(frozen=True, slots=True)
class ModelServer:
    """Where `/models/…` leads: `address` is host, port and path, as far as there are any.

    The Terraform variable `model_server` names another address. `scheme` is not in it, for API Gateway takes none from
    a stage variable.
    """

    scheme: str
    address: str


@dataclass(frozen=True, slots=True)
class DataSettings:
    """What documents are read, and how long they and runs are kept.

    `languages` are those that the embedding model reads, as ISO 639-1 codes; none means any.
    """

    languages: tuple[str, ...]
    run_retention_days: int
    point_in_time_recovery: bool


@dataclass(frozen=True, slots=True)
class WorkflowSettings:
    """`parts_at_once`: how many functions one run has going.

    `log_level` is ALL, ERROR, FATAL or OFF; what the executions work on is never logged.
    """

    parts_at_once: int
    log_level: str


@dataclass(frozen=True, slots=True)
class Firewall:
    """AWS WAF. `requests_of_one_address` is the most that one IP address may send in five minutes."""

    requests_of_one_address: int


@dataclass(frozen=True, slots=True)
class CustomDomain:
    """`name` is the deployer's own, such as api.example.com; the certificate is one of ACM's, in the stage's region."""

    name: str
    certificate_arn: str


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """From where on somebody must look; infrastructure/alarms.py says at what.

    `server_errors_percent` is of a minute's requests, of which there must be `server_errors_floor`; `latency_ms` is
    what the slowest hundredth takes; `throttled` counts requests in a minute, all else what happens in five.
    `budget_percent` is of a team's tokens of the month.
    """

    server_errors_percent: float
    server_errors_floor: int
    latency_ms: int
    throttled: int
    unauthorized: int
    operation_errors: int
    step_errors: int
    model_errors: int
    failed_runs: int
    oldest_message_seconds: int
    budget_percent: int


@dataclass(frozen=True, slots=True)
class StageSettings:
    """`throttle` is for each method of the stage, all teams together; `default_plan` is the default team's, of
    infrastructure/teams.py, which has the others.

    `caches_authorizer`: API Gateway remembers for five minutes what a token may do. Otherwise it asks at each request,
    and takes a token from `x-api-key` as well, for programs that know keys alone.

    `prevent_destroy`: Terraform destroys no API, key, table or bucket of the stage, DynamoDB deletes no table, and a
    bucket that still holds documents stays.

    `owns_gateway_account`: API Gateway writes logs with one role for a whole AWS account and region. Of the stages that
    share both, one declares it; these here do not share a region. It takes the place of a role that is set already, and
    goes with its stage: the other APIs there then log no more.

    `domain`: the only name that the stage then answers at.
    """

    name: str
    region: str
    runtime: Runtime
    model: EmbeddedModel | BedrockModel
    model_server: ModelServer
    data: DataSettings
    workflows: WorkflowSettings
    throttle: Throttle
    default_plan: str
    caches_authorizer: bool
    alarms: AlarmSettings
    log_retention_days: int
    log_level: str
    tracing: bool
    state: State
    prevent_destroy: bool
    owns_gateway_account: bool
    firewall: Firewall | None
    domain: CustomDomain | None

"""What a function may do with what the stage has, and what it is told of it, in words that a row of settings can hold.

A grant without actions only tells: its resource's environment variables are the function's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

INVOKES_MODEL = ("bedrock:InvokeModel",)


class Resource(StrEnum):
    """What a stage has, once."""

    RECORDS = "records"
    IDEMPOTENCY = "idempotency"
    BUCKET = "bucket"
    INGEST = "ingest"
    BATCH = "batch"
    INGEST_EXECUTIONS = "ingest-executions"
    BATCH_EXECUTIONS = "batch-executions"
    PURGE = "purge"
    PURGE_MESSAGES = "purge-messages"
    CHAT_MODEL = "chat-model"
    EMBEDDING_MODEL = "embedding-model"
    RUN_RETENTION = "run-retention"
    LANGUAGES = "languages"
    TEAMS = "teams"
    LEDGER = "ledger"
    ISSUER = "issuer"
    PRICES = "prices"
    USAGE_PLANS = "usage-plans"


@dataclass(frozen=True, slots=True)
class Known:
    """A resource as a stage declares it: its ARNs, none if IAM has no word in it, and how functions are told of it."""

    arns: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grant:
    """`actions` on a resource or, where there is a `path`, on what is below it there."""

    resource: Resource
    actions: tuple[str, ...] = ()
    path: str = ""


def records(*actions: str) -> Grant:
    """A transaction needs the actions that it is made of."""
    return Grant(Resource.RECORDS, tuple(f"dynamodb:{action}" for action in actions))


def objects(prefix: str, *actions: str) -> Grant:
    """On the objects whose keys begin with the prefix."""
    return Grant(Resource.BUCKET, tuple(f"s3:{action}" for action in actions), f"/{prefix}/*")


# Reads too need it where an object may be missing: S3 answers 403 and not 404 to who may not list.
LISTS_OBJECTS = Grant(Resource.BUCKET, ("s3:ListBucket",))
REMEMBERS_ANSWERS = Grant(
    Resource.IDEMPOTENCY,
    ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"),
)
STARTS_INGEST = Grant(Resource.INGEST, ("states:StartExecution",))
STARTS_BATCH = Grant(Resource.BATCH, ("states:StartExecution",))
DESCRIBES_INGEST = Grant(Resource.INGEST_EXECUTIONS, ("states:DescribeExecution",))
DESCRIBES_BATCH = Grant(Resource.BATCH_EXECUTIONS, ("states:DescribeExecution",))
STOPS_INGEST = Grant(Resource.INGEST_EXECUTIONS, ("states:StopExecution",))
STOPS_BATCH = Grant(Resource.BATCH_EXECUTIONS, ("states:StopExecution",))
PURGES = Grant(Resource.PURGE, ("sqs:SendMessage",))
# By Lambda's pollers, in the function's name.
TAKES_PURGES = Grant(Resource.PURGE_MESSAGES, ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"))
EMBEDS = Grant(Resource.EMBEDDING_MODEL, INVOKES_MODEL)
CHATS = Grant(Resource.CHAT_MODEL, INVOKES_MODEL)
# An index belongs to the model that made its vectors.
KNOWS_MODEL = Grant(Resource.EMBEDDING_MODEL)
KNOWS_RETENTION = Grant(Resource.RUN_RETENTION)
KNOWS_LANGUAGES = Grant(Resource.LANGUAGES)
KNOWS_ISSUER = Grant(Resource.ISSUER)
KNOWS_TEAMS = Grant(Resource.TEAMS, ("dynamodb:GetItem",))
# Whoever serves a team counts what it used.
COUNTS = Grant(Resource.LEDGER, ("dynamodb:UpdateItem",))
# Whoever calls a model reserves and settles what it uses.
METERS = (COUNTS, KNOWS_TEAMS, Grant(Resource.PRICES))
REPORTS_USAGE = (
    Grant(Resource.LEDGER, ("dynamodb:GetItem", "dynamodb:Query")),
    KNOWS_TEAMS,
    Grant(Resource.PRICES),
    Grant(Resource.USAGE_PLANS, ("apigateway:GET",)),
)

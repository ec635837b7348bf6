"""What a stage has for its functions to work on: the ARNs for their policies, the environment that tells them.

State machines and queues are known by the names that they will have. A reference to them would make Terraform create
them first, and the AWS provider waits for five seconds with each function and for half a minute with each queue.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from infrastructure.data import Data
from infrastructure.grants import Known, Resource
from infrastructure.naming import stage_wide
from infrastructure.policies import model_arns
from infrastructure.prices import EMBEDDED_MODEL, PRICES
from infrastructure.queues import PURGE, queue_arn, queue_url
from infrastructure.stage_settings import BedrockModel, EmbeddedModel, StageSettings


def known_resources(stage: StageSettings, account: str, data: Data, issuer: str) -> Mapping[Resource, Known]:
    """`account` is the AWS account's id, `issuer` what tokens say that they are from."""
    purge = queue_arn(stage, account, PURGE)
    return {
        Resource.RECORDS: Known((data.records.arn,), {"RECORDS_TABLE": data.records.name}),
        Resource.IDEMPOTENCY: Known((data.idempotency.arn,), {"IDEMPOTENCY_TABLE": data.idempotency.name}),
        Resource.BUCKET: Known((data.bucket.arn,), {"DATA_BUCKET": data.bucket.bucket}),
        Resource.PURGE: Known((purge,), {"PURGE_QUEUE_URL": queue_url(stage, account, PURGE)}),
        Resource.PURGE_MESSAGES: Known((purge,)),
        Resource.RUN_RETENTION: Known(environment={"RUN_RETENTION_DAYS": str(stage.data.run_retention_days)}),
        Resource.LANGUAGES: Known(environment={"LANGUAGES": ",".join(stage.data.languages)}),
        Resource.TEAMS: Known((data.teams.arn,), {"TEAMS_TABLE": data.teams.name}),
        Resource.LEDGER: Known((data.ledger.arn,), {"LEDGER_TABLE": data.ledger.name}),
        Resource.ISSUER: Known(environment={"TOKEN_ISSUER": issuer}),
        Resource.PRICES: Known(environment={"MODEL_PRICES": json.dumps(model_prices(stage))}),
        # Of whichever plan: by its id, a function would have to wait for a plan that waits for the function's stage.
        Resource.USAGE_PLANS: Known((f"arn:aws:apigateway:{stage.region}::/usageplans/*/usage",)),
        **_workflows(stage, account),
        **_models(stage),
    }


def _workflows(stage: StageSettings, account: str) -> Mapping[Resource, Known]:
    known: dict[Resource, Known] = {}
    for machine, executions in (
        (Resource.INGEST, Resource.INGEST_EXECUTIONS),
        (Resource.BATCH, Resource.BATCH_EXECUTIONS),
    ):
        place, name = f"arn:aws:states:{stage.region}:{account}", stage_wide(stage.name, machine)
        arn = f"{place}:stateMachine:{name}"
        told = {f"{machine.upper()}_STATE_MACHINE_ARN": arn}
        known |= {machine: Known((arn,), told), executions: Known((f"{place}:execution:{name}:*",), told)}
    return known


def model_prices(stage: StageSettings) -> dict[str, dict[str, float]]:
    """USD per million tokens, of the stage's models."""
    return {name: asdict(PRICES[name]) for name in _model_names(stage)}


def faults_of_prices(stages: Iterable[StageSettings]) -> list[str]:
    """A sentence for each model without a price."""
    return [
        f"The model {name} of the stage {stage.name} has no price; give it one in infrastructure/prices.py."
        for stage in stages
        for name in _model_names(stage)
        if name not in PRICES
    ]


def _model_names(stage: StageSettings) -> tuple[str, ...]:
    match stage.model:
        case EmbeddedModel():
            return (EMBEDDED_MODEL,)
        case BedrockModel() as model:
            return model.chat_model_id, model.fallback_chat_model_id, model.embedding_model_id


def _models(stage: StageSettings) -> Mapping[Resource, Known]:
    match stage.model:
        case EmbeddedModel():
            embedded = Known(environment={"MODEL_PROVIDER": "embedded"})
            return {Resource.CHAT_MODEL: embedded, Resource.EMBEDDING_MODEL: embedded}
        case BedrockModel() as model:
            told = {
                "MODEL_PROVIDER": "bedrock",
                "BEDROCK_CHAT_MODEL_ID": model.chat_model_id,
                "BEDROCK_FALLBACK_CHAT_MODEL_ID": model.fallback_chat_model_id,
                "BEDROCK_EMBEDDING_MODEL_ID": model.embedding_model_id,
                "MODEL_TIMEOUT_SECONDS": str(model.timeout_seconds),
                "MODEL_ATTEMPTS": str(model.attempts),
            }
            chat = [
                arn
                for model_id in (model.chat_model_id, model.fallback_chat_model_id)
                for arn in model_arns(model_id, stage.region)
            ]
            embedding = model_arns(model.embedding_model_id, stage.region)
            return {
                Resource.CHAT_MODEL: Known(tuple(chat), told),
                Resource.EMBEDDING_MODEL: Known(tuple(embedding), told),
            }

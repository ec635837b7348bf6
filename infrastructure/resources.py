"""What a stage has for its functions to work on: the ARNs for their policies, the environment that tells them.

State machines and the purging function are known by the names that they will have. A reference to them would make
Terraform create them first, and the AWS provider waits for five seconds with each function.
"""

from collections.abc import Mapping

from infrastructure.data import Data
from infrastructure.grants import Known, Resource
from infrastructure.naming import stage_wide
from infrastructure.policies import model_arns
from infrastructure.stage_settings import BedrockModel, EmbeddedModel, StageSettings

PURGE_STEP = "purge_index"


def known_resources(stage: StageSettings, account: str, data: Data) -> Mapping[Resource, Known]:
    """`account` is the AWS account's id."""
    purge = stage_wide(stage.name, PURGE_STEP)
    return {
        Resource.RECORDS: Known((data.records.arn,), {"RECORDS_TABLE": data.records.name}),
        Resource.IDEMPOTENCY: Known((data.idempotency.arn,), {"IDEMPOTENCY_TABLE": data.idempotency.name}),
        Resource.BUCKET: Known((data.bucket.arn,), {"DATA_BUCKET": data.bucket.bucket}),
        Resource.PURGE: Known(
            (f"arn:aws:lambda:{stage.region}:{account}:function:{purge}",), {"PURGE_FUNCTION": purge}
        ),
        Resource.RUN_RETENTION: Known(environment={"RUN_RETENTION_DAYS": str(stage.data.run_retention_days)}),
        Resource.LANGUAGES: Known(environment={"LANGUAGES": ",".join(stage.data.languages)}),
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

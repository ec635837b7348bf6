"""The Bedrock models of a stage, over one client with bounded timeouts and attempts."""

from typing import Any

import boto3
from botocore.config import Config

from handlers.models.bedrock.embedding import PARALLEL_CALLS, BedrockEmbedder, family_of
from handlers.models.bedrock.reading import BedrockReader
from handlers.models.settings import ModelSettings
from handlers.tasks.ports import Models

CONNECT_SECONDS = 3.0


def bedrock_models(settings: ModelSettings) -> Models:
    missing = [
        name
        for name, value in (
            ("BEDROCK_CHAT_MODEL_ID", settings.chat_model_id),
            ("BEDROCK_EMBEDDING_MODEL_ID", settings.embedding_model_id),
        )
        if not value
    ]
    if missing:
        raise LookupError(f"MODEL_PROVIDER is 'bedrock', which needs {' and '.join(missing)}")
    client = runtime_client(settings)
    embedder = BedrockEmbedder(
        client, settings.embedding_model_id, family_of(settings.embedding_model_id), settings.timeout_seconds
    )
    return Models(embedder, BedrockReader(client, settings.chat_model_id))


def runtime_client(settings: ModelSettings) -> Any:
    """All attempts together, connecting included, stay within the timeout, so that the gateway's never comes first."""
    seconds = settings.timeout_seconds / settings.attempts
    connect_seconds = min(CONNECT_SECONDS, seconds / 2)
    config = Config(
        connect_timeout=connect_seconds,
        read_timeout=seconds - connect_seconds,
        retries={"mode": "standard", "total_max_attempts": settings.attempts},
        max_pool_connections=PARALLEL_CALLS,
    )
    return boto3.client("bedrock-runtime", config=config)

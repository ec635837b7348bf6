"""The functions' settings, from environment variables."""

from collections.abc import Mapping
from dataclasses import dataclass

EMBEDDED_NAME = "wordllama-l2-supercat-256"


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """`timeout_seconds` is for one answer: all attempts together, and of the fallback's too, if there is one.

    Model ids are "" where there is no such model.
    """

    provider: str
    chat_model_id: str
    fallback_chat_model_id: str
    embedding_model_id: str
    timeout_seconds: float
    attempts: int


def model_settings(environment: Mapping[str, str]) -> ModelSettings:
    return ModelSettings(
        provider=environment.get("MODEL_PROVIDER", "embedded"),
        chat_model_id=environment.get("BEDROCK_CHAT_MODEL_ID", ""),
        fallback_chat_model_id=environment.get("BEDROCK_FALLBACK_CHAT_MODEL_ID", ""),
        embedding_model_id=environment.get("BEDROCK_EMBEDDING_MODEL_ID", ""),
        timeout_seconds=float(environment.get("MODEL_TIMEOUT_SECONDS", "25")),
        attempts=int(environment.get("MODEL_ATTEMPTS", "1")),
    )

"""The Bedrock models of a stage, over clients with bounded timeouts and attempts."""

from collections.abc import Callable
from functools import cache
from typing import Any

from botocore.config import Config
from botocore.session import Session

from handlers.models.bedrock.embedding import PARALLEL_CALLS, BedrockEmbedder, family_of
from handlers.models.bedrock.fallback import ReaderWithFallback
from handlers.models.bedrock.reading import BedrockReader
from handlers.models.settings import ModelSettings
from handlers.tasks.ports import Metering, Models, Reader, ReadingModel

CONNECT_SECONDS = 3.0
SHORTEST_ATTEMPT = 2.0  # seconds
FIRST_SHARE = 0.6  # of the time for an answer, when another model may have to be asked in the rest of it


def bedrock_models(settings: ModelSettings) -> Callable[[Metering], Models]:
    """Makes the models of a request. Each is metered by itself: the fallback only reads when the first could not."""
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
    embedder = BedrockEmbedder(
        runtime_client(settings, settings.timeout_seconds),
        settings.embedding_model_id,
        family_of(settings.embedding_model_id),
        settings.timeout_seconds,
    )
    reader = _reader(settings)
    return lambda metering: Models(metering.embedder(embedder), reader(metering))


def _reader(settings: ModelSettings) -> Callable[[Metering], Reader]:
    seconds = settings.timeout_seconds
    if not settings.fallback_chat_model_id:
        only = BedrockReader(runtime_client(settings, seconds), settings.chat_model_id)
        return lambda metering: metering.reader(only)

    first = BedrockReader(runtime_client(settings, seconds * FIRST_SHARE), settings.chat_model_id)
    second = _fallback(settings)
    return lambda metering: ReaderWithFallback(
        metering.reader(first), lambda left: metering.reader(second(left)), seconds
    )


def _fallback(settings: ModelSettings) -> Callable[[float], ReadingModel]:
    """A client's timeouts are its own for good: there is one for each whole number of seconds that may be left."""

    @cache
    def reader_within(seconds: int) -> ReadingModel:
        return BedrockReader(runtime_client(settings, seconds), settings.fallback_chat_model_id)

    return lambda seconds: reader_within(int(seconds))


def runtime_client(settings: ModelSettings, seconds: float) -> Any:
    """All attempts together, with connecting and waiting between them, stay within `seconds`.

    So the gateway's own timeout never comes first.
    """
    attempts, each = attempts_within(seconds, settings.attempts)
    connect_seconds = min(CONNECT_SECONDS, each / 2)
    config = Config(
        connect_timeout=connect_seconds,
        read_timeout=each - connect_seconds,
        retries={"mode": "standard", "total_max_attempts": attempts},
        max_pool_connections=PARALLEL_CALLS,
    )
    return _session().create_client("bedrock-runtime", config=config)


def attempts_within(seconds: float, most: int) -> tuple[int, float]:
    """How many attempts there is time for, and the seconds for each; one attempt has all the time there is.

    Before the second attempt botocore's standard mode waits up to a second, and each time up to twice as long.
    """
    for attempts in range(most, 1, -1):
        waiting = 2.0 ** (attempts - 1) - 1
        each = (seconds - waiting) / attempts
        if each >= SHORTEST_ATTEMPT:
            return attempts, each
    return 1, seconds


@cache
def _session() -> Session:
    """botocore's own: boto3 adds nothing that is used, and 50 ms to the import."""
    return Session()

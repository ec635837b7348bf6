"""No call of a model uses more than was reserved for it."""

import io
import json
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.response import StreamingBody
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.models.bedrock.embedding import TOKENS_HEADER, BedrockEmbedder, family_of
from handlers.models.bedrock.reading import BedrockReader
from handlers.models.embedded import EmbeddedModel
from handlers.runs.clock import utc_now
from handlers.tasks.extraction import ExtractiveReader
from handlers.tasks.orders import Answer, Classify, Embed, Order, Rank, Summarize
from handlers.tasks.ports import Bound, Embeddings, Models
from handlers.tasks.refusals import Refusal
from handlers.tasks.results import Usage
from handlers.tasks.run import run
from handlers.usage.budget import BudgetState, Exhausted, Reservation
from handlers.usage.meter import Meter
from handlers.usage.metering import TeamMetering
from tests.handlers.usage.memory import MemoryLedger

TEXT = st.one_of(
    st.text(max_size=80), st.lists(st.sampled_from(["It rains. ", "Why? ", "é", "語。", "\n\n", "a"])).map("".join)
)
TEXTS = st.lists(TEXT, min_size=1, max_size=5).map(tuple)
ORDERS: st.SearchStrategy[Order] = st.one_of(
    st.builds(Embed, TEXTS),
    st.builds(Classify, TEXT, TEXTS),
    st.builds(Rank, TEXT, TEXTS, st.none()),
    st.builds(Summarize, TEXT, st.integers(1, 20)),
    st.builds(Answer, TEXT, TEXT),
)
READ: st.SearchStrategy[Summarize | Answer] = st.one_of(
    st.builds(Summarize, TEXT, st.integers(1, 20)), st.builds(Answer, TEXT, TEXT)
)
TRIES = 3


class Bedrock:
    """A client of `bedrock-runtime`. Of each text it reads a token a byte, and writes as much as it may."""

    meta = SimpleNamespace(config=SimpleNamespace(retries={"total_max_attempts": TRIES}))

    def __init__(self, retried: int = 0, error: Exception | None = None, *, tells: bool = True) -> None:
        self.retried, self.error, self.tells = retried, error, tells

    def converse(self, **asked: Any) -> dict[str, Any]:
        if self.error:
            raise self.error
        [system], [message] = asked["system"], asked["messages"]
        read = len((system["text"] + message["content"][0]["text"]).encode())
        return {
            "output": {"message": {"content": [{"text": "In short."}]}},
            "stopReason": "end_turn",
            "usage": {"inputTokens": read, "outputTokens": asked["inferenceConfig"]["maxTokens"]},
            "ResponseMetadata": {"RetryAttempts": self.retried},
        }

    def invoke_model(self, **asked: Any) -> dict[str, Any]:
        if self.error:
            raise self.error
        text = json.loads(asked["body"])["inputText"]
        body = json.dumps({"embedding": [3, 4]}).encode()
        headers = {TOKENS_HEADER: str(len(text.encode()))} if self.tells else {}
        metadata = {"HTTPHeaders": headers, "RetryAttempts": self.retried}
        return {"body": StreamingBody(io.BytesIO(body), len(body)), "ResponseMetadata": metadata}


@dataclass(slots=True)
class Counting(MemoryLedger):
    reservations: int = 0
    spendings: int = 0

    def reserve(self, team: str, tokens: int, now: datetime) -> Reservation | Exhausted:
        self.reservations += 1
        return MemoryLedger.reserve(self, team, tokens, now)

    def spend(self, team: str, tokens: int, now: datetime) -> BudgetState | Exhausted:
        self.spendings += 1
        return MemoryLedger.spend(self, team, tokens, now)


def used(usage: Usage | None) -> int:
    assert usage is not None
    return usage.input_tokens + usage.output_tokens + usage.untold


@settings(deadline=None)
@given(order=ORDERS)
def test_no_task_of_the_embedded_model_uses_more_than_it_reserved(order: Order, embedded_model: EmbeddedModel) -> None:
    ledger, meter = MemoryLedger(), Meter()
    metering = TeamMetering("team", ledger, meter, utc_now)
    models = Models(metering.embedder(embedded_model), metering.reader(ExtractiveReader(embedded_model)))

    result = run(order, models)

    assert not isinstance(result, Refusal)
    assert not meter.unsettled  # the ledger takes no settlement above its reservation
    assert not meter.misjudged  # what was spent before a call is what it used
    assert [used for _, used in ledger.settled] == [result.usage.input_tokens + result.usage.output_tokens]


@settings(deadline=None)
@given(order=ORDERS)
def test_what_tasks_use_of_the_embedded_model_is_known_before_where_they_only_compare(
    order: Order, embedded_model: EmbeddedModel
) -> None:
    ledger = Counting()
    metering = TeamMetering("team", ledger, Meter(), utc_now)
    models = Models(metering.embedder(embedded_model), metering.reader(ExtractiveReader(embedded_model)))

    run(order, models)

    is_read = isinstance(order, Summarize | Answer)
    assert (ledger.reservations, ledger.spendings) == ((1, 0) if is_read else (0, 1))


@given(READ, st.integers(0, TRIES - 1))
def test_no_reading_by_bedrock_uses_more_than_it_reserved(order: Summarize | Answer, retried: int) -> None:
    reader = BedrockReader(Bedrock(retried), "model")

    result = reader.summarize(order) if isinstance(order, Summarize) else reader.answer(order)

    assert used(result.usage) <= reader.bound(order).tokens
    assert not reader.bound(order).is_exact


@given(TEXTS, st.integers(0, TRIES - 1), st.booleans())
def test_no_embedding_by_bedrock_uses_more_than_it_reserved(texts: tuple[str, ...], retried: int, tells: bool) -> None:
    embedder = embedder_of(Bedrock(retried, tells=tells))

    result = embedder.embed(texts)

    assert isinstance(result, Embeddings)
    assert result.tokens + result.untold <= embedder.bound(texts).tokens
    assert not embedder.bound(texts).is_exact
    assert tells or result.untold > 0 or not any(texts)


def test_the_embedded_model_knows_to_a_token_what_it_will_use(embedded_model: EmbeddedModel) -> None:
    texts = ["A parcel arrived.", "", "Ein Paket ist da: 語"]

    assert embedded_model.bound(texts) == Bound(embedded_model.embed(texts).tokens, is_exact=True)


def throttled(code: str, retried: int = 0) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "No."}, "ResponseMetadata": {"RetryAttempts": retried}}, "")


ONE_TRY = BedrockReader(Bedrock(), "model").bound(Summarize("text", 1)).tokens // TRIES


@pytest.mark.parametrize(
    ("error", "spent"),
    [
        (throttled("ThrottlingException"), 0),
        (throttled("ValidationException"), 0),
        (throttled("ThrottlingException", retried=2), 2 * ONE_TRY),
        (EndpointConnectionError(endpoint_url="https://bedrock"), 2 * ONE_TRY),
        (ConnectTimeoutError(endpoint_url="https://bedrock"), 2 * ONE_TRY),
        (ReadTimeoutError(endpoint_url="https://bedrock"), None),
        (throttled("InternalServerException"), None),
        (throttled("ModelTimeoutException"), None),
    ],
)
def test_a_refusal_says_what_it_can_have_used_or_that_nobody_can_tell(error: Exception, spent: int | None) -> None:
    refused = BedrockReader(Bedrock(error=error), "model").summarize(Summarize("text", 1))

    assert isinstance(refused, Refusal)
    assert refused.usage == (None if spent is None else Usage(0, 0, spent))


def embedder_of(client: Bedrock) -> BedrockEmbedder:
    model_id = "amazon.titan-embed-text-v2:0"
    return BedrockEmbedder(client, model_id, family_of(model_id), timeout_seconds=8)


def test_parts_of_an_embedding_that_were_made_count_also_when_another_is_refused() -> None:
    class Second(Bedrock):
        def invoke_model(self, **asked: Any) -> dict[str, Any]:
            if "bad" in asked["body"]:
                raise throttled("ValidationException")
            return super().invoke_model(**asked)

    refused = embedder_of(Second()).embed(["four", "bad", "sevens!"])

    assert isinstance(refused, Refusal)
    assert refused.usage == Usage(11, 0)


def test_one_part_of_an_embedding_that_nobody_can_tell_of_leaves_the_whole_untold() -> None:
    class Second(Bedrock):
        def invoke_model(self, **asked: Any) -> dict[str, Any]:
            if "bad" in asked["body"]:
                raise ReadTimeoutError(endpoint_url="https://bedrock")
            return super().invoke_model(**asked)

    refused = embedder_of(Second()).embed(["four", "bad"])

    assert isinstance(refused, Refusal)
    assert refused.usage is None

"""Two reading models: the second answers where the first cannot, in the time that is left."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import pytest
from botocore.stub import Stubber

from handlers.models.bedrock.fallback import LEAST_SECONDS, ReaderWithFallback
from handlers.models.bedrock.models import bedrock_models, runtime_client
from handlers.models.bedrock.reading import BedrockReader
from handlers.models.settings import ModelSettings, model_settings
from handlers.runs.clock import utc_now
from handlers.tasks.orders import Answer, Summarize
from handlers.tasks.ports import Reader
from handlers.tasks.refusals import Reason, Refusal
from handlers.tasks.results import Answered, Summarized, Usage
from handlers.usage.meter import Meter
from handlers.usage.metering import TeamMetering
from tests.handlers.test_bedrock import CHAT, CONTEXT, QUESTION, TITAN, claim, converse_output
from tests.handlers.usage.memory import MemoryLedger, Unmetered

FALLBACK = "eu.anthropic.claude-haiku-4-5-v1:0"
ORDER = Summarize(CONTEXT, 1)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> ModelSettings:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    return model_settings(
        {
            "MODEL_PROVIDER": "bedrock",
            "BEDROCK_CHAT_MODEL_ID": CHAT,
            "BEDROCK_FALLBACK_CHAT_MODEL_ID": FALLBACK,
            "BEDROCK_EMBEDDING_MODEL_ID": TITAN,
            "MODEL_TIMEOUT_SECONDS": "20",
        }
    )


@dataclass(frozen=True, slots=True)
class Stubbed:
    """Two models over stubbed clients; `asked` is with how many seconds the second was asked for."""

    reader: Reader
    first: Stubber
    second: Stubber
    asked: list[float]


@pytest.fixture
def stubbed(settings: ModelSettings) -> Iterator[Stubbed]:
    clients = [runtime_client(settings, 20.0) for _ in range(2)]
    asked: list[float] = []

    def second(seconds: float) -> Reader:
        asked.append(seconds)
        return BedrockReader(clients[1], FALLBACK)

    with ExitStack() as stack:
        stubs = [stack.enter_context(Stubber(client)) for client in clients]
        yield Stubbed(ReaderWithFallback(BedrockReader(clients[0], CHAT), second, 20.0), stubs[0], stubs[1], asked)


CALLS: dict[str, tuple[Callable[[Reader], object], str, object]] = {
    "summarize": (
        lambda reader: reader.summarize(ORDER),
        "In short.",
        lambda model: Summarized(model, Usage(40, 9), "In short.", ()),
    ),
    "answer": (
        lambda reader: reader.answer(QUESTION),
        claim(None, None),
        lambda model: Answered(model, Usage(40, 9), 0.0, None, None),
    ),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("code", ["ThrottlingException", "ServiceUnavailableException", "ModelTimeoutException"])
def test_a_model_that_cannot_answer_now_is_stood_in_for_and_the_result_says_by_whom(
    stubbed: Stubbed, call: str, code: str
) -> None:
    ask, said, result_of = CALLS[call]
    stubbed.first.add_client_error("converse", code, "said by AWS")
    stubbed.second.add_response("converse", converse_output(said))

    result = ask(stubbed.reader)

    assert callable(result_of)
    assert result == result_of(FALLBACK)


def test_a_model_that_answers_is_not_stood_in_for(stubbed: Stubbed) -> None:
    stubbed.first.add_response("converse", converse_output("In short."))

    result = stubbed.reader.summarize(ORDER)

    assert isinstance(result, Summarized)
    assert result.model == CHAT
    assert stubbed.asked == []


@pytest.mark.parametrize(
    ("add", "reason"),
    [
        (lambda stub: stub.add_client_error("converse", "ValidationException", "too long"), Reason.REFUSED_INPUT),
        (
            lambda stub: stub.add_response("converse", converse_output("x", "guardrail_intervened")),
            Reason.REFUSED_INPUT,
        ),
        (lambda stub: stub.add_response("converse", converse_output("")), Reason.MALFORMED_OUTPUT),
    ],
)
def test_what_another_model_would_not_mend_is_not_asked_of_it(
    stubbed: Stubbed, add: Callable[[Stubber], None], reason: Reason
) -> None:
    add(stubbed.first)

    refused = stubbed.reader.summarize(ORDER)

    assert isinstance(refused, Refusal)
    assert refused.reason is reason
    assert stubbed.asked == []


def test_when_both_refuse_the_caller_is_told_of_the_first_and_the_log_of_both(stubbed: Stubbed) -> None:
    stubbed.first.add_client_error("converse", "ThrottlingException", "one")
    stubbed.second.add_client_error("converse", "ValidationException", "two")

    refused = stubbed.reader.summarize(ORDER)

    assert isinstance(refused, Refusal)
    assert (refused.reason, refused.retry_after) == (Reason.BUSY, 2)
    assert refused.cause == "ThrottlingException: one; then the fallback: ValidationException: two"


@dataclass(slots=True)
class Slow:
    """Refuses, at a time that it is set to: a clock that its tests turn."""

    takes: float
    now: list[float] = field(default_factory=lambda: [0.0])
    name: str = "slow"

    def clock(self) -> float:
        return self.now[0]

    def summarize(self, order: Summarize) -> Summarized | Refusal:
        self.now[0] += self.takes
        return Refusal(Reason.TIMEOUT, "Late.")

    def answer(self, order: Answer) -> Answered | Refusal:
        raise NotImplementedError


@pytest.mark.parametrize(("takes", "left"), [(0.0, [20.0]), (12.0, [8.0]), (18.0, [2.0]), (18.5, []), (21.0, [])])
def test_the_second_has_the_time_that_the_first_has_left(takes: float, left: list[float]) -> None:
    slow = Slow(takes)
    asked: list[float] = []

    def second(seconds: float) -> Reader:
        asked.append(seconds)
        return slow

    ReaderWithFallback(slow, second, 20.0, clock=slow.clock).summarize(ORDER)

    assert asked == left
    assert all(seconds >= LEAST_SECONDS for seconds in asked)


def test_the_first_of_two_leaves_time_for_the_second(settings: ModelSettings) -> None:
    reader = bedrock_models(settings)(Unmetered()).reader

    assert isinstance(reader, ReaderWithFallback)
    assert isinstance(reader.first, BedrockReader)
    assert _seconds(reader.first.client) == pytest.approx(12.0)
    second = reader.second(8.9)
    assert isinstance(second, BedrockReader)
    assert second.name == FALLBACK
    assert _seconds(second.client) == pytest.approx(8.0)
    assert reader.clock is monotonic


def test_without_a_second_model_the_first_has_all_the_time(settings: ModelSettings) -> None:
    alone = model_settings(
        {"BEDROCK_CHAT_MODEL_ID": CHAT, "BEDROCK_EMBEDDING_MODEL_ID": TITAN, "MODEL_TIMEOUT_SECONDS": "20"}
    )

    reader = bedrock_models(alone)(Unmetered()).reader

    assert isinstance(reader, BedrockReader)
    assert _seconds(reader.client) == pytest.approx(20.0)


def _seconds(client: Any) -> float:
    config = client.meta.config
    seconds: float = config.connect_timeout + config.read_timeout
    return seconds


def test_each_of_two_models_is_metered_by_itself(stubbed: Stubbed) -> None:
    ledger, meter = MemoryLedger(), Meter()
    metering = TeamMetering("team", ledger, meter, utc_now)
    with_fallback = stubbed.reader
    assert isinstance(with_fallback, ReaderWithFallback)
    first = metering.reader(model_of(with_fallback.first))
    reader = ReaderWithFallback(first, lambda left: metering.reader(model_of(with_fallback.second(left))), 20.0)
    stubbed.first.add_client_error("converse", "ModelTimeoutException", "said by AWS")
    stubbed.second.add_response("converse", converse_output("In short."))

    reader.summarize(ORDER)

    assert [(call.model, call.input_tokens, call.output_tokens) for call in meter.counted()] == [
        (CHAT, 0, 0),
        (FALLBACK, 40, 9),
    ]
    assert [used for _, used in ledger.settled] == [49]
    [untold] = ledger.held.values()
    assert untold.tokens == model_of(with_fallback.first).bound(ORDER).tokens


def test_a_fallback_without_budget_leaves_the_first_refusal(stubbed: Stubbed) -> None:
    with_fallback = stubbed.reader
    assert isinstance(with_fallback, ReaderWithFallback)
    ledger = MemoryLedger(budget=model_of(with_fallback.first).bound(ORDER).tokens)
    metering = TeamMetering("team", ledger, Meter(), utc_now)
    first = metering.reader(model_of(with_fallback.first))
    reader = ReaderWithFallback(first, lambda left: metering.reader(model_of(with_fallback.second(left))), 20.0)
    stubbed.first.add_client_error("converse", "ModelTimeoutException", "said by AWS")

    refused = reader.summarize(ORDER)

    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.TIMEOUT
    assert str(refused.cause).endswith("then the fallback: budget")


def model_of(reader: Reader) -> BedrockReader:
    assert isinstance(reader, BedrockReader)
    return reader

"""Summaries and answers by Converse. What the model says it quotes is looked up in the context and never believed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.models.bedrock.prompts import ANSWER, SUMMARIZE
from handlers.models.bedrock.refusals import attempt, refusal
from handlers.models.bedrock.tries import Tries, bytes_of, tries_of
from handlers.tasks.orders import Answer, Summarize
from handlers.tasks.ports import Bound
from handlers.tasks.refusals import Reason, Refusal
from handlers.tasks.results import Answered, Span, Summarized, Usage

TOKENS_PER_SENTENCE = 150
ANSWER_TOKENS = 1000
FRAME_TOKENS = 256  # of what a model's own template puts around the messages
SCORE_DECIMALS = 4

# Why a model stopped, where that leaves nothing to read; "end_turn" and "stop_sequence" are in order.
REASON_OF_STOP = {
    "guardrail_intervened": Reason.REFUSED_INPUT,
    "content_filtered": Reason.REFUSED_INPUT,
    "model_context_window_exceeded": Reason.REFUSED_INPUT,
    "max_tokens": Reason.MALFORMED_OUTPUT,
}


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class _Message:
    """What a model is asked: an instruction, the client's words, and the most tokens of an answer."""

    instruction: str
    data: str
    max_tokens: int

    def tries(self, client: Any) -> Tries:
        read = bytes_of(self.instruction) + bytes_of(self.data) + FRAME_TOKENS
        return Tries(tries_of(client), read + self.max_tokens)


def _message(order: Summarize | Answer) -> _Message:
    match order:
        case Summarize(text, sentences):
            return _Message(SUMMARIZE, _json({"text": text, "sentences": sentences}), TOKENS_PER_SENTENCE * sentences)
        case Answer(question, context):
            return _Message(ANSWER, _json({"question": question, "context": context}), ANSWER_TOKENS)


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class BedrockReader:
    """A `ReadingModel`."""

    client: Any  # boto3 makes its clients' classes at run time
    name: str

    def bound(self, order: Summarize | Answer) -> Bound:
        return Bound(_message(order).tries(self.client).bound)

    def summarize(self, order: Summarize) -> Summarized | Refusal:
        said = self._converse(_message(order))
        if isinstance(said, Refusal):
            return said
        return Summarized(self.name, said.usage, said.text, ())

    def answer(self, order: Answer) -> Answered | Refusal:
        said = self._converse(_message(order))
        if isinstance(said, Refusal):
            return said
        claim = _claim(said.text)
        if claim is None:
            return refusal(Reason.MALFORMED_OUTPUT, "the answer is not the JSON object that was asked for", said.usage)

        answer, quote, confidence = claim
        start = order.context.find(quote) if answer and quote else -1
        if start < 0:
            return Answered(self.name, said.usage, 0.0, None, None)
        return Answered(self.name, said.usage, confidence, answer, Span(start, start + len(quote), quote))

    def _converse(self, message: _Message) -> Said | Refusal:
        tries = message.tries(self.client)
        response = attempt(
            lambda: self.client.converse(
                modelId=self.name,
                system=[{"text": message.instruction}],
                messages=[{"role": "user", "content": [{"text": message.data}]}],
                inferenceConfig={"maxTokens": message.max_tokens, "temperature": 0.0},
            ),
            tries,
        )
        return response if isinstance(response, Refusal) else _said(response, tries.untold(response))


def _said(response: Mapping[str, Any], untold: int) -> Said | Refusal:
    usage = Usage(response["usage"]["inputTokens"], response["usage"]["outputTokens"], untold)
    reason = REASON_OF_STOP.get(response["stopReason"])
    if reason:
        return refusal(reason, f"stopped by {response['stopReason']}", usage)
    content = response.get("output", {}).get("message", {}).get("content", [])
    text = "".join(block.get("text", "") for block in content).strip()
    if not text:
        return refusal(Reason.MALFORMED_OUTPUT, "the answer has no text", usage)
    return Said(text, usage)


def _claim(text: str) -> tuple[str, str, float] | None:
    """Answer, quote and confidence; "" for what the model left null. Models like to wrap JSON in other text."""
    try:
        document, _ = json.JSONDecoder().raw_decode(text, text.index("{"))
    except (ValueError, RecursionError):
        return None
    match document:
        case {
            "answer": str() | None as answer,
            "quote": str() | None as quote,
            "confidence": int() | float() as confidence,
        }:
            return answer or "", quote or "", round(min(1.0, max(0.0, confidence)), SCORE_DECIMALS)
    return None

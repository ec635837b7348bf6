"""Summaries and answers by Converse. What the model says it quotes is looked up in the context and never believed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.models.bedrock.prompts import ANSWER, SUMMARIZE
from handlers.models.bedrock.refusals import attempt, refusal
from handlers.tasks.orders import Answer, Summarize
from handlers.tasks.refusals import Reason, Refusal
from handlers.tasks.results import Answered, Span, Summarized, Usage

TOKENS_PER_SENTENCE = 150
ANSWER_TOKENS = 1000
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
class BedrockReader:
    client: Any  # boto3 makes its clients' classes at run time
    name: str

    def summarize(self, order: Summarize) -> Summarized | Refusal:
        data = {"text": order.text, "sentences": order.sentences}
        said = self._converse(SUMMARIZE, data, TOKENS_PER_SENTENCE * order.sentences)
        if isinstance(said, Refusal):
            return said
        return Summarized(self.name, said.usage, said.text, ())

    def answer(self, order: Answer) -> Answered | Refusal:
        data = {"question": order.question, "context": order.context}
        said = self._converse(ANSWER, data, ANSWER_TOKENS)
        if isinstance(said, Refusal):
            return said
        claim = _claim(said.text)
        if claim is None:
            return refusal(Reason.MALFORMED_OUTPUT, "the answer is not the JSON object that was asked for")

        answer, quote, confidence = claim
        start = order.context.find(quote) if answer and quote else -1
        if start < 0:
            return Answered(self.name, said.usage, 0.0, None, None)
        return Answered(self.name, said.usage, confidence, answer, Span(start, start + len(quote), quote))

    def _converse(self, instruction: str, data: Mapping[str, Any], max_tokens: int) -> Said | Refusal:
        response = attempt(
            lambda: self.client.converse(
                modelId=self.name,
                system=[{"text": instruction}],
                messages=[{"role": "user", "content": [{"text": json.dumps(data, ensure_ascii=False)}]}],
                inferenceConfig={"maxTokens": max_tokens, "temperature": 0.0},
            )
        )
        return response if isinstance(response, Refusal) else _said(response)


def _said(response: Mapping[str, Any]) -> Said | Refusal:
    reason = REASON_OF_STOP.get(response["stopReason"])
    if reason:
        return refusal(reason, f"stopped by {response['stopReason']}")
    content = response.get("output", {}).get("message", {}).get("content", [])
    text = "".join(block.get("text", "") for block in content).strip()
    if not text:
        return refusal(Reason.MALFORMED_OUTPUT, "the answer has no text")
    usage = response["usage"]
    return Said(text, Usage(usage["inputTokens"], usage["outputTokens"]))


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

"""Summaries and answers made of a text's own sentences, for a model that has vectors and no words of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.tasks.answering import LEAST_SCORE, answer_scores
from handlers.tasks.orders import Answer, Summarize
from handlers.tasks.ports import Bound, EmbeddingModel
from handlers.tasks.refusals import Refusal
from handlers.tasks.results import Answered, Span, Summarized, Usage
from handlers.tasks.sentences import split_sentences
from handlers.tasks.summarizing import central_sentences

# Real text of the longest allowed length has fewer; a text of one-letter sentences is read some at a time.
MOST_PASSAGES = 2000


@dataclass(frozen=True, slots=True)
class ExtractiveReader:
    """A `ReadingModel`."""

    embedder: EmbeddingModel

    @property
    def name(self) -> str:
        return self.embedder.name

    def bound(self, order: Summarize | Answer) -> Bound:
        """All that is read, and all of it handed back: how much that is, only the vectors tell."""
        match order:
            case Summarize(text):
                read, asked = _passages(text), []
            case Answer(question, context):
                read, asked = _passages(context), [question]
        passages = self.embedder.bound([passage.text for passage in read]).tokens
        return Bound(self.embedder.bound(asked).tokens + 2 * passages)

    def summarize(self, order: Summarize) -> Summarized | Refusal:
        passages = _passages(order.text)
        embeddings = self.embedder.embed([passage.text for passage in passages])
        if isinstance(embeddings, Refusal):
            return embeddings
        chosen = tuple(passages[place] for place in central_sentences(passages, embeddings.vectors, order.sentences))
        usage = self._usage(embeddings.tokens, chosen)
        if isinstance(usage, Refusal):
            return usage
        return Summarized(self.embedder.name, usage, " ".join(span.text for span in chosen), chosen)

    def answer(self, order: Answer) -> Answered | Refusal:
        passages = _passages(order.context)
        sentences = [passage.text for passage in passages]
        embeddings = self.embedder.embed([order.question, *sentences])
        if isinstance(embeddings, Refusal):
            return embeddings
        likeness = embeddings.vectors[1:] @ embeddings.vectors[0]
        scores = answer_scores(order.question, sentences, likeness, self.embedder)
        if isinstance(scores, Refusal):
            return scores

        best = int(scores.argmax()) if passages else None
        score = 0.0 if best is None else float(scores[best])
        citation = passages[best] if best is not None and score >= LEAST_SCORE else None
        usage = self._usage(embeddings.tokens, [citation] if citation else [])
        if isinstance(usage, Refusal):
            return usage
        return Answered(self.embedder.name, usage, score, citation.text if citation else None, citation)

    def _usage(self, input_tokens: int, output: Sequence[Span]) -> Usage | Refusal:
        """What was read is input, what is handed back is output."""
        embeddings = self.embedder.embed([span.text for span in output])
        return embeddings if isinstance(embeddings, Refusal) else Usage(input_tokens, embeddings.tokens)


def _passages(text: str) -> list[Span]:
    """The sentences of a text; in a text of very many, runs of them."""
    sentences = split_sentences(text)
    run = -(-len(sentences) // MOST_PASSAGES)
    if run <= 1:
        return sentences
    runs = (sentences[place : place + run] for place in range(0, len(sentences), run))
    return [Span(some[0].start, some[-1].end, text[some[0].start : some[-1].end]) for some in runs]

"""Between the contract's JSON documents and the core's data."""

from collections.abc import Mapping
from typing import Any

from handlers.tasks.orders import Answer, Classify, Embed, Order, Rank, Summarize
from handlers.tasks.results import Answered, Classified, Embedded, Ranked, Result, Span, Summarized


def order_of(document: Mapping[str, Any]) -> Order:
    """The order in a document that the contract's schema accepts, its defaults filled in."""
    match document:
        case {"task": "embed", "texts": texts}:
            return Embed(tuple(texts))
        case {"task": "classify", "text": text, "labels": labels}:
            return Classify(text, tuple(labels))
        case {"task": "rank", "query": query, "documents": documents}:
            return Rank(query, tuple(documents), document.get("limit"))
        case {"task": "summarize", "text": text, "sentences": sentences}:
            return Summarize(text, sentences)
        case {"task": "answer", "question": question, "context": context}:
            return Answer(question, context)
    raise LookupError(f"the contract has a task that no code knows: {document.get('task')}")


def result_document(result: Result) -> dict[str, Any]:
    usage = {"inputTokens": result.usage.input_tokens, "outputTokens": result.usage.output_tokens}
    task, fields = _task_and_fields(result)
    return {"task": task, "model": result.model, "usage": usage, **fields}


def _task_and_fields(result: Result) -> tuple[str, dict[str, Any]]:
    match result:
        case Embedded(vectors=vectors):
            return "embed", {"dimensions": len(vectors[0]), "embeddings": vectors}
        case Classified(labels=labels, scores=scores):
            named = [{"label": labels[scored.index], "score": scored.score} for scored in scores]
            return "classify", {"label": named[0]["label"], "scores": named}
        case Ranked(scores=scores):
            return "rank", {"results": [{"index": scored.index, "score": scored.score} for scored in scores]}
        case Summarized(summary=summary, sentences=sentences):
            return "summarize", {"summary": summary, "sentences": [_span_document(span) for span in sentences]}
        case Answered(answer=answer, score=score, citation=citation):
            cited = None if citation is None else _span_document(citation)
            return "answer", {"answered": answer is not None, "answer": answer, "score": score, "citation": cited}


def _span_document(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}

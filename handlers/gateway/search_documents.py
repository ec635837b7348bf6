"""Searches and answers between the core and the contract's documents."""

from collections.abc import Mapping
from typing import Any

from handlers.gateway.problems import SERVICE_BUSY, Problem
from handlers.search.answering import CitedAnswer
from handlers.search.index import Filter
from handlers.search.searching import SearchResult
from handlers.tasks.results import Usage

INDEX_BUSY = Problem(
    SERVICE_BUSY,
    "The index changes faster than it can be read. Wait for Retry-After seconds and try again.",
    retry_after=1,
    cause="IndexBusyError",
)


def filter_of(document: Mapping[str, Any]) -> Filter:
    wanted = document.get("filter", {})
    return Filter(frozenset(wanted.get("documentIds", ())), frozenset(wanted.get("labels", ())))


def search_document(result: SearchResult) -> dict[str, Any]:
    results = [
        {
            "documentId": found.document_id,
            "title": found.title,
            "heading": found.passage.heading,
            "start": found.passage.start,
            "end": found.passage.end,
            "text": found.passage.text,
            "score": found.score,
        }
        for found in result.found
    ]
    return {"model": result.model, "usage": _usage(result.usage), "results": results}


def answer_document(answer: CitedAnswer) -> dict[str, Any]:
    citations = [
        {
            "documentId": citation.document_id,
            "title": citation.title,
            "start": citation.span.start,
            "end": citation.span.end,
            "text": citation.span.text,
        }
        for citation in answer.citations
    ]
    return {
        "model": answer.model,
        "usage": _usage(answer.usage),
        "answered": answer.answered,
        "answer": answer.answer,
        "score": answer.score,
        "citations": citations,
    }


def _usage(usage: Usage) -> dict[str, int]:
    return {"inputTokens": usage.input_tokens, "outputTokens": usage.output_tokens}

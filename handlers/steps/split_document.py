"""First step of an ingest: the document's text is extracted, its language told, and the text split into passages.

Event: {tenant, runId, documentId}. Returns {"parts": [0, …]}, the parts of the passages; none if the run has ended.
"""

import os
from time import perf_counter
from typing import Any

from handlers.aws.adapters import document_store, object_store, run_store
from handlers.documents import places
from handlers.documents.document import Document, DocumentStatus
from handlers.documents.facts import Facts
from handlers.ingestion.extraction import extract
from handlers.ingestion.language import language_of
from handlers.ingestion.passage import Passage
from handlers.ingestion.splitting import split
from handlers.runs.clock import utc_now
from handlers.runs.run import Failure
from handlers.steps.errors import refused
from handlers.steps.observed_step import step
from handlers.steps.passage_parts import Parts, part, parts_of, write_facts, write_passages
from handlers.steps.step_log import stepped
from handlers.steps.token_counts import token_counts
from handlers.steps.work_objects import put_all, required

STEP = "split_document"
NOTHING: dict[str, Any] = {"parts": []}


@step(STEP)
def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    started = perf_counter()
    tenant, run_id, document_id = event["tenant"], event["runId"], event["documentId"]
    document = document_store().get(tenant, document_id)
    if document is None or document.status is not DocumentStatus.INGESTING:
        stepped(STEP, event, "ended", started)
        return NOTHING

    read = _read(document, required(object_store(), places.source(tenant, document_id)))
    if isinstance(read, Failure):
        stepped(STEP, event, read.slug, started)
        raise refused(read)

    text, facts, passages = read
    parts = parts_of(len(passages))
    _write(document, text, facts, passages, parts)
    if not run_store().start(tenant, run_id, parts.total, parts.size, utc_now()):
        _forget(document)
        stepped(STEP, event, "ended", started)
        return NOTHING
    stepped(STEP, event, "done", started, passages=parts.total, tokens=facts.tokens)
    return {"parts": list(range(parts.count))}


def _read(document: Document, source: bytes) -> tuple[str, Facts, tuple[Passage, ...]] | Failure:
    extracted = extract(source, document.media_type)
    if isinstance(extracted, Failure):
        return extracted
    text = extracted.text
    language = language_of(text, _languages())
    if isinstance(language, Failure):
        return language
    passages = split(text, document.media_type, token_counts())
    if isinstance(passages, Failure):
        return passages
    tokens = sum(passage.tokens for passage in passages)
    return text, Facts(len(text), tokens, len(passages), language), passages


def _write(document: Document, text: str, facts: Facts, passages: tuple[Passage, ...], parts: Parts) -> None:
    tenant, run_id = document.tenant, document.run_id
    contents = [
        (places.text(tenant, document.document_id), text.encode(), "text/plain; charset=utf-8"),
        (places.facts(tenant, run_id), write_facts(facts), "application/json"),
    ]
    for number in range(parts.count):
        content = write_passages(part(passages, parts, number))
        contents.append((places.passages(tenant, run_id, number), content, "application/json"))
    put_all(object_store(), contents)


def _forget(document: Document) -> None:
    """What was written after the client had it removed. Of a document that another try has finished, nothing is."""
    now = document_store().get(document.tenant, document.document_id)
    if now is None or now.status is DocumentStatus.CANCELLED:
        object_store().delete_prefix(places.work(document.tenant, document.run_id))
        object_store().delete_prefix(places.document(document.tenant, document.document_id))


def _languages() -> frozenset[str]:
    """What the model reads; empty, any language."""
    return frozenset(os.environ["LANGUAGES"].split(",")) - {""}

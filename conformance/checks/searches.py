"""What the contract says of searches and answers beyond their schemas, held against what was asked for."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.exchange import Exchange, look
from conformance.instances import Instance

Places = Sequence[Mapping[str, Any]]


@schemathesis.check
def search_result(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Passages come best first, of the documents that were asked, and no more of them."""
    look(response, case, "SearchResult", "Passages are those that were asked for, best first", found)


@schemathesis.check
def cited_answer(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """What is answered is cited, of the documents that were asked."""
    look(response, case, "CitedAnswer", "What is answered is cited", cited)


def found(exchange: Exchange, instance: Instance) -> Iterator[str]:
    passages, query = instance.value["results"], _query(exchange)
    limit = query.get("limit", _default_limit(exchange))
    if isinstance(limit, int) and len(passages) > limit:
        yield f"There are {len(passages)} passages, and {limit} were asked for."
    for first, second in pairwise(passages):
        if _place(first) >= _place(second):
            yield f"The passage of score {second['score']} comes after that of {first['score']}, or is the same."
    yield from _misplaced(passages)
    yield from _uninvited(passages, query)


def cited(exchange: Exchange, instance: Instance) -> Iterator[str]:
    answer = instance.value
    for name, is_there in (("answer", answer["answer"] is not None), ("citations", bool(answer["citations"]))):
        if is_there != answer["answered"]:
            yield f"{name} is {'there' if is_there else 'missing'}, and answered is {answer['answered']}."
    yield from _misplaced(answer["citations"])
    yield from _uninvited(answer["citations"], _query(exchange))


def _place(passage: Mapping[str, Any]) -> tuple[float, str, int]:
    """By score, best first; then by document and by place within it."""
    return -passage["score"], passage["documentId"], passage["start"]


def _misplaced(places: Places) -> Iterator[str]:
    for place in places:
        if place["end"] <= place["start"] or len(place["text"]) != place["end"] - place["start"]:
            yield f"A text of {len(place['text'])} characters stands from {place['start']} to {place['end']}."


def _uninvited(places: Places, query: Mapping[str, Any]) -> Iterator[str]:
    wanted = query.get("filter")
    ids = wanted.get("documentIds") if isinstance(wanted, dict) else None
    if isinstance(ids, list):
        asked = {str(each).lower() for each in ids}
        yield from (
            f"Document {place['documentId']} was not asked." for place in places if place["documentId"] not in asked
        )


def _query(exchange: Exchange) -> Mapping[str, Any]:
    return exchange.sent_json if isinstance(exchange.sent_json, dict) else {}


def _default_limit(exchange: Exchange) -> Any:
    schemas = exchange.document.root.get("components", {}).get("schemas", {})
    return schemas.get("SearchQuery", {}).get("properties", {}).get("limit", {}).get("default")


CHECKS = (search_result, cited_answer)

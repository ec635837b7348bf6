"""What the contract says of a task's result beyond its schema, held against the task that was asked for."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.exchange import Complaints, Exchange, look
from conformance.instances import Instance

ROUNDING = 1e-3  # of the length of a vector whose numbers are rounded
Json = Mapping[str, Any]


@schemathesis.check
def task_result(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """The result is of the task that was sent: of its texts, its labels, its documents, its context."""
    for component, complaints in RULES.items():
        look(response, case, component, f"{component} is of the task that was sent", complaints)


def embedded(exchange: Exchange, instance: Instance) -> Iterator[str]:
    result, task = instance.value, _task(exchange, instance)
    vectors, wide = result["embeddings"], result["dimensions"]
    if isinstance(texts := task.get("texts"), list) and len(vectors) != len(texts):
        yield f"There are {len(vectors)} vectors for {len(texts)} texts."
    lengths = [math.hypot(*vector) for vector in vectors]
    for place, (vector, length) in enumerate(zip(vectors, lengths, strict=True)):
        if len(vector) != wide:
            yield f"/embeddings/{place} has {len(vector)} numbers instead of {wide}."
        if length > 0 and abs(length - 1) > ROUNDING:
            yield f"/embeddings/{place} has the length {length:.4f} instead of 1."
    if any(lengths) and not result["usage"]["inputTokens"]:
        yield "The texts have tokens, and none was used."


def classified(exchange: Exchange, instance: Instance) -> Iterator[str]:
    result, task = instance.value, _task(exchange, instance)
    named = [each["label"] for each in result["scores"]]
    if isinstance(labels := task.get("labels"), list) and sorted(named) != sorted(map(str, labels)):
        yield f"The labels are {named!r} instead of {labels!r}."
    yield from _best_first(result["scores"])
    best = [each["label"] for each in result["scores"] if each["score"] == result["scores"][0]["score"]]
    if result["label"] not in best:
        yield f"The label is {result['label']!r}, and {best[0]!r} has the best score."


def ranked(exchange: Exchange, instance: Instance) -> Iterator[str]:
    results, task = instance.value["results"], _task(exchange, instance)
    places = [each["index"] for each in results]
    if len(set(places)) < len(places):
        yield "A document is there twice."
    if isinstance(documents := task.get("documents"), list):
        limit = task.get("limit")
        wanted = min(len(documents), limit) if isinstance(limit, int) else len(documents)
        if len(results) != wanted:
            yield f"There are {len(results)} documents instead of {wanted}."
        yield from (f"There is no document {place} in the request." for place in places if place >= len(documents))
    yield from _best_first(results)
    for first, second in pairwise(results):
        if first["score"] == second["score"] and first["index"] > second["index"]:
            yield f"Documents {second['index']} and {first['index']} have one score, and changed their places."


def summarized(exchange: Exchange, instance: Instance) -> Iterator[str]:
    result, task = instance.value, _task(exchange, instance)
    asked = task.get("sentences", _default(exchange, "SummarizeTask", "sentences"))
    if task and isinstance(asked, int) and len(result["sentences"]) > asked:
        yield f"There are {len(result['sentences'])} sentences, and {asked} were asked for."
    for span in result["sentences"]:
        yield from _quotes(span, task.get("text"))
        if span["text"] not in result["summary"]:
            yield f"The summary has no {span['text']!r}, which it is said to be made of."
    for first, second in pairwise(result["sentences"]):
        if second["start"] < first["end"]:
            yield f"The sentence at {second['start']} comes after that at {first['start']}."


def answered(exchange: Exchange, instance: Instance) -> Iterator[str]:
    result, task = instance.value, _task(exchange, instance)
    for name in ("answer", "citation"):
        if (result[name] is not None) != result["answered"]:
            yield f"{name} is {'missing' if result['answered'] else 'there'}, and answered is {result['answered']}."
    if result["citation"] is not None:
        yield from _quotes(result["citation"], task.get("context"))


def counted(exchange: Exchange, instance: Instance) -> Iterator[str]:
    """A result is of the kind of task that was asked for."""
    task = _task(exchange, instance)
    if isinstance(task.get("task"), str) and task["task"] != instance.value["task"]:
        yield f"This is the result of {instance.value['task']!r} instead of {task['task']!r}."


RULES: Mapping[str, Complaints] = {
    "TaskResult": counted,
    "EmbedResult": embedded,
    "ClassifyResult": classified,
    "RankResult": ranked,
    "SummarizeResult": summarized,
    "AnswerResult": answered,
}


def _task(exchange: Exchange, instance: Instance) -> Json:
    """What was sent, if the result is the answer itself."""
    return exchange.sent_json if instance.pointer == "" and isinstance(exchange.sent_json, dict) else {}


def _best_first(scores: Sequence[Json]) -> Iterator[str]:
    for first, second in pairwise(scores):
        if second["score"] > first["score"]:
            yield f"A score of {second['score']} comes after one of {first['score']}."


def _quotes(span: Json, text: Any) -> Iterator[str]:
    """Places are counted in code points, as Python counts them."""
    if isinstance(text, str) and text[int(span["start"]) : int(span["end"])] != span["text"]:
        yield f"{span['text']!r} does not stand from {span['start']} to {span['end']}."


def _default(exchange: Exchange, component: str, name: str) -> Any:
    schemas = exchange.document.root.get("components", {}).get("schemas", {})
    return schemas.get(component, {}).get("properties", {}).get(name, {}).get("default")


CHECKS = (task_result,)

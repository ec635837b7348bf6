"""What was used is counted: a task's tokens, in the report of the team that asked for it."""

from conformance.probing import probe
from conformance.reading import answer_schema, properties, request_examples
from conformance.sharing import until
from conformance.stage import Answer, Stage
from conformance.story import TASK, creation_of
from contract import Document, Operation

COUNTED = "What a task has used is counted"
ITEM = "The report has an item for the operation that was called"
SUM = "The totals are the sums of the items"
SECONDS = 15.0


def reports(document: Document, operation: Operation) -> bool:
    known = {"budget", "totals", "items"} <= properties(document, answer_schema(document, operation)).keys()
    return operation.method == "get" and known and creation_of(document, TASK) is not None


@probe(reports)
def used_is_counted(stage: Stage) -> None:
    """A task more, and its tokens, before long; others may use some as well, so it is no less than that."""
    task = creation_of(stage.document, TASK)
    assert task is not None
    before = stage.expect(stage.ask(), 200, promise=COUNTED)
    done = stage.create(task, next(iter(request_examples(stage.document, task).values())))
    tokens = sum(done.json["usage"].values())

    after = until(
        lambda look: look.json["month"] != before.json["month"] or _counted(before, look, task.operation_id, tokens),
        lambda: stage.expect(stage.ask(), 200, promise=COUNTED),
        seconds=SECONDS,
    )

    if after.json["month"] != before.json["month"]:
        return
    if _used(after) < _used(before) + tokens:
        stage.broken(COUNTED, f"The budget's tokens were {_used(before)} before, and {tokens} more were used.", after)
    if not _counted(before, after, task.operation_id, tokens):
        stage.broken(ITEM, f"{task.operation_id} was called once more.", after, before, done)
    for name in ("requests", "inputTokens", "outputTokens"):
        if after.json["totals"][name] != sum(item[name] for item in after.json["items"]):
            stage.broken(SUM, f"`{name}` is not.", after)


def _used(answer: Answer) -> int:
    return int(answer.json["budget"]["usedTokens"])


def _counted(before: Answer, after: Answer, operation_id: str, tokens: int) -> bool:
    more = _requests(after, operation_id) > _requests(before, operation_id)
    return more and _used(after) >= _used(before) + tokens


def _requests(answer: Answer, operation_id: str) -> int:
    return sum(item["requests"] for item in answer.json["items"] if item["operation"] == operation_id)

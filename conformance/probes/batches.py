"""A batch answers each of its tasks as the task alone is answered."""

import json
from typing import Any

from conformance.probing import probe
from conformance.reading import at, request_examples
from conformance.stage import Answer, Stage
from conformance.story import NEW_BATCH, TASK, creation_of, fetched, takes, watched
from contract import Document, Operation

LINES = "A batch has a line for each task, in their order"
ALONE = "A task of a batch is answered as it is alone"
OUTCOME = "A batch that has ended says what came of it"


def is_batch(document: Document, operation: Operation) -> bool:
    return takes(document, operation, NEW_BATCH) and creation_of(document, TASK) is not None


@probe(is_batch, late=True)
def batch_results(stage: Stage) -> None:
    """Every documented task, and one that is none, which fails by itself."""
    alone = creation_of(stage.document, TASK)
    assert alone is not None
    good = list(request_examples(stage.document, alone).values())
    tasks = [*good[:1], {"task": "no such task"}, *good[1:]]

    created = stage.create(stage.operation, {"tasks": tasks})
    run = watched(stage, stage.operation, created)

    wanted = {"done": len(tasks), "total": len(tasks)}
    output = run.json["output"] or {}
    if run.json["status"] != "succeeded" or run.json["progress"] != wanted or run.json["kind"] != "batch":
        stage.broken(OUTCOME, f"All {len(tasks)} tasks of it should be done.", run, created)
    if (output.get("succeeded"), output.get("failed")) != (len(good), 1):
        stage.broken(OUTCOME, f"{len(good)} tasks should have succeeded, and 1 failed.", run, created)
    content = fetched(stage, str(at(output, "/results/url")), LINES, run).decode()
    lines = [_line(stage, run, line) for line in content.splitlines()]
    if [line.get("index") for line in lines] != list(range(len(tasks))):
        stage.broken(LINES, f"The lines are of {[line.get('index') for line in lines]}.", run, created)
    for task, line in zip(tasks, lines, strict=True):
        _as_alone(stage, run, line, stage.ask(alone, body=task))


def _line(stage: Stage, run: Answer, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict) or len({"result", "problem"} & found.keys()) != 1:
        stage.broken(LINES, f"{line[:80]!r} is neither a result nor a problem.", run)
    return found


def _as_alone(stage: Stage, run: Answer, line: dict[str, Any], alone: Answer) -> None:
    if alone.status == 200:
        if line.get("result") != alone.json:
            stage.broken(ALONE, f"Line {line['index']} is not the answer to the task alone.", run, alone)
    elif {name: line.get("problem", {}).get(name) for name in ("type", "status")} != {
        name: alone.json[name] for name in ("type", "status")
    }:
        stage.broken(ALONE, f"Line {line['index']} should have the problem of the task alone.", run, alone)

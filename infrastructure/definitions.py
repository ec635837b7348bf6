"""The state machines in the Amazon States Language (JSONPath): what follows what, what is tried again, where a failure
goes. Pure: ARNs in, JSON values out.

An execution's input is {"tenant", "runId"}, with "documentId" for an ingest and with "parts", a list, for a batch.
Whatever fails ends at FailRun, which leaves the reason on the run; then the execution fails with the error's own words.

https://states-language.net/spec.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

State = dict[str, Any]
States = dict[str, State]

RUN = {"tenant.$": "$.tenant", "runId.$": "$.runId"}
DOCUMENT = {**RUN, "documentId.$": "$.documentId"}
# A task waits longer than its function runs, so that it is Lambda that says what timed out.
TASK_GRACE_SECONDS = 15
BUSY_RETRIES = 12
# A part that is tried for the last time takes what a busy model leaves it.
TRIES = {"retries.$": "$$.State.RetryCount", "maxRetries": BUSY_RETRIES}
# What becomes of a function's answer: the parts that Split made stand beside the input, of a part that ran its number
# is left, and the rest is dropped.
PARTS_OF_SPLIT: State = {"ResultSelector": {"parts.$": "$.Payload.parts"}, "ResultPath": "$.split"}
PART_THAT_RAN: State = {"ResultSelector": {"part.$": "$.Payload.part"}}
DROPPED: State = {"ResultPath": None}
# What Lambda says when it is not the function that failed, and of one that was killed. What took too long is not here:
# it would take as long again, and is tried less often.
# https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
TRANSIENT = (
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
    "Lambda.Unknown",
    "Runtime.ExitError",
)


@dataclass(frozen=True, slots=True)
class Step:
    """A function that a task calls, and how long it may run."""

    arn: str
    timeout_seconds: int


def ingest_definition(steps: Mapping[str, Step], at_once: int, limit_seconds: int) -> State:
    """`steps` are by the names of their modules; `at_once` is how many passages' parts are embedded side by side."""
    embed = _task(steps["embed_passages"], {**DOCUMENT, "part.$": "$.part"}, {"End": True})
    parts = _map("$.split.parts", DOCUMENT, "EmbedPart", embed, at_once)
    states = {
        "Split": _caught(_task(steps["split_document"], DOCUMENT, {"Next": "Embed"}, PARTS_OF_SPLIT)),
        "Embed": _caught(parts | DROPPED | {"Next": "Index"}),
        "Index": _caught(_task(steps["index_document"], DOCUMENT, {"Next": "Succeeded"})),
    }
    return _machine("Takes in a document: split, embed, index.", states, steps["fail_run"], limit_seconds)


def batch_definition(steps: Mapping[str, Step], at_once: int, limit_seconds: int) -> State:
    run_part = _task(steps["run_batch_part"], {**RUN, "part.$": "$.part", **TRIES}, {"End": True}, PART_THAT_RAN)
    parts = _map("$.parts", RUN, "RunPart", run_part, at_once)
    states = {
        "RunParts": _caught(parts | {"ResultPath": "$.ran", "Next": "Collect"}),
        "Collect": _caught(_task(steps["collect_batch"], {**RUN, "parts.$": "$.ran"}, {"Next": "Succeeded"})),
    }
    return _machine("Runs many tasks: every part, then the results.", states, steps["fail_run"], limit_seconds)


def _machine(comment: str, states: States, fail_run: Step, limit_seconds: int) -> State:
    """Starts with the first of `states`."""
    return {
        "Comment": comment,
        "QueryLanguage": "JSONPath",
        "StartAt": next(iter(states)),
        "TimeoutSeconds": limit_seconds,
        "States": states | _ends(fail_run),
    }


def _ends(fail_run: Step) -> States:
    """A run whose failure cannot be written down is failed by whoever reads it next: its execution has failed."""
    payload = {**RUN, "error.$": "$.failure.Error", "cause.$": "$.failure.Cause"}
    return {
        "Succeeded": {"Type": "Succeed"},
        "FailRun": _caught(_task(fail_run, payload, {"Next": "Failed"}), "$.unsaid", "Failed"),
        "Failed": {"Type": "Fail", "ErrorPath": "$.failure.Error", "CausePath": "$.failure.Cause"},
    }


def _task(step: Step, payload: State, following: State, result: State = DROPPED) -> State:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": step.arn, "Payload": payload},
        **result,
        "TimeoutSeconds": step.timeout_seconds + TASK_GRACE_SECONDS,
        "Retry": _retriers(),
        **following,
    }


def _map(items: str, payload: State, name: str, task: State, at_once: int) -> State:
    """One iteration for each part; the first that fails for good fails them all."""
    return {
        "Type": "Map",
        "ItemsPath": items,
        "ItemSelector": {**payload, "part.$": "$$.Map.Item.Value"},
        "MaxConcurrency": at_once,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": name, "States": {name: task}},
    }


def _caught(state: State, path: str = "$.failure", following: str = "FailRun") -> State:
    return {**state, "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": path, "Next": following}]}


def _retriers() -> list[State]:
    """The first that names an error decides. `Refused` says that trying again would change nothing, `Busy` that it is a
    matter of time: of another writer, or of a model that throttles.
    """
    return [
        {"ErrorEquals": ["Refused"], "MaxAttempts": 0},
        _retrier(["Busy"], attempts=BUSY_RETRIES, most_seconds=30),
        _retrier(list(TRANSIENT), attempts=6, most_seconds=20),
        _retrier(["States.ALL"], attempts=2, most_seconds=10),
    ]


def _retrier(errors: list[str], attempts: int, most_seconds: int) -> State:
    return {
        "ErrorEquals": errors,
        "IntervalSeconds": 1,
        "BackoffRate": 2,
        "MaxDelaySeconds": most_seconds,
        "JitterStrategy": "FULL",
        "MaxAttempts": attempts,
    }

"""What the contract says of a run beyond its schema: its status, its times and its counts agree."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.exchange import Exchange, is_after, look, moment
from conformance.instances import Instance

ENDED = frozenset({"succeeded", "failed", "cancelled"})
# A run that is ended from outside has the time at which that was asked for: it may just have started meanwhile.
LONGEST_REQUEST = timedelta(seconds=30)
OUTPUT = {"ingest": {"characters", "tokens", "passages"}, "batch": {"succeeded", "failed"}}


@schemathesis.check
def run_members(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Each status has the members that belong to it; times are in order; counts add up."""
    look(response, case, "Run", "The members of a run agree", disagreements)


def disagreements(exchange: Exchange, instance: Instance) -> Iterator[str]:
    run = instance.value
    yield from _by_status(run)
    yield from _times(run)
    yield from _counts(run)
    yield from _results(run, exchange, instance.pointer)


def _by_status(run: Mapping[str, Any]) -> Iterator[str]:
    status = run["status"]
    wanted = {
        "endedAt": status in ENDED,
        "output": status == "succeeded",
        "problem": status == "failed",
        "documentId": run["kind"] == "ingest",
    }
    for name, is_there in wanted.items():
        if (run[name] is not None) != is_there:
            yield f"{name} is {'missing' if is_there else 'there'} in a {run['kind']} that is {status}."
    if status == "queued" and run["startedAt"] is not None:
        yield "startedAt is there before the run has started."
    if status in {"running", "succeeded"} and run["startedAt"] is None:
        yield f"startedAt is missing in a run that is {status}."


def _times(run: Mapping[str, Any]) -> Iterator[str]:
    slack = timedelta() if run["status"] == "succeeded" else LONGEST_REQUEST
    created, started, ended, expires = (
        moment(run[name]) for name in ("createdAt", "startedAt", "endedAt", "expiresAt")
    )
    if is_after(created, started):
        yield "startedAt is before createdAt."
    if is_after(created, ended):
        yield "endedAt is before createdAt."
    if started is not None and ended is not None and is_after(started, ended + slack):
        yield "endedAt is before startedAt."
    if is_after(created, expires) or is_after(ended, expires):
        yield "expiresAt is before the run was over."


def _counts(run: Mapping[str, Any]) -> Iterator[str]:
    done, total = run["progress"]["done"], run["progress"]["total"]
    if total is None and (done or run["startedAt"] is not None):
        yield "The run has started, and its total is not known."
    if total is not None and done > total:
        yield f"{done} of {total} are done."
    if run["status"] == "queued" and done:
        yield f"{done} are done of a run that is queued."
    if run["status"] != "succeeded" or run["output"] is None:
        return
    output = run["output"]
    if done != total:
        yield f"The run has succeeded, and {done} of {total} are done."
    missing = OUTPUT.get(run["kind"], set()) - output.keys()
    if missing:
        yield f"The output of a {run['kind']} has no {', '.join(sorted(missing))}."
    elif run["kind"] == "batch" and output["succeeded"] + output["failed"] != total:
        yield f"{output['succeeded']} tasks succeeded and {output['failed']} failed, of {total}."
    elif run["kind"] == "ingest" and output["passages"] != total:
        yield f"The document has {output['passages']} passages, and the run had {total}."


def _results(run: Mapping[str, Any], exchange: Exchange, pointer: str) -> Iterator[str]:
    """Whoever reads a batch by itself gets a link; a page of them has none."""
    output = run["output"] or {}
    is_read = exchange.method == "GET" and pointer == ""
    if run["kind"] == "batch" and run["status"] == "succeeded" and is_read and "results" not in output:
        yield "The output of a batch that has succeeded has no results."
    if run["kind"] != "batch" and "results" in output:
        yield f"The output of a {run['kind']} has results."


CHECKS = (run_members,)

"""Runs and documents only move forward, over the whole of a run of the suite."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.transport import Response

from conformance.exchange import Exchange, exchange_of, report
from conformance.reading import is_idempotent_by_key

RANKS = {"queued": 0, "running": 1, "ingesting": 1, "succeeded": 2, "ready": 2, "failed": 2, "cancelled": 2}
ENDED = 2
IDS = {"Run": "runId", "Document": "documentId"}
# An answer may leave them out, and has new ones each time.
LINKS = frozenset({"text", "results"})
# Once they are known they stay, from beginning to end.
LASTING = ("runId", "kind", "documentId", "createdAt", "startedAt", "expiresAt", "title", "labels", "mediaType")
MOST_REMEMBERED = 10_000
MARGIN = 0.1  # seconds: `elapsed` ends with the headers, the records with the body

State = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """A state, and when the answer that showed it had come."""

    state: State
    came: float


_seen: OrderedDict[tuple[str, str], Seen] = OrderedDict()
_LOCK = threading.Lock()


@schemathesis.check
def forward_only(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """What is seen of a run or a document is never behind what an earlier answer showed."""
    exchange = exchange_of(response, case)
    came = _came(ctx, case)
    if exchange is None or came is None or not exchange.is_own:
        return
    report(case, "Runs and documents only move forward", _set_back(exchange, came))


def _set_back(exchange: Exchange, came: float) -> Iterator[str]:
    """An answer counts as later than another if its request began once the other had come."""
    is_replay = is_idempotent_by_key(exchange.document, exchange.operation)  # it may answer as the first time
    began = came - exchange.response.elapsed - MARGIN
    for instance in exchange.instances:
        id_name = IDS.get(instance.component)
        if id_name is None:
            continue
        key = (instance.component, instance.value[id_name])
        with _LOCK:
            before = _seen.get(key)
            if before is None or (not is_replay and before.came < began):
                _seen[key] = Seen(instance.value, came)
                _seen.move_to_end(key)
            if len(_seen) > MOST_REMEMBERED:
                _seen.popitem(last=False)
        if before is not None and not is_replay and before.came < began:
            yield from (f"{key[0]} {key[1]}: {said}" for said in backward(before.state, instance.value))


def backward(before: State, now: State) -> Iterator[str]:
    """What of a later state cannot come after an earlier one."""
    rank, was = RANKS.get(now["status"]), RANKS.get(before["status"])
    if rank is None or was is None:
        return
    if rank < was:
        yield f"It is {now['status']}, and was {before['status']}."
        return
    if was == ENDED:
        changed = [name for name in before if _lasting(before[name]) != _lasting(now.get(name)) and name not in LINKS]
        yield from (f"It had ended, and {name} has changed." for name in changed)
        return
    for name in LASTING:
        if before.get(name) is not None and before[name] != now.get(name):
            yield f"{name} is {now.get(name)!r}, and was {before[name]!r}."
    done, total = (now.get("progress", {}).get(name) for name in ("done", "total"))
    done_before, total_before = (before.get("progress", {}).get(name) for name in ("done", "total"))
    if done is not None and done_before is not None and done < done_before:
        yield f"{done} are done, and {done_before} were."
    if total_before is not None and total != total_before:
        yield f"The total is {total}, and was {total_before}."


def _lasting(value: Any) -> Any:
    """Without links."""
    return {name: member for name, member in value.items() if name not in LINKS} if isinstance(value, dict) else value


def _came(ctx: CheckContext, case: Case[Any]) -> float | None:
    """When the answer had come, by this machine's clock; None where nobody wrote it down."""
    recorder = ctx.internals.recorder
    interaction = recorder.interactions.get(case.id) if recorder is not None else None
    return None if interaction is None else interaction.timestamp


CHECKS = (forward_only,)

"""A team that is faster than its plan is told to wait, and for how long; nobody else is."""

import time
from concurrent.futures import ThreadPoolExecutor

from conformance.addresses import nobodys
from conformance.callers import Caller, token_of
from conformance.probing import probe
from conformance.reading import path_parameters
from conformance.refusals import THROTTLED, refused
from conformance.scopes import allows, is_secured
from conformance.stage import Answer, Stage
from contract import Document, Operation

SLOWED = "A team that is faster than its rate is throttled"
WAITS = "After Retry-After a request is not throttled"
OWN = "A team's rate is its own"
AT_ONCE, ROUNDS = 10, 4
LONGEST_WAIT = 60
# Others may test as the same team at the same time, and use up what came free.
TRIES = 3
_QUOTA = ":quota-exceeded"


def is_the_burst(document: Document, operation: Operation) -> bool:
    """One operation of all: the first that reads without asking for anything, and that the slow team may call."""
    return operation == next((each for each in document.operations() if _fits(document, each)), None)


def _fits(document: Document, operation: Operation) -> bool:
    token = token_of(Caller.TRIAL)
    reads = operation.method == "get" and not path_parameters(document, operation) and is_secured(document, operation)
    return reads and token is not None and allows(token, document, operation)


@probe(is_the_burst, late=True)
def bursts_are_throttled(stage: Stage) -> None:
    stopped = _stopped(stage)
    if str((stopped.json or {}).get("type", "")).endswith(_QUOTA):
        return
    refused(stage, stopped, THROTTLED, promise=SLOWED, what="A burst")
    _hold_all(stage)
    others = stage.ask()
    if others.status == THROTTLED.status:
        stage.broken(OWN, "Another team was throttled meanwhile.", others)
    for _ in range(TRIES):
        time.sleep(_wait(stage, stopped))
        again = stage.ask(caller=Caller.TRIAL)
        if again.status != THROTTLED.status:
            return
    stage.broken(WAITS, f"It was, {TRIES} times.", again, stopped)


def _hold_all(stage: Stage) -> None:
    """Every other operation says the same of it, in full; what came free meanwhile may let requests pass."""
    for operation in stage.document.operations():
        if operation != stage.operation and is_secured(stage.document, operation):
            path = nobodys(stage.document, operation)
            for _ in range(TRIES):
                answer = stage.ask(operation, path=path, caller=Caller.TRIAL, conforms=False)
                if answer.status == THROTTLED.status:
                    refused(stage, answer, THROTTLED, promise=SLOWED, what="A request at once after it")
                    stage.hold(answer)
                    break
                _not_denied(stage, operation, answer)


def _not_denied(stage: Stage, operation: Operation, answer: Answer) -> None:
    token = token_of(Caller.TRIAL)
    if answer.status in (401, 403) and token is not None and allows(token, stage.document, operation):
        stage.broken(SLOWED, f"A request at once after it was answered {answer.status}, not 429.", answer, answer)


def _stopped(stage: Stage) -> Answer:
    """The first 429 of as many requests as exceed a low rate; each round is over before the next one starts."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(ROUNDS):
            asked = [pool.submit(stage.ask, caller=Caller.TRIAL) for _ in range(AT_ONCE)]
            for answer in (each.result() for each in asked):
                if answer.status == THROTTLED.status:
                    return answer
    return stage.broken(SLOWED, f"{AT_ONCE * ROUNDS} requests, {AT_ONCE} at a time, were not.", answer, answer)


def _wait(stage: Stage, answer: Answer) -> int:
    told = answer.headers.get("retry-after", "")
    if not told.isdecimal() or not 1 <= int(told) <= LONGEST_WAIT:
        said = f"Retry-After is {told or 'missing'}, not a number of seconds from 1 to {LONGEST_WAIT}."
        stage.broken(SLOWED, said, answer, answer)
    return int(told)

"""Checks that make calls of their own: once for each operation that they apply to."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests
import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response
from schemathesis.engine.run import PhaseName

from conformance.broken import PromiseBroken
from conformance.contracts import document_of, operation_of
from conformance.sharing import forget
from conformance.stage import Answer, Stage, record
from contract import Document, Operation

Applies = Callable[[Document, Operation], bool]
Probe = Callable[[Stage], None]
Key = tuple[str, str]

_locks: dict[Key, threading.Lock] = {}
_found: dict[Key, "_Found"] = {}
_LOCK = threading.Lock()


def probe(applies: Applies, *, late: bool = False) -> Callable[[Probe], Probe]:
    """Registers a check of Schemathesis's, named as the function is.

    It is made when the first answer of an operation comes in; a `late` one, which takes long, when the first does after
    the phase of examples: what is quickly found, of any operation, is found first. What it found is raised again at
    each later answer: Schemathesis calls for one again that made a check fail, and would call the failure flaky
    otherwise.
    """

    def register(made: Probe) -> Probe:
        known: dict[tuple[int, str], bool] = {}  # to find out takes longer than the request

        def applying(document: Document, operation: Operation) -> bool:
            key = (id(document), operation.pointer)
            if key not in known:
                known[key] = applies(document, operation)
            return known[key]

        def check(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
            document = document_of(case)
            operation = operation_of(case)
            if operation is None or ctx.internals.recorder is None or not applying(document, operation):
                return True
            if late and ctx.phase is PhaseName.EXAMPLES:
                return True
            found = _once(
                (made.__name__, operation.operation_id), lambda: _outcome(made, ctx, case, document, operation)
            )
            if found.failure is not None:
                found.show_in(ctx, case)
                raise found.failure
            return None

        check.__name__ = made.__name__
        check.__doc__ = made.__doc__
        schemathesis.check(check)
        return made

    return register


@dataclass(frozen=True, slots=True)
class _Found:
    """What a probe came to, and the requests that it made if it failed."""

    failure: Failure | None
    asked: Mapping[str, Answer]

    def show_in(self, ctx: CheckContext, case: Case[Any]) -> None:
        """Schemathesis looks for the failing request in the records of whatever scenario is told of it."""
        recorder = ctx.internals.recorder
        for answer in self.asked.values():
            if recorder is not None and answer.case_id not in recorder.cases:
                record(ctx, case, answer)


def _once(key: Key, make: Callable[[], _Found]) -> _Found:
    with _LOCK:
        lock = _locks.setdefault(key, threading.Lock())
    with lock:
        if key not in _found:
            _found[key] = make()
        return _found[key]


def _outcome(made: Probe, ctx: CheckContext, case: Case[Any], document: Document, operation: Operation) -> _Found:
    """A failure counts that comes again with everything made anew: what a probe made may be deleted meanwhile by others
    who test as the same team.
    """
    first = _tried(made, Stage(ctx, case, document, operation))
    if first.failure is None:
        return first
    forget(document)
    return _tried(made, Stage(ctx, case, document, operation))


def _tried(made: Probe, stage: Stage) -> _Found:
    try:
        made(stage)
    except Failure as failure:
        return _Found(failure.with_traceback(None), stage.asked)
    except requests.RequestException as error:
        message = f"A request got no answer: {type(error).__name__}."
        return _Found(_broken(stage, "A request is answered", message), stage.asked)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # The answers before were as documented, and yet are not what the probe can go on with.
        message = f"{made.__name__} cannot go on: {type(error).__name__}: {error}"
        return _Found(_broken(stage, "An answer holds what the contract promises", message), stage.asked)
    return _Found(None, {})


def _broken(stage: Stage, title: str, message: str) -> Failure:
    """Of the request that was answered last."""
    last = next(reversed(stage.asked), None)
    return PromiseBroken(operation=stage.case.operation.label, title=title, message=message, case_id=last)

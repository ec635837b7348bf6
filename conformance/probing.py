"""Checks that make calls of their own: once for each operation that they apply to."""

import threading
from collections.abc import Callable
from typing import Any

import requests
import schemathesis
from schemathesis import Case
from schemathesis.checks import CheckContext
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response

from conformance.broken import PromiseBroken
from conformance.sharing import forget
from conformance.stage import Stage
from contract import Document, Operation

Applies = Callable[[Document, Operation], bool]
Probe = Callable[[Stage], None]
Key = tuple[str, str]

_documents: dict[int, Document] = {}
_locks: dict[Key, threading.Lock] = {}
_found: dict[Key, Failure | None] = {}
_LOCK = threading.Lock()


def probe(applies: Applies) -> Callable[[Probe], Probe]:
    """Registers a check of Schemathesis's, named as the function is.

    It is made when the first answer of an operation comes in. What it found is raised again at each later answer:
    Schemathesis calls for one again that made a check fail, and would call the failure flaky otherwise.
    """

    def register(made: Probe) -> Probe:
        def check(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
            document = document_of(case)
            operation = operation_of(document, case)
            if operation is None or ctx.internals.recorder is None or not applies(document, operation):
                return True
            failure = _once(
                (made.__name__, operation.operation_id), lambda: _outcome(made, ctx, case, document, operation)
            )
            if failure is not None:
                raise failure
            return None

        check.__name__ = made.__name__
        check.__doc__ = made.__doc__
        schemathesis.check(check)
        return made

    return register


def document_of(case: Case[Any]) -> Document:
    """The contract that the run goes by, as the stage served it."""
    schema = case.operation.schema
    with _LOCK:
        return _documents.setdefault(id(schema), Document("openapi.json", schema.raw_schema))


def operation_of(document: Document, case: Case[Any]) -> Operation | None:
    """None for a path or a method that the contract does not have."""
    wanted = (case.operation.method.lower(), case.operation.path)
    return next((each for each in document.operations() if (each.method, each.path) == wanted), None)


def _once(key: Key, make: Callable[[], Failure | None]) -> Failure | None:
    with _LOCK:
        lock = _locks.setdefault(key, threading.Lock())
    with lock:
        if key not in _found:
            _found[key] = make()
        return _found[key]


def _outcome(
    made: Probe, ctx: CheckContext, case: Case[Any], document: Document, operation: Operation
) -> Failure | None:
    """A failure counts that comes again with everything made anew: what a probe made may be deleted meanwhile by others
    who test as the same team.
    """
    first = _tried(made, Stage(ctx, case, document, operation))
    if first is None:
        return None
    forget(document)
    return _tried(made, Stage(ctx, case, document, operation))


def _tried(made: Probe, stage: Stage) -> Failure | None:
    try:
        made(stage)
    except Failure as failure:
        return failure.with_traceback(None)
    except requests.RequestException as error:
        return _unanswered(stage.case, f"A request got no answer: {type(error).__name__}.")
    return None


def _unanswered(case: Case[Any], message: str) -> Failure:
    return PromiseBroken(operation=case.operation.label, title="No answer", message=message)

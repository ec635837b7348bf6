"""A method that a path does not have is refused, and the answer says which ones it has."""

from conformance.addresses import is_passed_on, leads_its_path, nobodys, of_path
from conformance.callers import Caller
from conformance.probing import probe
from conformance.refusals import METHOD_NOT_ALLOWED, refused
from conformance.stage import Answer, Stage
from contract import Document, Operation

ALLOW = "A 405 says in Allow which methods the path has"
REFUSED = "A method that is not declared for a path is refused"
BODILESS = "An answer to HEAD has no body"
METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "TRACE")


def has_methods(document: Document, operation: Operation) -> bool:
    return leads_its_path(document, operation) and not is_passed_on(document, operation)


@probe(has_methods)
def methods(stage: Stage) -> None:
    """With a token and, as the answer is the same for everybody, without one."""
    declared = {each.method.upper() for each in of_path(stage.document, stage.operation.path)}
    for method in METHODS:
        if method not in declared:
            _refused(stage, method, declared, Caller.TEAM)
    _refused(stage, next(each for each in METHODS if each not in declared), declared, Caller.NOBODY)


def _refused(stage: Stage, method: str, declared: set[str], caller: Caller) -> None:
    path = nobodys(stage.document, stage.operation)
    answer = stage.ask(method=method, path=path, caller=caller, conforms=False)
    if method == "HEAD":
        _bodiless(stage, answer)
    else:
        refused(stage, answer, METHOD_NOT_ALLOWED, promise=REFUSED, what=method)
    allowed = {each.strip() for each in answer.headers.get("allow", "").split(",")}
    if allowed - {"OPTIONS"} != declared:
        said = answer.headers.get("allow")
        stage.broken(ALLOW, f"It is {said!r}; the path has {', '.join(sorted(declared))}.", answer, answer)


def _bodiless(stage: Stage, answer: Answer) -> None:
    if answer.status != METHOD_NOT_ALLOWED.status:
        stage.broken(REFUSED, f"HEAD has to be answered 405; it was answered {answer.status}.", answer, answer)
    if answer.response.content:
        stage.broken(BODILESS, f"It has {len(answer.response.content)} bytes.", answer, answer)

"""What is not there: ids that nobody has, paths that the contract does not have, and paths written another way."""

import uuid

from conformance.addresses import is_passed_on, leads_its_path, nobodys
from conformance.callers import Caller
from conformance.calling import called
from conformance.probing import probe
from conformance.reading import makers, path_parameters
from conformance.refusals import INVALID, NOT_FOUND, refused
from conformance.scopes import is_open
from conformance.stage import Stage
from contract import Document, Operation, Routes

NOTHING = "An id that nobody has leads to nothing"
MALFORMED = "An id that is none is refused"
NO_PATH = "A path that the contract does not have is not found"
ASTRAY = "A path written another way leads to no other operation"
UNBROKEN = "A path written another way is no fault of the stage's"
NO_IDS = ("garbage", "0", f"{uuid.UUID(int=1)}0")


def is_of_one(document: Document, operation: Operation) -> bool:
    return bool(path_parameters(document, operation)) and bool(makers(document, operation))


@probe(is_of_one)
def unknown_ids(stage: Stage) -> None:
    """Well formed, of any version, and malformed."""
    names = path_parameters(stage.document, stage.operation)
    for path in (nobodys(stage.document, stage.operation), dict.fromkeys(names, str(uuid.UUID(int=0)))):
        refused(stage, called(stage, path=path, conforms=False), NOT_FOUND, promise=NOTHING, what="The id")
    for text in NO_IDS:
        answer = called(stage, path=dict.fromkeys(names, text), conforms=False)
        refused(stage, answer, INVALID, NOT_FOUND, promise=MALFORMED, what=f"The id {text!r}")


def is_ours(document: Document, operation: Operation) -> bool:
    return leads_its_path(document, operation) and not is_passed_on(document, operation)


@probe(is_ours)
def unknown_paths(stage: Stage) -> None:
    """Beside the path, and beneath it; for everybody."""
    here = _path(stage)
    name = f"no-such-{uuid.uuid4()}"
    for at_path, caller in (
        (f"{here}/{name}", Caller.TEAM),
        (f"{here}/{name}", Caller.NOBODY),
        (f"{here}-{name}", Caller.TEAM),
    ):
        if Routes.of(stage.document).route(at_path) is None:
            answer = called(stage, path={}, at_path=at_path, caller=caller, conforms=False)
            refused(stage, answer, NOT_FOUND, promise=NO_PATH, what=at_path)


@probe(is_ours)
def paths_written_otherwise(stage: Stage) -> None:
    """Slashes that are doubled or encoded: the same as without them, or nothing; never a way in without a token."""
    here = _path(stage)
    there = next((each.path for each in stage.document.operations() if is_open(stage.document, each)), here)
    same = (f"{here}/", f"{here}//")
    for at_path in (*same, f"{here}%2F..{there.replace('/', '%2F')}"):
        answer = called(stage, path={}, at_path=at_path, caller=Caller.NOBODY, conforms=False)
        if answer.status >= 500:
            stage.broken(UNBROKEN, f"{at_path} was answered {answer.status}.", answer, answer)
        if answer.status < 300 and not (at_path in same and is_open(stage.document, stage.operation)):
            stage.broken(ASTRAY, f"{at_path} was answered {answer.status}, without a token.", answer, answer)


def _path(stage: Stage) -> str:
    path = stage.operation.path
    for name, value in nobodys(stage.document, stage.operation).items():
        path = path.replace(f"{{{name}}}", value)
    return path

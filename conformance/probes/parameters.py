"""A query or header parameter is taken within its bounds, and refused beyond them."""

from conformance.addresses import is_passed_on, nobodys
from conformance.probing import probe
from conformance.reading import makers, request_examples
from conformance.refusals import INVALID, refused
from conformance.sending import first_body, headers_of
from conformance.spoilt_parameters import bad_values, good_values, together
from conformance.stage import Answer, Stage
from contract import Document, Operation

BAD = "A parameter beyond its bounds is refused"
GOOD = "A parameter within its bounds is taken"
_PLACES = ("query", "header")


def has_parameters(document: Document, operation: Operation) -> bool:
    takes = any(each["in"] in _PLACES for each in document.parameters(operation))
    return takes and not is_passed_on(document, operation)


@probe(has_parameters)
def parameters_keep_their_bounds(stage: Stage) -> None:
    """Each one alone: what it may not be, and the last that it may be."""
    path = _path(stage)
    for parameter in stage.document.parameters(stage.operation):
        if parameter["in"] in _PLACES:
            name, schema = parameter["name"], stage.document.resolve(parameter["schema"])
            for value in bad_values(schema, parameter["in"]):
                what = f"`{name}` as {_shown(value)}"
                refused(stage, _asked(stage, path, parameter["in"], {name: value}), INVALID, promise=BAD, what=what)
            for value in good_values(schema):
                _taken(stage, _asked(stage, path, parameter["in"], {name: value}), f"`{name}` as {_shown(value)}")


def has_two(document: Document, operation: Operation) -> bool:
    return has_parameters(document, operation) and len(together(document, operation)) > 1


@probe(has_two)
def parameters_go_together(stage: Stage) -> None:
    values = together(stage.document, stage.operation)
    path = _path(stage)
    for one, other in zip(values, list(values)[1:], strict=False):
        pair = {one: values[one], other: values[other]}
        _taken(stage, _asked(stage, path, "query", pair), f"`{one}` with `{other}`")
    _taken(stage, _asked(stage, path, "query", values), "Every query parameter together")


def _path(stage: Stage) -> dict[str, str]:
    """Of something that is there, where it is read and can be made."""
    if stage.operation.method == "get" and makers(stage.document, stage.operation):
        return stage.make()[2]
    return nobodys(stage.document, stage.operation)


def _asked(stage: Stage, path: dict[str, str], place: str, values: dict[str, str]) -> Answer:
    body = {"body": first_body(stage.document, stage.operation)} if _has_body(stage) else {}
    headers = headers_of(stage) | (values if place == "header" else {})
    return stage.ask(path=path, query=values if place == "query" else {}, headers=headers, **body)


def _has_body(stage: Stage) -> bool:
    return bool(request_examples(stage.document, stage.operation))


def _taken(stage: Stage, answer: Answer, what: str) -> None:
    """What it stands for may not be there; that it is well formed is all that counts here."""
    there = answer.status < 400 or answer.status in (404, 422)
    if not there:
        stage.broken(GOOD, f"{what} was answered {answer.status}.", answer, answer)


def _shown(value: str) -> str:
    return repr(value) if len(value) < 40 else f"{value[:20]!r} and more, {len(value)} characters"

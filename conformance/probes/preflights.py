"""A browser asks before it calls: it is told that pages of every site may call what the contract has.

https://fetch.spec.whatwg.org/#cors-preflight-fetch
"""

from conformance.addresses import leads_its_path, nobodys, of_path
from conformance.callers import Caller
from conformance.probing import probe
from conformance.scopes import is_open
from conformance.stage import Answer, Stage
from contract import Operation

ANSWERED = "A browser's preflight is answered without a token"
ORIGIN = "A preflight lets every site in"
METHODS = "A preflight allows each method of the path"
HEADERS = "A preflight allows each header of the path's operations"
AGE = "A preflight is kept no longer than a day"
DAY = 86_400


@probe(leads_its_path)
def preflights(stage: Stage) -> None:
    """For each method of the path, with the headers that it takes."""
    for operation in of_path(stage.document, stage.operation.path):
        wanted = _headers(stage, operation)
        answer = stage.ask(
            method="OPTIONS",
            path=nobodys(stage.document, stage.operation),
            headers={
                "Origin": "https://example.com",
                "Access-Control-Request-Method": operation.method.upper(),
                "Access-Control-Request-Headers": ",".join(sorted(wanted)),
            },
            caller=Caller.NOBODY,
            conforms=False,
        )
        _allows(stage, answer, operation.method.upper(), wanted)


def _headers(stage: Stage, operation: Operation) -> set[str]:
    """In lower case: those of the contract, and what a client sends beside them."""
    declared = {each["name"].lower() for each in stage.document.parameters(operation) if each["in"] == "header"}
    implied = set() if is_open(stage.document, operation) else {"authorization"}
    return declared | implied | {"content-type"}


def _allows(stage: Stage, answer: Answer, method: str, wanted: set[str]) -> None:
    if not 200 <= answer.status < 300:
        stage.broken(ANSWERED, f"It was answered {answer.status}.", answer, answer)
    if (origin := answer.headers.get("access-control-allow-origin")) != "*":
        stage.broken(ORIGIN, f"Access-Control-Allow-Origin is {origin!r}.", answer, answer)
    if method not in _listed(answer, "access-control-allow-methods"):
        stage.broken(METHODS, f"{method} is not in Access-Control-Allow-Methods.", answer, answer)
    allowed = {each.lower() for each in _listed(answer, "access-control-allow-headers")}
    # A `*` is not for Authorization, which has to be named.
    missing = wanted - allowed if "*" not in allowed else {"authorization"} & wanted - allowed
    if missing:
        said = f"{', '.join(sorted(missing))} is not in Access-Control-Allow-Headers."
        stage.broken(HEADERS, said, answer, answer)
    age = answer.headers.get("access-control-max-age")
    if age is not None and not (age.isdecimal() and int(age) <= DAY):
        stage.broken(AGE, f"Access-Control-Max-Age is {age!r}.", answer, answer)


def _listed(answer: Answer, name: str) -> set[str]:
    return {each.strip() for each in answer.headers.get(name, "").split(",")}

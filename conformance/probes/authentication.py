"""Who has no token that the stage has given out is nobody, and gets what needs no token."""

from base64 import b64encode
from collections.abc import Mapping

from conformance.callers import Caller, token_of
from conformance.calling import called
from conformance.probing import probe
from conformance.reading import path_parameters
from conformance.refusals import UNAUTHORIZED, refused
from conformance.scopes import forgeries, is_open, is_secured
from conformance.stage import Answer, Stage
from contract import Document, Operation

TAKES = "An operation takes no credentials but a token that was given out"
CHALLENGE = "A 401 says in WWW-Authenticate which credentials are taken"
ANY_CASE = "The scheme of a token may be written in any case"
OPEN = "An operation that needs no token works without one"
BASIC = f"Basic {b64encode(b'team:secret').decode()}"


@probe(is_secured)
def authentication(stage: Stage) -> None:
    """Nothing, what is no token, and tokens that were tampered with: all of them with a request that is well formed."""
    sent: dict[str, str] = {
        "`Bearer` alone": "Bearer",
        "Another scheme": BASIC,
        "Garbage": "Bearer garbage",
    }
    token = token_of(Caller.TEAM)
    if token:
        sent |= {f"A token with {what}": f"Bearer {forged}" for what, forged in forgeries(token).items()}
        sent["A token without its scheme"] = token
    _unauthorized(stage, "No token", {})
    for what, value in sent.items():
        _unauthorized(stage, what, {"Authorization": value})


def _unauthorized(stage: Stage, what: str, headers: Mapping[str, str]) -> None:
    answer = _nobody(stage, headers)
    refused(stage, answer, UNAUTHORIZED, promise=TAKES, what=what)
    challenge = answer.headers.get("www-authenticate", "")
    if challenge.partition(" ")[0] != "Bearer":
        stage.broken(CHALLENGE, f"It is {challenge!r}, which does not begin with Bearer.", answer, answer)


def is_read_with_token(document: Document, operation: Operation) -> bool:
    return operation.method == "get" and not path_parameters(document, operation) and is_secured(document, operation)


@probe(is_read_with_token)
def scheme_in_any_case(stage: Stage) -> None:
    """As of any scheme; https://www.rfc-editor.org/rfc/rfc9110#section-11.1."""
    for scheme in ("bearer", "BEARER") if (token := token_of(Caller.TEAM)) else ():
        answer = _nobody(stage, {"Authorization": f"{scheme} {token}"})
        if answer.status in (401, 403):
            stage.broken(ANY_CASE, f"`{scheme}` was answered {answer.status}.", answer, answer)


@probe(is_open)
def open_without_token(stage: Stage) -> None:
    """Whatever credentials there are, and without any."""
    for headers in ({}, {"Authorization": "Bearer garbage"}, {"Authorization": BASIC}):
        answer = _nobody(stage, headers)
        if not 200 <= answer.status < 300:
            stage.broken(OPEN, f"It was answered {answer.status}.", answer, answer)


def _nobody(stage: Stage, headers: Mapping[str, str]) -> Answer:
    return called(stage, headers=headers, caller=Caller.NOBODY, conforms=False)

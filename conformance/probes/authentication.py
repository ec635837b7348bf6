"""Who has no token that the stage has given out is nobody, and gets what needs no token."""

from base64 import b64encode
from collections.abc import Mapping

from conformance.callers import Caller, token_of
from conformance.calling import called
from conformance.probing import probe
from conformance.refusals import UNAUTHORIZED, refused
from conformance.scopes import forgeries, is_open, is_secured
from conformance.stage import Answer, Stage

TAKES = "An operation takes no credentials but a token that was given out"
CHALLENGE = "A 401 says in WWW-Authenticate which credentials are taken"
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


@probe(is_open)
def open_without_token(stage: Stage) -> None:
    """Whatever credentials there are, and without any."""
    for headers in ({}, {"Authorization": "Bearer garbage"}, {"Authorization": BASIC}):
        answer = _nobody(stage, headers)
        if not 200 <= answer.status < 300:
            stage.broken(OPEN, f"It was answered {answer.status}.", answer, answer)


def _nobody(stage: Stage, headers: Mapping[str, str]) -> Answer:
    return called(stage, headers=headers, caller=Caller.NOBODY, conforms=False)

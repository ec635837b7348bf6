"""A token is good for what its scopes allow, and for nothing else."""

from conformance.callers import Caller, token_of
from conformance.calling import called
from conformance.probing import probe
from conformance.refusals import FORBIDDEN, refused
from conformance.scopes import allows, held, is_secured
from conformance.stage import Stage

TAKES = "An operation takes no token without its scope"
CHALLENGE = "A 403 says in WWW-Authenticate that the scope is insufficient"
ALLOWED = "A token with the scope of an operation is allowed to call it"
# The trial team's rate is needed elsewhere.
CALLERS = (Caller.PEER, Caller.READER, Caller.NARROW)


@probe(is_secured)
def scopes(stage: Stage) -> None:
    """With the token of each other team: what it says that it may do is what it may do."""
    for caller in CALLERS:
        token = token_of(caller)
        if token is not None and held(token):
            answer = called(stage, caller=caller, conforms=False)
            said = f"A token of {', '.join(sorted(held(token)))}"
            if not allows(token, stage.document, stage.operation):
                refused(stage, answer, FORBIDDEN, promise=TAKES, what=said)
                challenge = answer.headers.get("www-authenticate", "")
                if "insufficient_scope" not in challenge:
                    stage.broken(CHALLENGE, f"It is {challenge!r}.", answer, answer)
            elif answer.status in (401, 403):
                stage.broken(ALLOWED, f"{said} was answered {answer.status}.", answer, answer)

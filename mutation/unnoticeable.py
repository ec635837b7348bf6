"""Mutants that no client could notice, with the reason: patterns of ids, matched whole.

A reason that a run proves wrong is reported: what was killed was noticeable.
"""

import re
from collections.abc import Mapping

UNNOTICEABLE: Mapping[str, str] = {
    r"(deleteDocument|cancelRun)\.400\..*": (
        "It takes nothing but an id, and answers 404 to what is none: its 400 is documented and never given."
    ),
    r"\w+ModelServer\.slow\..*": (
        "How long a server behind the API takes is its own affair, up to the gateway's timeout; models do take long."
    ),
    r"deployed\.validator\.\w+\.validateRequest(Body|Parameters)": (
        "What the gateway's validator refuses, functions refuse too, from the same contract."
    ),
    r"deployed\.passthrough-changed\.\w+ModelServer": (
        "A proxy integration passes every body on; what it does with those that no template is for counts elsewhere."
    ),
    r"deployed\.integration-parameter-lost\.\w+ModelServer\.integration\.request\.header\.Authorization": (
        "It is what the model server is told in place of the client's token. A laptop's looks at none."
    ),
    r"deployed\.stale-authorizer\.callModelServer\.unknown": (
        "What holds for all other methods of the path, which takes its place, asks for the same scope."
    ),
    r"deployed\.environment\.PURGE_QUEUE_URL": (
        "The function get_document purges only what a run that nobody moves any more has left, and tells nobody."
    ),
    r"deployed\.method-missing\.readModelServer": (
        "The method for all others of the path, which takes its place, does the same."
    ),
    r"deployed\.gateway-response\.BAD_REQUEST_PARAMETERS\..*": (
        "The gateway asks for required parameters alone, and the contract has none but those of its paths."
    ),
    r"deployed\.gateway-response\.DEFAULT_4XX\..*": (
        "Every refusal that AWS has a name for has a response of its own, and nothing else is refused."
    ),
    r"deployed\.gateway-response\.UNSUPPORTED_MEDIA_TYPE\..*": (
        "Functions refuse what is of another type; the gateway would for integrations that have templates alone."
    ),
    r"deployed\.environment\.(STAGE|POWERTOOLS_(?!LOG_LEVEL)\w+|OPENBLAS_NUM_THREADS)": (
        "It is about logs, metrics and threads, which no answer shows."
    ),
}


def reason(mutant: str) -> str:
    """The empty text where there is none."""
    return next((said for pattern, said in UNNOTICEABLE.items() if re.fullmatch(pattern, mutant)), "")
